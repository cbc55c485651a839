"""A console room to type into, and the moments to do it at."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.channels.console.board import Board
from bot.channels.console.cast import Cast
from bot.channels.console.commands import interpret
from bot.channels.console.lines import plain
from bot.channels.console.room import ConsoleRoom, Reply
from bot.events import MessageReceived
from bot.outbox.action import Action, ActionType

ZONE = ZoneInfo("Asia/Shanghai")
AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # 20:00 there
GROUPS = {"g1": "阅读群", "g2": "跑步群"}


def make_room(admins: Sequence[str] = ("u1",), language: str = "zh") -> ConsoleRoom:
    cast = Cast(bot_id="bot", bot_names=["小助手"], groups=GROUPS, admins=admins, language=language)
    return ConsoleRoom(cast, Board(cast, ZONE))


def type_in(room: ConsoleRoom, *lines: str) -> Reply:
    """Type lines at `AT`; return what the last one comes to."""
    return [interpret(room, line, AT) for line in lines][-1]


def message(room: ConsoleRoom, *lines: str) -> MessageReceived:
    """Type lines, the last of them a message."""
    event = type_in(room, *lines).event
    assert isinstance(event, MessageReceived)
    return event


def shown(reply: Reply) -> str:
    return "\n".join(map(plain, reply.lines))


def make_action(
    type: ActionType, text: str = "", *, member: str = "", mentions: tuple[str, ...] = ()
) -> Action:
    return Action(
        key="k1",
        type=type,
        at=AT,
        group="" if type == "dm" else "g1",
        member=member,
        text=text,
        path="poster.png" if type == "image" else None,
        mentions=mentions,
        playbook="p",
        cause="e1",
    )
