"""What the outbox notes about a row, in plain words: why it waits, and why it did not go."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, Protocol

from bot.outbox.holds import COMPLAINT
from bot.outbox.queued import Addressed, chat_of
from bot.store.tables import Hold

NOTES: Mapping[str, tuple[str, str]] = {
    # it waits
    "turn": ("排队中，按渠道的节奏一条条发", "in line: the channel says one after the other"),
    "spacing": ("按渠道的节奏，等上一条过一会儿", "it comes some time after the one before"),
    "limit": ("按渠道的频率限制排队", "it waits its turn, by the limits of the channel"),
    "budget": ("一天能发的条数满了", "what may be said in a day is used up"),
    "same text": ("同样的话，一分钟里不发给太多群", "so many groups are not told the same at once"),
    "complaint": ("平台嫌发得太快，停到 {until}", "the platform complained: silent until {until}"),
    "channel": ("渠道暂时发不出，稍后再试", "the channel cannot send just now"),
    "quiet": ("安静时段，等到结束再发", "it waits for the end of the quiet hours"),
    "stopped": ("已停发，等 /go 再发", "all is stopped: it waits for /go"),
    # it did not go
    "paused": ("剧本在暂停中", "its playbook was paused"),
    "left the group": ("人已经离开", "the member has left"),
    "too late": ("过了该发的时间", "its time was over"),
    "not approved": ("没有人放行", "nobody let it out"),
    "skipped": ("有人决定不发", "somebody decided against it"),
    "recalled": ("原来的消息被撤回了", "the message that it answers was taken back"),
    "a person says it": ("由人来发", "a person says it"),
    # nobody knows
    "cut off": ("正发着，机器人停了", "the bot ended while it was on its way"),
    "restored": (
        "恢复备份之前的，可能已经发过",
        "before a backup was restored: it may have gone out",
    ),
    # it went nowhere
    "listed": ("没有人值班，只列在待办里", "nobody is on duty: it is only listed"),
}
"""A pair of Chinese and English for every note of our own; others are a channel's words."""


def in_words(note: str, language: str, until: str = "") -> str:
    """Say what a note means; a channel's own words stand as they are."""
    if note not in NOTES:
        return note
    return NOTES[note][language != "zh"].format(until=until)


class Back(NamedTuple):
    """Why something waits; until when (microseconds), where that is known."""

    note: str
    until: int | None = None


class Waits(Addressed, Protocol):
    """A row that waits."""

    @property
    def channel(self) -> str: ...
    @property
    def due(self) -> int: ...
    @property
    def note(self) -> str: ...


def held_back(row: Waits, holds: Iterable[Hold], now: int) -> Back:
    """Say why a row waits on a channel where what is due waits for its turn."""
    if row.due > now:
        return Back(row.note)
    for hold in holds:
        here = hold.channel == row.channel and hold.chat in ("", chat_of(row))
        if here and hold.until > now:
            plain = hold.why != COMPLAINT and row.note not in NOTES and row.note
            return Back(row.note if plain else hold.why, hold.until)
    return Back(row.note or "turn")
