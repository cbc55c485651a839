"""A bot that runs with its console: the real App, gateway-less chat, real HTTP, a set clock."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape
from pathlib import Path
from re import search, sub

import httpx

from bot.app import App, build, open_database
from bot.channels.base import Emit
from bot.cli.attending import attend
from bot.cli.watching import hear_of_changes
from bot.clock import SystemClock, ThisMachine
from bot.domain.capabilities import Capabilities
from bot.engine.inbox import LiveInbox
from bot.events import Event, MembersJoined, MessageReceived, Person
from bot.outbox.action import Action, Mouth
from bot.setup.loading import load_deployment
from bot.store.reader import Reader
from bot.tally import Tally
from bot.web.hosting import Host, open_host
from bot.web.orders import PAGE, Orders
from tests.databases import settle
from tests.rehearsal import moment

PATIENCE = 20.0


class SetMachine(ThisMachine):
    """Its clock was set by the test."""

    def __init__(self, start: datetime) -> None:
        self._ahead = start - super().wall()

    def wall(self) -> datetime:
        return super().wall() + self._ahead


class SetClock(SystemClock):
    """Goes on from a moment that the test chose."""

    def __init__(self, start: datetime) -> None:
        super().__init__(SetMachine(start))


@dataclass
class Chat:
    """The platform's edge: it says what the test tells it, and remembers what it is told."""

    said: list[Action] = field(default_factory=list)
    capabilities: Capabilities = field(default_factory=lambda: Capabilities(instant=True))
    _closed: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self, emit: Emit) -> None:
        await self._closed.wait()

    async def perform(self, action: Action) -> str | None:
        self.said.append(action)
        return f"p{len(self.said)}"

    async def close(self) -> None:
        self._closed.set()


@dataclass
class Running:
    """What a test may do with it."""

    app: App
    host: Host
    chat: Chat
    clock: SetClock
    inbox: LiveInbox

    @property
    def url(self) -> str:
        """Where the console is, without a slash at the end."""
        return self.host.address

    @property
    def token(self) -> str:
        """What the owner logs in by."""
        return self.host.entrance.partition("token=")[2]

    @asynccontextmanager
    async def visitor(self) -> AsyncIterator[httpx.AsyncClient]:
        """A browser without a session."""
        async with httpx.AsyncClient(base_url=self.url, timeout=PATIENCE) as client:
            yield client

    @asynccontextmanager
    async def owner(self) -> AsyncIterator[httpx.AsyncClient]:
        """A browser that is logged in by the token."""
        async with self.visitor() as client:
            reply = await client.get("/login", params={"token": self.token})
            assert reply.status_code == 303, reply.text
            yield client

    def say(self, id: str, member: str, text: str, group: str = "g1") -> None:
        """Let a member write; they are called by their id."""
        who = Person(member, member)
        self.hear(MessageReceived(id=id, at=self.clock.now(), group=group, member=who, text=text))

    def join(self, id: str, *members: str, group: str = "g1") -> None:
        """Let members join, who are called by their ids."""
        people = tuple(Person(member, member) for member in members)
        self.hear(MembersJoined(id=id, at=self.clock.now(), group=group, members=people))

    def hear(self, event: Event) -> None:
        """Hand in anything that happens."""
        self.inbox.put(event)

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds that commits bring about."""
        news = asyncio.Event()
        self.app.database.on_commit.append(news.set)
        async with asyncio.timeout(PATIENCE):
            while not holds():
                news.clear()
                await asyncio.wait([asyncio.ensure_future(news.wait())], timeout=0.05)
        self.app.database.on_commit.remove(news.set)


@asynccontextmanager
async def running(
    folder: Path, start: str = "2026-11-23 10:00", *, patient: bool = False
) -> AsyncIterator[Running]:
    """Run the deployment in a folder; its config.yaml has to say `web: {port: 0}`.

    A `patient` one waits where the database cannot be written, as `run` does.
    """
    settle(folder)
    config_file = folder / "config.yaml"
    deployment = load_deployment(config_file)
    clock, chat = SetClock(moment(start)), Chat()
    tally = Tally()
    inbox = LiveInbox(clock, tally)
    opened = await open_database(deployment.config, patient=patient)
    reader = Reader.open(deployment.config.database_url)
    orders = Orders(clock, reader, inbox.put)
    mouths: dict[str, Mouth] = {"main": chat, PAGE: orders}
    app = await build(config_file, deployment, opened, clock, mouths, tally)
    host = await open_host(app, orders, reader, lambda ref: f"the secret of {ref}")
    assert host
    told = asyncio.Event()
    beside = [host.serve(), hear_of_changes(app, inbox)]
    living = asyncio.create_task(attend(app, {"main": chat}, inbox, told, beside))
    try:
        yield Running(app, host, chat, clock, inbox)
    finally:
        told.set()
        await living
        await host.close()
        await opened.database.close()


def csrf_of(page: str) -> str:
    """Return the token of this session's forms, as a page has it."""
    found = search(r'data-csrf="([^"]+)"', page)
    assert found, page
    return unescape(found[1])


def plain(page: str) -> str:
    """Return what can be read on a page, in one line."""
    shown = sub(r"<[^>]+>", " ", page.partition("<main")[2].partition("</main>")[0])
    return unescape(sub(r"\s+", " ", shown))


async def seen(bot: Running, browser: httpx.AsyncClient, path: str, *words: str) -> str:
    """Return a page once it has all the words, looking again after each change."""
    async with asyncio.timeout(PATIENCE):
        async for _ in bot.host.console.changes.follow():
            reply = await browser.get(path)
            assert reply.status_code == 200, reply.text
            if all(word in plain(reply.text) for word in words):
                return reply.text
    raise AssertionError
