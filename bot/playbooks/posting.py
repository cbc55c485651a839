"""A playbook with posts of its own, for those who do not know its kind."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol, runtime_checkable

from bot.domain.speech import GroupView, Trusted
from bot.playbooks.base import Utterance
from bot.playbooks.say import Say
from bot.playbooks.stock import Source
from bot.reading.places import KeyPath

SAMPLE = {
    "group": GroupView("阅读群"),
    "date": Trusted("11月23日"),
    "weekday": Trusted("星期一"),
    "slot": Trusted("早间轻互动"),
}
"""Made-up values for the names that what is posted may use."""


class Slot(Protocol):
    """A part of the day."""

    @property
    def name(self) -> str | None: ...


class Post(Protocol):
    """Something said again and again, in one of several ways, or drawn from a source."""

    @property
    def id(self) -> str: ...
    @property
    def slot(self) -> str | None: ...
    @property
    def say(self) -> Sequence[Say]: ...
    @property
    def source(self) -> Source | None: ...


@runtime_checkable
class Posting(Protocol):
    """What commands ask of it."""

    @property
    def id(self) -> str: ...
    @property
    def slots(self) -> Mapping[str, Slot]: ...

    def written(self) -> Iterator[tuple[KeyPath, Post]]:
        """Yield every post with where it stands."""

    def utterances(self) -> Iterator[Utterance]:
        """Yield every variant with sample values."""
