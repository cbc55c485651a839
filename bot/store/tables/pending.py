"""The tables of what is still to come, or to be left alone: part of `tables`, which lists them."""

from dataclasses import dataclass

from bot.store.tables.mapping import Row, stored


@stored("timers", key=("grp", "key"), indexes=("due",))
@dataclass(slots=True)
class Timer(Row):
    """A moment that somebody's deed set; `asked`: a member waits for what comes of it."""

    grp: str
    key: str
    due: int
    playbook: str
    item: str
    member: str = ""
    data: str = ""
    asked: bool = False


@stored("marks", key=("playbook", "item", "grp", "member"))
@dataclass(slots=True)
class Mark(Row):
    """A playbook's small memory: cooldowns, rotations, proposals; `at` is its moment."""

    playbook: str
    item: str
    grp: str
    member: str
    at: int
    data: str = ""


PROPOSALS = "proposals"
"""The item of the mark that holds words which somebody has to confirm before they are said."""


@stored("pauses", key=("playbook", "grp"))
@dataclass(slots=True)
class Pause(Row):
    """A playbook (`*`: all) is silent in a group (`*`: all) from `since` until `until`."""

    playbook: str
    grp: str
    since: int
    until: int | None


@stored("outbox", key=("seq",), unique=("key",), indexes=("state due", "member", "cause"))
@dataclass(slots=True)
class Outbox(Row):
    """A wish to do something in a chat.

    `state`: draft (waits for approval), waiting, claimed, sent, failed, unknown, dropped (its
    reason no longer held). `note` says why, also of what is held back. `asked`: somebody waits for
    it, so quiet hours do not hold it. `present`: drop it if this member has left. `handle` is the
    platform's id of what was sent. `shown` are the names behind the mentions, `card` an interactive
    card, both JSON. `until`: afterwards it is pointless. `wanted`: of a task, what the channel
    could not do by itself, to the member `about`. `item` is what of the playbook says it, `version`
    the set-up that made it (see Version). `rank`: its class where a channel has limits (see Rank).
    """

    seq: int
    key: str
    due: int
    state: str
    channel: str
    type: str
    grp: str
    member: str
    text: str
    path: str | None
    mentions: str
    playbook: str | None
    cause: str
    asked: bool
    present: str = ""
    at: int | None = None
    note: str = ""
    handle: str = ""
    shown: str = ""
    card: str = ""
    until: int | None = None
    wanted: str = ""
    about: str = ""
    item: str = ""
    version: int = 0
    rank: int = 0


@stored("holds", key=("channel", "chat"))
@dataclass(slots=True)
class Hold(Row):
    """A channel, or one chat of it, is left alone until a moment; "" as chat: all of it.

    `why` is `channel` or `complaint`, `complained` when the platform complained for the last time.
    """

    channel: str
    chat: str
    until: int
    why: str = ""
    complained: int | None = None


@stored("tasks", key=("key",), indexes=("number", "state"))
@dataclass(slots=True)
class Task(Row):
    """Something that a person must do; `key` is its row of the outbox.

    `state`: open, done, skipped. `wanted` is what is to be done (an action's type, or `task` for a
    question), `due` by when, `by` who did it at `at`.
    """

    key: str
    number: int
    grp: str
    wanted: str
    text: str
    made: int
    due: int
    state: str = "open"
    by: str = ""
    at: int | None = None
