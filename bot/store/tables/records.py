"""The tables of what is kept beside the road: part of `tables`, which lists them."""

from dataclasses import dataclass

from bot.store.tables.mapping import Row, stored


@stored("versions", key=("number",))
@dataclass(slots=True)
class Version(Row):
    """What the operator set up, as it went live `at`: number 1, 2, …; `by` who saved it, if known.

    `digest` is of all its files.
    """

    number: int
    at: int
    by: str
    digest: str


@stored("version_files", key=("version", "file"), indexes=("file version",))
@dataclass(slots=True)
class VersionFile(Row):
    """A file of a version, by its path from the folder of config.yaml, and its text's digest."""

    version: int
    file: str
    digest: str


@stored("file_texts", key=("digest",))
@dataclass(slots=True)
class FileText(Row):
    """A text that a file had once, kept for ever: `digest` is its SHA-256 in hex."""

    digest: str
    text: str


@stored("turnover", key=("seq",), indexes=("grp at",))
@dataclass(slots=True)
class Turnover(Row):
    """A member came to a group (`join`) or left it (`leave`), once however often it is told.

    `cause` is the event it is known from, `by` who brought or removed them.
    """

    seq: int
    grp: str
    member: str
    at: int
    kind: str
    cause: str
    by: str | None = None


@stored("results", key=("key",), indexes=("grp at", "settled"))
@dataclass(slots=True)
class Result(Row):
    """What came of a post: messages and their writers within 15 and 60 minutes of it, by members.

    `key` is that of its first row in the outbox, `at` when it went out, `slot` "" for a
    post at a fixed time; `settled`: the hour is over.
    """

    key: str
    grp: str
    playbook: str
    item: str
    slot: str
    day: str
    at: int
    replies_15: int = 0
    people_15: int = 0
    replies_60: int = 0
    people_60: int = 0
    settled: bool = False


@stored("uses", key=("key",), indexes=("grp library piece at", "library piece at grp"))
@dataclass(slots=True)
class Use(Row):
    """A piece of a content library that a post said in a group; `key` as that of its `Result`."""

    key: str
    grp: str
    library: str
    piece: str
    at: int


@stored("profiles", key=("member",), indexes=("birthday",))
@dataclass(slots=True)
class Profile(Row):
    """What is known of a member beside what they did; `birthday` is `05-17` or `1990-05-17`."""

    member: str
    birthday: str = ""


@stored("labels", key=("member", "tag"), indexes=("tag",))
@dataclass(slots=True)
class Label(Row):
    """A tag that somebody gave to a member."""

    member: str
    tag: str
    at: int
    by: str


@stored("remarks", key=("seq",), unique=("key",), indexes=("member",))
@dataclass(slots=True)
class Remark(Row):
    """A note about a member, for those who run the group; `key` is the event that made it."""

    seq: int
    key: str
    member: str
    grp: str
    at: int
    by: str
    text: str


@stored("imports", key=("number",))
@dataclass(slots=True)
class Import(Row):
    """A roster taken over from another tool; `undo` (JSON) is what was there before."""

    number: int
    at: int
    by: str
    file: str
    undo: str
    undone_at: int | None = None


@stored("forgotten", key=("number",))
@dataclass(slots=True)
class Forgotten(Row):
    """A member who was forgotten `at`: what is still counted bears `forgotten:<number>` since.

    `by` is who ordered it, "" for themselves; `leaving` (JSON) are their ids, kept until the answer
    that has to reach them has gone.
    """

    number: int
    at: int
    by: str = ""
    leaving: str = ""


@stored("storms", key=("kind", "grp", "member"))
@dataclass(slots=True)
class Storm(Row):
    """Too much at once, the last time: what (`bot.domain.storm.Kind`), where, and whose.

    `grp` is `""` for all groups together, and for private chats; `member` is one who is not
    answered for a while. `number` is how many there were between `since` and `last`.
    """

    kind: str
    grp: str
    member: str
    since: int
    last: int
    number: int
