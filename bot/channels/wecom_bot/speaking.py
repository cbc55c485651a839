"""What the bot does: answers and posts, and what became of each."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

from bot.channels.wecom_bot.cards import MOST_BUTTONS, Cards, task_id, template_card
from bot.channels.wecom_bot.chats import Answers, Chat, Directory, chat_of
from bot.channels.wecom_bot.clicks import Clicks
from bot.channels.wecom_bot.connection import Connection
from bot.channels.wecom_bot.frames import NOT_SUBSCRIBED
from bot.channels.wecom_bot.link import Declined, NotLive, Unanswered
from bot.channels.wecom_bot.media import LARGEST, MediaType, upload
from bot.channels.wecom_bot.plain import as_written
from bot.channels.wecom_bot.texts import say
from bot.clock import Clock
from bot.outbox.action import Action, FateUnknown, NotSent, Refused

_MOST_BYTES = 20_480  # path/101463, of one markdown text
_UNANSWERABLE = (846605, 846608, 600039)
"""Codes of a reply that is not taken as such: unknown req_id, too late, no streams there."""
_SHUT = (846607, 93006)
"""Codes of a chat in which the bot may not speak."""
_TOO_MANY, _SPAM = 45009, 40201
"""What one chat gets in a minute or an hour is used up; the platform takes it for spam."""
_BUSY: Mapping[int, timedelta] = {
    -1: timedelta(seconds=5),
    _TOO_MANY: timedelta(minutes=1),
    _SPAM: timedelta(minutes=15),
    45033: timedelta(seconds=5),
    NOT_SUBSCRIBED: timedelta(seconds=30),
}
"""Codes that pass, and after what time."""


class _Message(NamedTuple):
    """The body of a message: as an answer, as a post, and the id by which it is known."""

    answer: Mapping[str, Any]
    post: Mapping[str, Any]
    id: str | None = None


class Speaker:
    """Performs actions on the connection."""

    def __init__(
        self,
        connection: Connection,
        directory: Directory,
        answers: Answers,
        cards: Cards,
        clicks: Clicks,
        clock: Clock,
        folder: Path,
        language: str,
        pause: float,
        markdown: bool,
    ) -> None:
        """`folder` is where paths begin; `pause` seconds pass before a piece is sent again.

        With `markdown` texts are such, and else shown as they are written.
        """
        self._connection, self._directory, self._answers = connection, directory, answers
        self._cards, self._clicks, self._clock = cards, clicks, clock
        self._folder, self._language = folder, language
        self._pause, self._markdown = pause, markdown

    async def perform(self, action: Action) -> str | None:
        """Answer the event that caused it, where that can be answered, else post."""
        if action.type not in ("say", "dm", "task", "image", "file"):
            raise Refused(self._text("cannot", type=action.type))
        if action.type == "dm" and await self._told_on_card(action):
            return None
        chat = chat_of(action)
        if not await self._directory.knows(chat):
            key = "unseen_person" if chat.type == "single" else "unseen_group"
            raise Refused(self._text(key, member=action.member))
        message = await self._compose(action, chat)
        sent = await self._answer(action.cause, chat, message)
        if sent is None:
            address = {"chatid": chat.id, "chat_type": chat.number}
            sent = await self._send("aibot_send_msg", address | dict(message.post))
        return message.id or str(sent.get("msgid") or "") or None

    async def _told_on_card(self, action: Action) -> bool:
        try:
            return await self._clicks.tell(action.cause, action.member, action.text)
        except NotLive as error:
            raise NotSent(self._text("not_live")) from error
        except Unanswered as error:
            raise FateUnknown(self._text("unanswered", why=error)) from error

    async def _answer(self, cause: str, chat: Chat, message: _Message) -> Mapping[str, Any] | None:
        """Answer an event; None where that is not possible, for which no quota was used."""
        req_id = self._answers.to(cause, chat, self._clock.now())
        if req_id is None:
            return None
        try:
            return await self._send("aibot_respond_msg", message.answer, req_id)
        except Declined:
            self._answers.no_more(cause)
            return None
        except FateUnknown:
            self._answers.no_more(cause)  # an answer that comes late would be taken for another's
            raise

    async def _send(self, cmd: str, body: Mapping[str, Any], req_id: str = "") -> Mapping[str, Any]:
        """Hand it over; raises NotSent, Refused, FateUnknown, and Declined as _UNANSWERABLE."""
        try:
            return await self._connection.request(cmd, body, req_id=req_id)
        except NotLive as error:
            raise NotSent(self._text("not_live")) from error
        except Unanswered as error:
            raise FateUnknown(self._text("unanswered", why=error)) from error
        except Declined as error:
            if req_id and error.code in _UNANSWERABLE:
                raise
            raise self._outcome(error) from error

    async def _compose(self, action: Action, chat: Chat) -> _Message:
        if action.type in ("image", "file"):
            kind: MediaType = "image" if action.type == "image" else "file"
            media = {"msgtype": kind, kind: {"media_id": await self._upload(action, kind)}}
            return _Message(media, media)
        if action.card:
            return await self._card(action, chat)
        content = action.text if self._markdown else as_written(action.text)
        if len(content.encode()) > _MOST_BYTES:
            raise Refused(self._text("too_long"))
        stream = {"id": task_id(action.key), "finish": True, "content": content}
        return _Message(
            {"msgtype": "stream", "stream": stream},
            {"msgtype": "markdown", "markdown": {"content": content}},
        )

    async def _card(self, action: Action, chat: Chat) -> _Message:
        assert action.card is not None
        if len(action.card.buttons) > MOST_BUTTONS:
            raise Refused(self._text("too_many_buttons"))
        id = task_id(action.key)
        await self._cards.keep(chat, id, action.card, action.text)
        written = template_card(action.card, action.text, id)
        body = {"msgtype": "template_card", "template_card": written}
        return _Message(body, body, id)

    async def _upload(self, action: Action, kind: MediaType) -> str:
        """Bring up an image or file; until it is sent nothing can be in doubt."""
        path = self._folder / str(action.path)
        try:
            content = await asyncio.to_thread(path.read_bytes)
        except OSError as error:
            raise Refused(self._text("unreadable", path=action.path)) from error
        if len(content) > LARGEST[kind]:
            limit = LARGEST[kind] // 1024 // 1024
            raise Refused(self._text("too_large", path=action.path, limit=limit))
        link = self._connection.link
        try:
            return await upload(self._connection.request, kind, path.name, content, self._pause)
        except NotLive as error:
            raise NotSent(self._text("not_live")) from error
        except Unanswered as error:
            raise NotSent(self._text("unanswered", why=error)) from error
        except Declined as error:
            if link is not self._connection.link:  # which began it, and whose upload it was
                raise NotSent(self._text("declined", why=error)) from error
            raise self._outcome(error) from error

    def _outcome(self, declined: Declined) -> Exception:
        """Say what an error means for what was to be sent."""
        why = f"{declined.code} {declined.why}".strip()
        if after := _BUSY.get(declined.code):
            one_chat, complaint = declined.code == _TOO_MANY, declined.code in (_TOO_MANY, _SPAM)
            words = self._text("busy", why=why)
            return NotSent(words, after, one_chat=one_chat, complaint=complaint)
        return Refused(self._text("chat_gone" if declined.code in _SHUT else "declined", why=why))

    def _text(self, key: str, **values: object) -> str:
        return say(self._language, key, **values)
