"""The channel of WeChat and WeCom accounts behind a Wechaty gateway."""

import asyncio
import logging
import random
from collections.abc import Sequence

from grpclib.const import Status
from grpclib.exceptions import GRPCError

from bot.channels.base import Diagnosis, Emit, Setup
from bot.channels.wechaty.account import Account
from bot.channels.wechaty.apart import apart, until_one_ends
from bot.channels.wechaty.compare import Comparer
from bot.channels.wechaty.doctor import look
from bot.channels.wechaty.ear import Ear
from bot.channels.wechaty.fates import Complaints, fate
from bot.channels.wechaty.hearing import Hearing
from bot.channels.wechaty.line import Line
from bot.channels.wechaty.link import BROKEN, Link, Lost, Timing, plain
from bot.channels.wechaty.lister import Lister
from bot.channels.wechaty.lookups import Lookups
from bot.channels.wechaty.mouth import Mouth
from bot.channels.wechaty.ordered import Ordered
from bot.channels.wechaty.quotes import Quotes
from bot.channels.wechaty.requests import Requests
from bot.channels.wechaty.roster import Roster
from bot.channels.wechaty.settings import WechatySettings
from bot.channels.wechaty.translate import Translator
from bot.channels.wechaty.wire import check_stubs
from bot.domain.capabilities import Capabilities
from bot.errors import RunFailed
from bot.events import Event
from bot.outbox.action import Action, NotSent

log = logging.getLogger(__name__)
_PATIENT = Timing()


class WechatyChannel:
    """One account. It connects for ever, and never stops the puppet, which would log it out."""

    def __init__(self, settings: WechatySettings, setup: Setup, timing: Timing = _PATIENT) -> None:
        self._settings, self._setup, self._timing = settings, setup, timing
        self._token = setup.secret(settings.token)
        self._emit: Emit = _nobody_listens
        config, memory, now = setup.deployment.config, setup.memory, setup.clock.now
        self._line, self._quotes, self._complaints = Line(), Quotes(), Complaints()
        self._hearing = Hearing(memory, setup.name, now, setup.tally)
        self._lookups = lookups = Lookups(self._line.stub)
        self._roster = Roster(memory, config.bot.id)
        translator = Translator(lookups, self._quotes, config.bot.id, now)
        comparer = Comparer(
            self._roster, lookups, translator, self._hand_in, now,
            settle=timing.settle, language=config.language,
        )  # fmt: skip
        self._lister = lister = Lister(comparer, self._roster, translator, settings.relist)
        account = Account(
            settings.endpoint, self._hearing, translator, lister, self._complaints,
            self._hand_in,
        )  # fmt: skip
        self._ear = Ear(
            Ordered(self._heard), translator, lookups, lister,
            Requests(settings, config, lookups, now), account.follow, self._line, timing,
        )  # fmt: skip

    @property
    def capabilities(self) -> Capabilities:
        return self._settings.capabilities()

    async def listen(self, emit: Emit) -> None:
        """Hear the gateway, whenever it is there."""
        self._emit = emit
        await self._hearing.begin()
        self._lister.serve([*self._setup.groups, *await self._setup.memory.groups()])
        wait, told = self._timing.backoff, ""
        while True:
            why = await self._hear_until_broken()
            if self._hearing.possible.is_set():
                wait, told = self._timing.backoff, ""
            self._hearing.lost(why)
            if why != told:
                log.warning("wechaty at %s: %s; trying again", self._settings.endpoint, why)
                told = why
            await asyncio.sleep(wait * random.uniform(0.5, 1))
            wait = min(wait * 2, self._timing.longest)

    async def perform(self, action: Action) -> str | None:
        """Do it over the present connection."""
        try:
            link = self._line.link()
        except Lost as error:
            raise NotSent(str(error)) from error
        if not self._hearing.possible.is_set():
            raise NotSent("the account is not logged in")
        self._complaints.check()
        mouth = Mouth(link, self._lookups, self._quotes, self._setup.folder)
        try:
            sent = await apart(mouth.perform(action))
        except (GRPCError, *BROKEN) as error:
            raise fate(error) from error
        return sent

    async def close(self) -> None:
        """Leave the gateway; the account stays logged in there."""
        await self._ear.close()
        self._line.drop()

    async def _hear_until_broken(self) -> str:
        """Connect and listen; return why that ended.

        When it is cancelled, the connection stays until `close`: a send may be on its way.
        """
        link = Link(self._settings, self._token, self._setup.folder, self._timing)
        self._line.hold(link)
        try:
            version = await self._open(link)
            self._lookups.forget()
            self._line.opened()
            log.info("connected to wechaty at %s: %s", self._settings.endpoint, version)
            await until_one_ends(
                self._follow(link),
                link.watch(self._hearing.alive),
                self._list(link),
                self._hearing.keep(),
            )
        except Exception as error:  # whatever it is: better to try again than to be deaf
            self._line.drop()
            if isinstance(error, RunFailed):
                raise
            if not isinstance(error, (Lost, GRPCError, *BROKEN)):
                log.exception("wechaty at %s", self._settings.endpoint)
            return _why(error)
        finally:
            await self._hearing.note()
        self._line.drop()
        return "the connection ended"

    async def _open(self, link: Link) -> str:
        try:
            return await apart(link.open())
        except RunFailed as error:
            if self._hearing.ever:  # it worked before: somebody is at work on the gateway
                raise Lost(str(error)) from error
            raise

    async def _follow(self, link: Link) -> None:
        async for arrived in link.events():
            self._hearing.alive()
            await self._setup.room()
            await self._ear.take(arrived)
        raise Lost("the gateway ended the stream of events")

    async def _list(self, link: Link) -> None:
        await self._hearing.possible.wait()
        await self._lister.run(link.ask)

    def _heard(self, event: Event) -> None:
        """Hand in what the gateway told, but for what a comparison of lists found before it."""
        new = self._roster.without_found(event)
        if new is not None:
            self._hand_in(new)

    def _hand_in(self, event: Event) -> None:
        self._roster.note(event)
        self._lister.serve([event.group])
        self._emit(event)


def create(settings: WechatySettings, setup: Setup) -> WechatyChannel:
    """Make the channel; nothing is connected yet."""
    check_stubs()
    return WechatyChannel(settings, setup)


async def diagnose(settings: WechatySettings, setup: Setup) -> Sequence[Diagnosis]:
    """Look whether the gateway can be reached, and its account is logged in and in the groups."""
    return await look(settings, setup)


def _why(error: Exception) -> str:
    if isinstance(error, GRPCError) and error.status is Status.ALREADY_EXISTS:
        return "another program listens on this gateway, which serves only one: stop it"
    if isinstance(error, Lost):
        return str(error)
    return f"cannot reach the gateway: {plain(error)}"


def _nobody_listens(event: Event) -> None:
    raise AssertionError(f"nobody listens: {event.id}")
