"""Which messages are check-ins, make-ups, leave, or images that may belong to a check-in."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from msgspec import Struct

from bot.deployment import Deployment
from bot.domain.keywords import Keywords, Match
from bot.domain.text import fold
from bot.handling.heard import Heard, Hearing
from bot.handling.router import Finding
from handlers.checkin.model import Challenge

NEARBY = timedelta(minutes=10)
"""So far from its words may an image be that is evidence."""

Kind = Literal["check_in", "make_up", "leave"]


class Said(Struct, frozen=True):
    """What stands beside a keyword, and the day on which it was written."""

    rest: str
    day: date


class _Meant(NamedTuple):
    challenge: Challenge
    kind: Kind


class Challenges:
    """The challenges of a group: the longest keyword wins, one may serve several in turn."""

    def __init__(self, playbooks: Sequence[Challenge], deployment: Deployment) -> None:
        self._playbooks = playbooks
        self._zone = deployment.config.zone
        self._meant: dict[str, list[_Meant]] = {}
        for challenge in sorted(playbooks, key=lambda challenge: challenge.start or date.min):
            for path, word in challenge.words:
                meant = self._meant.setdefault(_key(word), [])
                meant.append(_Meant(challenge, _KINDS[path[0]]))
        self._plain = Keywords(self._words("check_in"))
        self._with_day = Keywords([*self._words("make_up"), *self._words("leave")], days=True)
        self._starts = self._plain.starts + self._with_day.starts
        self._first = frozenset(start[0] for start in self._starts)
        self._of_images = tuple(challenge for challenge in playbooks if challenge.needs.image)

    def candidates(self, hearing: Hearing) -> set[int]:
        """Name the messages that begin with a keyword, and images that may be evidence."""
        begun = [n for n, text in enumerate(hearing.forms.folded) if text[:1] in self._first]
        found = {n for n in begun if hearing.forms.folded[n].startswith(self._starts)}
        if self._of_images:
            found.update(n for n, event in enumerate(hearing.events) if event.kind == "image")
        return found

    def consider(self, heard: Heard) -> Finding | None:
        """Find what a message asks for; any image is looked at where images are evidence."""
        if fold(heard.text).startswith(self._starts):  # seldom: the rest is for those alone
            plain, with_day = self._plain.match(heard.text), self._with_day.match(heard.text)
            if plain or with_day:
                return self._find(heard, max(filter(None, (plain, with_day)), key=_length))
        if self._of_images and heard.event.kind == "image":
            return self._find_awaiting(heard.event.at - NEARBY)
        return None

    def explain(self, heard: Heard) -> list[Finding]:
        """Say of each challenge that is not the one found that no keyword of its was."""
        found = self.consider(heard)
        return [
            Finding(
                "no_keyword",
                challenge,
                place=challenge.line_of("match"),
                acts=False,
                values={"text": heard.text, "keywords": [word for _, word in challenge.words]},
            )
            for challenge in self._playbooks
            if found is None or found.playbook is not challenge
        ]

    def _find_awaiting(self, since: datetime) -> Finding | None:
        """Choose the challenges to which an image may belong; each with the day of its words."""
        days = [(one, one.day_of(since, self._zone)) for one in self._of_images]
        running = [(one, day) for one, day in days if one.phase(day) != "after"]
        return Finding("image", running[0][0], data=running) if running else None

    def _words(self, kind: Kind) -> list[str]:
        return [key for key, meant in self._meant.items() if meant[0].kind == kind]

    def _find(self, heard: Heard, match: Match) -> Finding:
        """Choose the challenge that runs or comes next, else the one that ended last."""
        for challenge, kind in self._meant[match.keyword]:
            day = challenge.day_of(heard.event.at, self._zone)
            found = Finding(kind, challenge, data=Said(match.rest, day))
            if challenge.phase(day) != "after":
                break
        return found


_KINDS: dict[object, Kind] = {"match": "check_in", "make_up": "make_up", "leave": "leave"}


def _key(word: str) -> str:
    return fold(word).strip()


def _length(match: Match) -> int:
    return len(match.keyword)
