"""Where the bot may speak: chats in which somebody wrote to it, and what can still be answered."""

from collections import OrderedDict
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.channels.base import Memory
from bot.outbox.action import Action

_NUMBERS = {"single": 1, "group": 2}
_REWRITTEN = timedelta(days=1)
_ANSWERABLE = timedelta(hours=24) - timedelta(minutes=5)  # path/101463: 24 h
_MOST_ANSWERS = 10_000


class Chat(NamedTuple):
    """A conversation; that with one person is known by the person's userid."""

    type: str
    id: str

    @property
    def number(self) -> int:
        """Return what aibot_send_msg calls its type."""
        return _NUMBERS[self.type]


def chat_of(action: Action) -> Chat:
    """Return where an action goes; a task is told in private, wherever it is about."""
    if action.private or action.type == "task":
        return Chat("single", action.member)
    return Chat("group", action.group)


class Directory:
    """The chats in which somebody ever wrote to the bot; the platform refuses all others."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._heard: dict[Chat, datetime] = {}

    async def heard(self, chat: Chat, at: datetime) -> bool:
        """Know that somebody wrote in it, and say whether that never happened before.

        Of one chat this is written down once a day.
        """
        new, last = not await self.knows(chat), self._heard.get(chat)
        if last is None or at - last >= _REWRITTEN:
            self._heard[chat] = at
            await self._memory.remember(_key(chat), at.isoformat())
        return new

    async def knows(self, chat: Chat) -> bool:
        """Say whether somebody ever wrote in it."""
        return chat in self._heard or bool(await self._memory.recall(_key(chat)))


def _key(chat: Chat) -> str:
    return f"chat:{chat.type}:{chat.id}"


class _Answerable(NamedTuple):
    chat: Chat
    req_id: str
    until: datetime


class Answers:
    """The req_ids by which messages can be answered; what came before a restart has none."""

    def __init__(self) -> None:
        self._open: OrderedDict[str, _Answerable] = OrderedDict()

    def can(self, event: str, chat: Chat, req_id: str, now: datetime) -> None:
        """Know that an event can be answered by `req_id` for a day."""
        self._open[event] = _Answerable(chat, req_id, now + _ANSWERABLE)
        if len(self._open) > _MOST_ANSWERS:
            self._open.popitem(last=False)

    def to(self, event: str, chat: Chat, now: datetime) -> str | None:
        """Return the req_id by which to answer an event in its own chat."""
        found = self._open.get(event)
        return found.req_id if found and found.chat == chat and now < found.until else None

    def no_more(self, event: str) -> None:
        """Forget how to answer an event."""
        self._open.pop(event, None)
