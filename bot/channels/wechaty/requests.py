"""Friend requests and invitations: accepted by rule, or handed to an admin."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from grpclib.exceptions import GRPCError

from bot.channels.wechaty.line import Line
from bot.channels.wechaty.link import BROKEN, plain
from bot.channels.wechaty.lookups import Lookups
from bot.channels.wechaty.mouth import accept, handle
from bot.channels.wechaty.settings import WechatySettings, Words
from bot.config.model import Config
from bot.events import Event, Person, RequestReceived

log = logging.getLogger(__name__)
_RECEIVED = 2
"""FriendshipType of a request to the bot; the others tell how one of its own went."""


class Requests:
    """The rules of one channel."""

    def __init__(
        self,
        settings: WechatySettings,
        config: Config,
        lookups: Lookups,
        now: Callable[[], datetime],
    ) -> None:
        self._friends, self._rooms = settings.accept_friends, settings.accept_rooms
        self._config, self._lookups, self._now = config, lookups, now

    async def friend(self, line: Line, id: str) -> Sequence[Event]:
        """Return what somebody who wants to be a friend brings about."""
        link = await line.wait()
        told = await link.ask.friendship_payload(id=id)
        if told.type != _RECEIVED or self._friends == "none":
            return ()
        rule = self._friends
        meant = told.hello in rule if isinstance(rule, Words) else rule == "all"
        member = Person(told.contact_id, await self._lookups.name("", told.contact_id))
        return await self._settle(link.do, handle("friend", id), member, told.hello, meant)

    async def room(self, line: Line, id: str) -> Sequence[Event]:
        """Return what an invitation into a group brings about."""
        link = await line.wait()
        told = await link.ask.room_invitation_payload(id=id)
        if self._rooms == "none":
            return ()
        trusted = self._config.role_of(told.inviter_id, "") in ("owner", "admin")
        meant = self._rooms == "all" or (self._rooms == "admins" and trusted)
        member = Person(told.inviter_id, await self._lookups.name("", told.inviter_id))
        return await self._settle(link.do, handle("group", id), member, told.topic, meant)

    async def _settle(
        self, do: Any, named: str, member: Person, text: str, meant: bool
    ) -> Sequence[Event]:
        """Accept it where the rules say so; what they leave open, or fails, is for an admin."""
        if meant:
            try:
                await accept(do, named)
            except (GRPCError, *BROKEN) as error:
                log.warning("could not accept %s: %s", named, plain(error))
            else:
                log.info("accepted %s of %s", named, member.id)
                return ()
        return [
            RequestReceived(
                id=named,
                at=self._now(),
                group="",
                member=member,
                kind="friend" if named.startswith("friend:") else "group",
                text=text,
                handle=named,
            )
        ]
