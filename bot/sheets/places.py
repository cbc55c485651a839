"""What operators may write for a slot and for groups, and what they mean by it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from bot.config.model import Config
from bot.domain.text import fold
from bot.domain.times import Window
from bot.reading.sentences import Language, meant
from bot.sheets.cells import Wrong, text_of, time_of
from bot.sheets.words import told
from handlers.posts.model import Posts, Slot

_STANDARD: Mapping[str, tuple[str, str, str]] = {
    "morning": ("早间轻互动", "Morning", "07:30-08:30"),
    "noon": ("干货小课堂", "Noon", "12:00-13:00"),
    "evening": ("生活分享局", "Evening", "18:30-19:30"),
    "night": ("福利大派送", "Night", "20:30-21:30"),
}
"""The four slots of a day, where no playbook has any."""
_ALL = frozenset(map(fold, ("全部", "所有", "所有群", "全部群", "全体", "all", "*", "everyone")))
BETWEEN = re.compile(r"[,，、;；\n]+")
_TAGGED = re.compile(r"(?:tag|标签)\s*[:：=]\s*|#")
_FEW = 12


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a row is for: one group, the groups with a tag, or (both empty) all."""

    group: str = ""
    tag: str = ""


@dataclass(frozen=True, slots=True)
class When:
    """A slot with its key, or a time of day."""

    key: str = ""
    slot: Slot | None = None
    at: time | None = None

    @property
    def name(self) -> str:
        """Return it as one part of an id."""
        return self.key or f"{self.at:%H%M}"

    @property
    def starts(self) -> time:
        """Return when it begins."""
        return self.slot.window.start if self.slot else self.at or time.min


class Slots:
    """The slots of the posts that there are; of several with one key the first counts."""

    def __init__(self, playbooks: Iterable[object], config: Config) -> None:
        self.by_key: dict[str, Slot] = {}
        for playbook in playbooks:
            if isinstance(playbook, Posts):
                for key, slot in playbook.slots.items():
                    self.by_key.setdefault(key, slot)
        if not self.by_key:
            for key, (chinese, english, window) in _STANDARD.items():
                name = chinese if config.language == "zh" else english
                self.by_key[key] = Slot(window=Window.parse(window), name=name)
        self._keys = {fold(slot.name or ""): key for key, slot in self.by_key.items() if slot.name}
        self._keys |= {fold(key): key for key in self.by_key}

    def names(self) -> list[str]:
        """Return the slots as members read them, in the order of the day."""
        order = sorted(self.by_key.items(), key=lambda pair: (pair[1].window.start, pair[0]))
        return [slot.name or key for key, slot in order]

    def find(self, value: object, language: Language) -> When:
        """Return what a cell names; raise Wrong with what there is."""
        if key := self._keys.get(fold(text_of(value))):
            return When(key, self.by_key[key])
        found = time_of(value)
        if isinstance(found, Window):
            same = (key for key, slot in self.by_key.items() if slot.window == found)
            key = next(same, f"{found.start:%H%M}-{found.end:%H%M}")
            return When(key, self.by_key.get(key) or Slot(window=found))
        if found is not None:
            return When(at=found)
        text = text_of(value)
        if not text:
            raise Wrong(told("empty", language))
        near = meant(text, [*self.by_key, *self.names()], language)
        known = told("slots_known", language, known=", ".join(self.names()))
        raise Wrong(told("slot", language, value=text) + near + known)


class Groups:
    """The groups by id, name and tag; `heard` are those of the platform, id and name."""

    def __init__(self, config: Config, heard: Mapping[str, str]) -> None:
        self._config = config
        self.ids = list(dict.fromkeys([*config.groups, *heard]))
        self._named: dict[str, list[str]] = defaultdict(list)
        for group in self.ids:
            self._named[fold(config.group_name(group) or heard.get(group) or group)].append(group)
        self.tags = sorted({tag for own in config.groups.values() for tag in own.tags})
        self.shown = [config.group_name(one) or heard.get(one) or one for one in self.ids]

    def find(self, value: object, language: Language) -> list[Audience]:
        """Return whom a cell names, nobody twice; raise Wrong with what there is."""
        text = text_of(value)
        if not text:
            raise Wrong(told("empty", language))
        found = self._one(text, language, among_others=False)
        if found is None:
            parts = filter(None, (part.strip() for part in BETWEEN.split(text)))
            found = [one for part in parts for one in self._one(part, language) or ()]
        if Audience() in found:
            return [Audience()]
        if len(found) == 1:
            return found
        return [Audience(group) for group in self.ids_of(found)]

    def ids_of(self, audiences: Iterable[Audience]) -> list[str]:
        """Return the groups that are meant, each once."""
        groups = {group for one in audiences for group in self._members(one)}
        return [group for group in self.ids if group in groups]

    def one(self, value: object, language: Language) -> str:
        """Return the only group that a cell names."""
        groups = self.ids_of(self.find(value, language))
        if len(groups) != 1:
            raise Wrong(told("one_group", language))
        return groups[0]

    def _one(
        self, text: str, language: Language, among_others: bool = True
    ) -> list[Audience] | None:
        """Return what one name means, None where a whole cell is no name by itself."""
        if fold(text) in _ALL:
            return [Audience()]
        if text in self.ids:
            return [Audience(text)]
        same = self._named.get(fold(text), [])
        if len(same) > 1:
            raise Wrong(told("same_group", language, value=text, ids=", ".join(same)))
        tag = _TAGGED.sub("", text, count=1)
        if same and tag == text:
            return [Audience(same[0])]
        if wanted := next((one for one in self.tags if fold(one) == fold(tag)), None):
            return [Audience(tag=wanted)]
        if among_others:
            raise Wrong(self._unknown(text, language))
        return None

    def _unknown(self, text: str, language: Language) -> str:
        known: Sequence[str] = [*self.shown, *self.tags]
        said = told("group", language, value=text) + meant(text, known, language)
        listed = ", ".join(known[:_FEW]) + ("…" if len(known) > _FEW else "")
        return said + (told("groups_known", language, known=listed) if known else "")

    def _members(self, audience: Audience) -> list[str]:
        if audience.group:
            return [audience.group]
        tagged = (one for one in self.ids if audience.tag in self._config.tags(one))
        return list(tagged if audience.tag else self.ids)
