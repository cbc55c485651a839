"""The tables: one dataclass each.

Moments are integers: microseconds since 1970 in UTC (`datetime(at/1000000, 'unixepoch')` in the
SQLite shell). Days are local dates written `2026-11-23`. `grp` is a group's id, `""` in private.
"""

from dataclasses import dataclass

from bot.store.tables.mapping import METADATA, Row, stored
from bot.store.tables.pending import Hold, Mark, Outbox, Pause, Task, Timer
from bot.store.tables.records import (
    FileText,
    Forgotten,
    Import,
    Label,
    Profile,
    Remark,
    Result,
    Storm,
    Turnover,
    Use,
    Version,
    VersionFile,
)
from bot.store.tables.standing import Account, CheckIn, Ledger, Progress

__all__ = [
    "METADATA",
    "Account",
    "CheckIn",
    "FileText",
    "Forgotten",
    "Hold",
    "Import",
    "Label",
    "Ledger",
    "Mark",
    "Outbox",
    "Pause",
    "Profile",
    "Progress",
    "Remark",
    "Result",
    "Row",
    "Storm",
    "Task",
    "Timer",
    "Turnover",
    "Use",
    "Version",
    "VersionFile",
]


@stored("meta", key=("name",))
@dataclass(slots=True)
class Meta(Row):
    """What the engine remembers of itself: `lived_until`, `folded`."""

    name: str
    value: str


@stored("groups", key=("id",))
@dataclass(slots=True)
class Group(Row):
    """A group that was heard, on which channel; `listed`: all its members were told once."""

    id: str
    name: str
    heard_at: int
    channel: str = ""
    listed: bool = False


@stored("identities", key=("platform",), indexes=("member",))
@dataclass(slots=True)
class Identity(Row):
    """A platform's id for a member. `member` is our own id: the first platform id that was seen.

    Of several, a platform knows the member now by the one that came up last (`since`) there.
    `merged_at` is when it turned out whose it is.
    """

    platform: str
    member: str
    channel: str = ""
    since: int = 0
    merged_at: int | None = None


@stored("memberships", key=("grp", "member"))
@dataclass(slots=True)
class Membership(Row):
    """A member in a group, under the name shown there; `left_at` None while present.

    `spoke_at` is when they first wrote since they came, `joined_by` the event of their coming.
    """

    grp: str
    member: str
    name: str
    joined_at: int | None = None
    left_at: int | None = None
    inviter: str | None = None
    spoke_at: int | None = None
    joined_by: str = ""


@stored("journal", key=("seq",), unique=("id", "grp"), indexes=("hour grp",))
@dataclass(slots=True)
class Journal(Row):
    """Everything that happened, once; `outcome` and `error` are what came of it (JSON, text).

    `hour` counts from 1970. New rows stand at the end of every index, or near it (ids mostly grow,
    hours always do): to begin with the group would spread each batch over a page a group, which
    costs more than all else that is written.
    """

    seq: int
    grp: str
    id: str
    at: int
    hour: int
    day: str
    type: str
    kind: str | None
    member: str | None
    text: str | None
    reply_to: str | None
    data: str | None
    outcome: str | None
    error: str | None


@stored(
    "activity", key=("seq",), unique=("grp", "cause", "kind", "member"), indexes=("grp member",)
)
@dataclass(slots=True)
class Activity(Row):
    """What a member did or drew besides writing: check_in, answered, invited."""

    seq: int
    grp: str
    member: str
    day: str
    kind: str
    cause: str


@stored("daily", key=("grp", "member", "day", "kind"), indexes=("day kind grp n",))
@dataclass(slots=True)
class Daily(Row):
    """How often a member did one kind of thing on one local day, folded from the logs.

    Its index holds all that the sums of some days over many groups need.
    """

    grp: str
    member: str
    day: str
    kind: str
    n: int
