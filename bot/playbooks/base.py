"""What all playbooks have in common, whatever their kind."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from functools import cached_property
from typing import Annotated, Any, ClassVar, NamedTuple

from pydantic import AfterValidator, BeforeValidator, field_validator
from pydantic_core import PydanticCustomError

from bot.config.model import Config
from bot.domain.durations import Duration
from bot.domain.needs import Need
from bot.domain.rank import Rank
from bot.errors import Place, Unfit
from bot.playbooks.audience import Audience, Groups
from bot.playbooks.say import Say
from bot.reading.places import KeyPath, Places, field_name
from bot.reading.validation import Strict

Why = str | Mapping[str, str]
"""What is wrong, in words, or by language."""

WORDLESS: Why = {
    "zh": "至少要有一段文字，按钮跟在文字后面",
    "en": "needs a text among its parts: buttons go with that",
}


class Utterance(NamedTuple):
    """A text of a playbook, with made-up values for every name it may use."""

    path: KeyPath
    say: Say
    sample: Mapping[str, object]


def _usable_id(written: str) -> str:
    """Refuse what separates the parts of an action's key from each other."""
    if any(character in ":/|\n\r" for character in written) or not written.strip():
        raise PydanticCustomError("id_form", "id")
    return written


def _approval(written: Any) -> Any:
    """Read `true` and `false`; a mapping is left to the model."""
    if written is None or isinstance(written, bool):
        return Approval() if written else None
    if isinstance(written, dict | Approval):
        return written
    raise Unfit("写 true，或者 {ahead: 6h}", "write true, or {ahead: 6h}")


def _within_a_day(span: timedelta) -> timedelta:
    if timedelta() < span <= timedelta(days=1):
        return span
    raise Unfit("要大于 0，最多 24h", "must be more than 0, and at most 24h")


Id = Annotated[str, AfterValidator(_usable_id)]
"""The name of a playbook, or of something in one that shows in causes."""


class Approval(Strict):
    """That a person lets out what is said; of what a calendar plans, asked so long before."""

    ahead: Annotated[Duration, AfterValidator(_within_a_day)] = timedelta(hours=12)


Approve = Annotated[
    Approval | None, BeforeValidator(_approval, json_schema_input_type=bool | Approval)
]
"""`true`, `false`, or `{ahead: 6h}`."""


class Playbook(Strict):
    """One playbook; a kind adds its own keys, and says what only it can know to be wrong."""

    overall: ClassVar[bool] = False
    """It speaks of all its groups at once: its moments come once, in no group (`""`)."""
    ahead: ClassVar[bool] = False
    """What it plans can be shown to a person ahead of its moment."""
    rank: ClassVar[Rank] = Rank.OTHER
    """The class of what it says by itself, where a channel has limits."""

    kind: str
    id: Id
    groups: Groups = Audience()
    enabled: bool = True
    extends: str | None = None
    approve: Approve = None

    @field_validator("approve")
    @classmethod
    def _only_what_is_planned(cls, approve: Approval | None) -> Approval | None:
        if approve and approve.model_fields_set and not cls.ahead:
            zh, en = "只有 posts 能写 ahead，这里写 true", "only posts know ahead: write true"
            raise Unfit(zh, en)
        return approve

    def placed(self, places: Places) -> None:
        """Remember where each value was written."""
        self.__dict__["places"] = places  # pydantic's private attributes are slow to read

    @cached_property
    def places(self) -> Places:
        """Return where each value was written: nowhere, before it is `placed`."""
        return Places("", 0)

    @property
    def place(self) -> Place:
        """Return where the playbook begins."""
        return self.places.place

    def line_of(self, *path: object) -> Place:
        """Return where the value at `path` was written, or the nearest one around it."""
        return self.places.at(path)

    def origins(self) -> Iterator[tuple[KeyPath, Place]]:
        """Yield where each value comes from; those of a variant come from several documents."""
        return self.places.leaves()

    def named_origins(self) -> Iterator[tuple[str, Place]]:
        """Yield the name of each value, as `posts[tip].say`, and where it comes from."""
        written = self.model_dump(mode="json", by_alias=True, fallback=str)
        for path, place in self.origins():
            yield field_name(path, written), place

    def utterances(self) -> Iterable[Utterance]:
        """Return every text, to be tried out when the playbook is loaded."""
        return ()

    def speaks_in(self) -> str:
        """Return the one group that is told, where it speaks of several at once; "" in private."""
        return ""

    def requires(self) -> Iterable[Need]:
        """Return what it needs of a group's channels, beside what its texts carry."""
        return ()

    def requirements(self) -> Iterator[Need]:
        """Yield all that it needs of a group's channels."""
        yield from self.requires()
        if self.approve:
            yield "approval"
        parts = [part for utterance in self.utterances() for part in utterance.say.parts]
        if any(part.image for part in parts):
            yield "image"
        if any(part.file for part in parts):
            yield "file"

    def conflicts(self, config: Config) -> Iterable[tuple[KeyPath, Why]]:
        """Return what cannot be meant: where, and why."""
        return ()

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)
