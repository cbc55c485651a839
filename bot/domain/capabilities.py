"""What a channel can do and how much of it: facts that each channel states of itself."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal


@dataclass(frozen=True, slots=True)
class Limits:
    """What a channel lets through; None: no limit. Bytes are those of UTF-8."""

    per_minute: int | None = None
    per_hour: int | None = None
    per_day: int | None = None
    group_per_minute: int | None = None
    group_per_hour: int | None = None
    group_per_day: int | None = None
    group_per_date: int | None = None
    """On one date in China, whatever the hours."""
    posts_per_day: int | None = None
    """Of those of a day, so many may be posts and reminders: what is left is kept for people."""
    same_text: int | None = None
    """So many groups may be told the same text within a minute."""
    spacing: timedelta = timedelta()
    """Between two sends to one group."""
    switch: timedelta = timedelta()
    """Between two sends to different groups."""
    jitter: float = 0
    """By what share of itself a pause is longer at most; drawn for each send."""
    text_bytes: int | None = None
    """Of one text; a longer one becomes several."""
    file_bytes: int | None = None
    """Of one image or file."""

    @property
    def paced(self) -> bool:
        """Say whether they say when something may go, not only what."""
        counts = (
            *(self.per_minute, self.per_hour, self.per_day, self.posts_per_day, self.same_text),
            *(self.group_per_minute, self.group_per_hour, self.group_per_day, self.group_per_date),
        )
        return any(counts) or bool(self.spacing) or bool(self.switch)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel can do; what it may not do by itself becomes a task for a person."""

    hears: Literal["everything", "mentions", "nothing"] = "everything"
    sees_joins: bool = True
    sees_leaves: bool = True
    sees_names: bool = True
    """Tells when a group is renamed."""
    lists_members: bool = False
    """Can say who is in a group."""
    says: bool = True
    """May write into groups."""
    unattended: bool = True
    """May say what nobody asked for."""
    prepared: bool = False
    """What it says is prepared, and goes out when a person confirms it in the app."""
    welcomes: bool = False
    """The platform greets newcomers itself, with a text that the channel keeps up to date."""
    direct: bool = True
    """May write to a member in private."""
    mentions: bool = True
    """Its mentions reach the member; elsewhere `@name` is just text."""
    markup: bool = False
    """Its texts are Markdown: the operator's, while people's words mean nothing in it."""
    images: bool = True
    files: bool = True
    cards: bool = False
    """Has cards with buttons, and hears who clicks."""
    recall: bool = True
    remove: bool = True
    announce: bool = True
    idempotent_send: bool = False
    """The same key twice is one message."""
    instant: bool = False
    """Sending takes no time, so the loop may wait for it."""
    limits: Limits = Limits()

    @property
    def at_once(self) -> bool:
        """Say whether what is due goes out at once, and does not wait for its turn."""
        return self.instant and not self.limits.paced

    @property
    def deaf(self) -> bool:
        """Say whether nothing ever comes in by it."""
        return self.hears == "nothing" and not (self.sees_joins or self.sees_leaves)


def may(can: Capabilities, kind: str, *, private: bool, asked: bool) -> bool:
    """Say whether a channel may do an action of a type (`bot.outbox.action`) by itself.

    `private`: to a member alone. `asked`: somebody waits for it.
    """
    if kind in ("say", "image", "file", "dm") and (private or kind == "dm"):
        return can.direct and _carries(can, kind)
    if kind in ("say", "image", "file"):
        return can.says and (asked or can.unattended) and _carries(can, kind)
    if kind == "announce":
        return can.says and can.announce
    return can.recall if kind == "recall" else can.remove if kind == "remove" else True


def _carries(can: Capabilities, kind: str) -> bool:
    return can.images if kind == "image" else can.files if kind == "file" else True
