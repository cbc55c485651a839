"""What posts draw on: pieces with tags, for those who do not know the kind that keeps them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple, Protocol, runtime_checkable

from bot.errors import Place
from bot.playbooks.base import Playbook
from bot.playbooks.say import Say
from bot.reading.places import KeyPath


class Piece(Protocol):
    """Something that can be said in any group, found by its tags."""

    @property
    def id(self) -> str: ...
    @property
    def tags(self) -> Sequence[str]: ...
    @property
    def said(self) -> Say: ...


@runtime_checkable
class Stocking(Protocol):
    """A playbook that keeps pieces."""

    def stock(self) -> Iterator[tuple[KeyPath, Piece]]:
        """Yield every piece with where it stands."""


class Source(Protocol):
    """Where a post has its words from: pieces with one of these tags, rested for so many days."""

    @property
    def tag(self) -> Sequence[str]: ...
    @property
    def not_again(self) -> int: ...


class Stored(NamedTuple):
    """A piece, in which library it is kept, and where it was written."""

    library: str
    piece: Piece
    place: Place

    @property
    def key(self) -> tuple[str, str]:
        """Return what its uses are kept under."""
        return self.library, self.piece.id


def stored(playbooks: Iterable[Playbook]) -> Iterator[Stored]:
    """Yield the pieces that these playbooks keep, in the order written."""
    for playbook in playbooks:
        if isinstance(playbook, Stocking):
            for path, piece in playbook.stock():
                yield Stored(playbook.id, piece, playbook.line_of(*path))


def tagged(playbooks: Iterable[Playbook], tags: Collection[str]) -> list[Stored]:
    """Return the pieces that have one of these tags."""
    return [one for one in stored(playbooks) if not set(tags).isdisjoint(one.piece.tags)]


def rested(
    pieces: Iterable[Stored], used: Mapping[tuple[str, str], date], today: date, days: int
) -> list[Stored]:
    """Return the pieces whose last use lies at least so many days back, or who had none."""
    return [
        one for one in pieces if (last := used.get(one.key)) is None or (today - last).days >= days
    ]
