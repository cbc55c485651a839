"""The channel of the official WeCom AI bot: hears mentions and clicks, answers, posts."""

import asyncio
from collections.abc import Sequence

from aiohttp import ClientError, ClientSession, ClientWSTimeout

from bot.channels.base import Diagnosis, Emit, Setup
from bot.channels.wecom_bot.cards import Cards
from bot.channels.wecom_bot.chats import Answers, Directory
from bot.channels.wecom_bot.clicks import Clicks
from bot.channels.wecom_bot.connection import Connection
from bot.channels.wecom_bot.hearing import Hearing
from bot.channels.wecom_bot.settings import WecomBotSettings
from bot.channels.wecom_bot.speaking import Speaker
from bot.channels.wecom_bot.texts import say
from bot.channels.wecom_bot.timing import Timing
from bot.domain.capabilities import Capabilities
from bot.errors import RunFailed
from bot.outbox.action import Action


class WecomBotChannel:
    """One AI bot. The platform lets one process at a time be it."""

    def __init__(self, settings: WecomBotSettings, setup: Setup, timing: Timing) -> None:
        self._settings, self._setup = settings, setup
        language = setup.deployment.config.language
        credentials = {"bot_id": settings.bot_id, "secret": setup.secret(settings.secret)}
        if settings.device_id:
            credentials["device_id"] = settings.device_id
        self._connection = Connection(
            settings.url, credentials, timing, setup.clock, language, setup.tally
        )
        self._directory, self._answers = Directory(setup.memory), Answers()
        cards = Cards(setup.memory, language)
        self._clicks = Clicks(self._connection, cards, timing.told)
        self._speaker = Speaker(
            self._connection,
            self._directory,
            self._answers,
            cards,
            self._clicks,
            setup.clock,
            setup.folder,
            language,
            timing.retry,
            settings.markdown,
        )

    @property
    def capabilities(self) -> Capabilities:
        return self._settings.capabilities()

    async def listen(self, emit: Emit) -> None:
        """Hear what the bot is told; raise RunFailed when it is refused or another took over."""
        hearing = Hearing(
            self._settings,
            self._setup,
            self._connection,
            self._directory,
            self._answers,
            self._clicks,
            emit,
        )
        try:
            await self._connection.run(hearing)
        finally:
            hearing.close()

    async def perform(self, action: Action) -> str | None:
        """Answer the event that caused it, where that can be answered, else post."""
        return await self._speaker.perform(action)

    async def close(self) -> None:
        """Nothing is held: the connection ends with `listen`."""


def create(settings: WecomBotSettings, setup: Setup) -> WecomBotChannel:
    """Make the channel; raises RunFailed where the secret cannot be read."""
    return WecomBotChannel(settings, setup, Timing())


async def diagnose(settings: WecomBotSettings, setup: Setup) -> Sequence[Diagnosis]:
    """Look for the secret and the gateway. Subscribing would take the bot from a running one."""
    language = setup.deployment.config.language
    return [_secret(settings, setup, language), await _gateway(settings.url, language)]


def _secret(settings: WecomBotSettings, setup: Setup, language: str) -> Diagnosis:
    try:
        setup.secret(settings.secret)
    except RunFailed as error:
        return Diagnosis(False, str(error), say(language, "no_secret"))
    return Diagnosis(True, say(language, "credentials"))


async def _gateway(url: str, language: str) -> Diagnosis:
    timing = Timing()
    timeout = ClientWSTimeout(ws_close=timing.close)
    try:
        async with asyncio.timeout(timing.connect), ClientSession() as session:
            await (await session.ws_connect(url, timeout=timeout)).close()
    except (ClientError, OSError, TimeoutError) as error:
        why = f"{type(error).__name__} {error}".strip()
        advice = say(language, "check_network")
        return Diagnosis(False, say(language, "unreachable", url=url, why=why), advice)
    return Diagnosis(True, say(language, "reachable", url=url))
