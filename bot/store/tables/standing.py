"""The tables of where members stand, in challenges and in points: part of `tables`."""

from dataclasses import dataclass

from bot.store.tables.mapping import Row, stored


@stored("checkins", key=("playbook", "grp", "member", "day"), indexes=("playbook grp day",))
@dataclass(slots=True)
class CheckIn(Row):
    """A day of a challenge; `kind` is check_in, make_up or leave.

    `evidence` is the other of two messages that it rests on, words and an image; flagged: one of
    them is gone.
    """

    playbook: str
    grp: str
    member: str
    day: str
    kind: str
    at: int
    cause: str
    flagged: bool = False
    evidence: str | None = None


@stored("progress", key=("playbook", "grp", "member"))
@dataclass(slots=True)
class Progress(Row):
    """A member's standing in a challenge; `paid` lists the milestones paid, e.g. `7,21`."""

    playbook: str
    grp: str
    member: str
    streak: int = 0
    total: int = 0
    last_day: str = ""
    paid: str = ""


@stored("ledger", key=("seq",), unique=("key",), indexes=("grp at", "grp member"))
@dataclass(slots=True)
class Ledger(Row):
    """One movement of points; `by` is who ordered it, None for a playbook's rule."""

    seq: int
    key: str
    grp: str
    member: str
    at: int
    points: int
    reason: str
    cause: str
    by: str | None = None
    flagged: bool = False


@stored("accounts", key=("grp", "member"), indexes=("grp points",))
@dataclass(slots=True)
class Account(Row):
    """The sum of a member's ledger lines in a group."""

    grp: str
    member: str
    points: int = 0
