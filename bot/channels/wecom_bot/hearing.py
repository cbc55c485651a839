"""What is done with each thing that the gateway says: an event of ours, a welcome, a receipt."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Coroutine, Mapping
from datetime import datetime
from typing import Any

from aiohttp import ClientError

from bot.channels.base import Emit, Setup
from bot.channels.wecom_bot.chats import Answers, Directory
from bot.channels.wecom_bot.clicks import Clicked, Clicks
from bot.channels.wecom_bot.connection import Connection
from bot.channels.wecom_bot.frames import Callback
from bot.channels.wecom_bot.link import Declined, NotLive, Unanswered
from bot.channels.wecom_bot.media import store
from bot.channels.wecom_bot.settings import WecomBotSettings
from bot.channels.wecom_bot.texts import say
from bot.channels.wecom_bot.translation import chat_in, media_in, message
from bot.events import HearingGap

log = logging.getLogger(__name__)
_REMEMBERED = 5_000  # ids of callbacks; the same one may come again


class Hearing:
    """Hands in events; what the platform wants answered within five seconds, it answers itself."""

    def __init__(
        self,
        settings: WecomBotSettings,
        setup: Setup,
        connection: Connection,
        directory: Directory,
        answers: Answers,
        clicks: Clicks,
        emit: Emit,
    ) -> None:
        bot = setup.deployment.config.bot
        self._language = setup.deployment.config.language
        self._names = {*settings.names, *bot.names}
        name = next(iter((*settings.names, *bot.names)), bot.id)
        greeting = settings.welcome
        self._greeting = say(self._language, "welcome", bot=name) if greeting is None else greeting
        self._keep = setup.folder / settings.keep if settings.keep else None
        self._setup, self._connection, self._emit = setup, connection, emit
        self._directory, self._answers, self._clicks = directory, answers, clicks
        self._heard: OrderedDict[str, None] = OrderedDict()
        self._chores: set[asyncio.Task[None]] = set()

    def live(self, silent_since: datetime | None) -> None:
        """Know that the bot hears again, and tell since when it did not."""
        log.info("connected to WeCom")
        if silent_since is None:
            return
        at, name = self._setup.clock.now(), self._setup.name
        id = f"gap:{name}:{silent_since.isoformat()}"
        self._emit(HearingGap(id=id, at=at, group="", since=silent_since))

    async def called_back(self, req_id: str, callback: Callback) -> None:
        """Take a message or an event, once."""
        await self._setup.room()
        if callback.msgid in self._heard:
            return
        happening = callback.event.eventtype if callback.event else "message"
        if happening == "enter_chat":
            if self._greeting:
                body = {"msgtype": "text", "text": {"content": self._greeting}}
                self._do(self._respond("aibot_respond_welcome_msg", body, req_id))
        elif happening in ("message", "template_card_event"):
            await self._message(req_id, callback)
        else:
            log.info("passed over an event of type %s", happening)
        if callback.msgid:
            self._heard[callback.msgid] = None
        if len(self._heard) > _REMEMBERED:
            self._heard.popitem(last=False)

    def close(self) -> None:
        """Leave what is not done yet."""
        for chore in self._chores:
            chore.cancel()

    async def _message(self, req_id: str, callback: Callback) -> None:
        now = self._setup.clock.now()
        event, chat = message(callback, req_id, self._names, now), chat_in(callback)
        if event is None or chat is None:
            log.info("passed over a message of type %s", callback.msgtype)
            return
        new = await self._directory.heard(chat, event.at)
        if new and event.group and event.group not in self._setup.deployment.config.groups:
            log.warning("%s", say(self._language, "new_group", group=event.group))
        if callback.event:
            clicked = Clicked(callback.event.click, chat, event.member.id, req_id)
            self._clicks.came(event.id, clicked)
            self._do(self._clicks.acknowledge(event.id))
        else:
            self._answers.can(event.id, chat, req_id, now)
        self._emit(event)
        for number, media in enumerate(media_in(callback) if self._keep else (), start=1):
            assert self._keep is not None
            self._do(store(media, self._keep, f"{event.id}-{number}"))

    async def _respond(self, cmd: str, body: Mapping[str, Any], req_id: str) -> None:
        await self._connection.request(cmd, body, req_id=req_id)

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside the hearing; where it fails, that is told and nothing else."""
        chore = asyncio.create_task(_attempt(work))
        self._chores.add(chore)
        chore.add_done_callback(self._chores.discard)


async def _attempt(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except (NotLive, Unanswered, Declined) as error:
        log.warning("the gateway did not take it: %s", error)
    except (ClientError, OSError, TimeoutError, ValueError) as error:
        log.warning("could not keep what a member sent: %s", type(error).__name__)
