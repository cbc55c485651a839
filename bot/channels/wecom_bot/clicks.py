"""Clicks on cards: who clicked, and nobody else, sees on the card what came of it.

The platform takes one answer to a click, within five seconds (path/101463). So a click waits a
little for what is said about it, and else its card shows that it arrived, and claims no more.
"""

import asyncio
from typing import NamedTuple

from bot.channels.wecom_bot.cards import Cards
from bot.channels.wecom_bot.chats import Chat
from bot.channels.wecom_bot.connection import Connection
from bot.channels.wecom_bot.frames import Click
from bot.channels.wecom_bot.link import Declined


class Clicked(NamedTuple):
    """A click that is not answered yet: by whom, where, and by which req_id."""

    click: Click
    chat: Chat
    member: str
    req_id: str


class Clicks:
    """The clicks of the last moment, by the ids of their events."""

    def __init__(self, connection: Connection, cards: Cards, wait: float) -> None:
        """`wait` is for how many seconds a click waits for what came of it."""
        self._connection, self._cards, self._wait = connection, cards, wait
        self._open: dict[str, Clicked] = {}

    def came(self, event: str, clicked: Clicked) -> None:
        """Know of a click; `acknowledge` has to follow."""
        self._open[event] = clicked

    async def acknowledge(self, event: str) -> None:
        """Show that a click arrived unless, in time, it is told what came of it."""
        await asyncio.sleep(self._wait)
        if clicked := self._open.pop(event, None):
            await self._show(clicked)

    async def tell(self, event: str, member: str, text: str) -> bool:
        """Say on the card what came of a member's click, if that can still be done there.

        Raises NotLive, Unanswered.
        """
        clicked = self._open.get(event)
        if clicked is None or clicked.member != member:
            return False
        del self._open[event]
        try:
            await self._show(clicked, text)
        except Declined:
            return False
        return True

    async def _show(self, clicked: Clicked, text: str = "") -> None:
        body = {
            "response_type": "update_template_card",
            "userids": [clicked.member],
            "template_card": await self._cards.after(clicked.chat, clicked.click, text),
        }
        await self._connection.request("aibot_respond_update_msg", body, req_id=clicked.req_id)
