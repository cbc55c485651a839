"""Several channels in one process: each group is heard and spoken to where it is."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import App, build, open_database
from bot.channels.base import Emit
from bot.cli.attending import attend
from bot.clock import SystemClock
from bot.domain.capabilities import Capabilities
from bot.engine.inbox import LiveInbox
from bot.events import (
    Event,
    HearingGap,
    MembersListed,
    MessageRecalled,
    MessageReceived,
    Person,
)
from bot.outbox.action import Action, NotSent
from bot.setup.loading import load_deployment
from bot.store.memory import ChannelMemory
from bot.store.tables import Journal, Outbox
from tests.databases import settle
from tests.rehearsal import Rehearsal

CONFIG = """
channels:
  one: {type: console}
  two: {type: console}
  three: {type: wecom_webhook, robots: {g2: "env:ROBOT"}}
groups: {g1: {name: 甲群, channel: one}, g2: {name: 乙群, channel: two, mouth: three}}
"""
CHECKIN = 'kind: checkin\nid: read\nmatch: 打卡\nsay: "{{ name }} 第 {{ streak }} 天"\n'


@dataclass
class Chat:
    """A channel with a memory that takes its time, unlike the console it is configured as."""

    said: list[Action] = field(default_factory=list)
    emit: Emit | None = None
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    break_off: asyncio.Event = field(default_factory=asyncio.Event)
    unwell: bool = False
    capabilities: Capabilities = field(default_factory=Capabilities)
    down: bool = False

    async def listen(self, emit: Emit) -> None:
        self.emit = emit
        self.ready.set()
        await self.break_off.wait()
        raise asyncio.CancelledError  # as some libraries do when their connection ends

    async def perform(self, action: Action) -> str | None:
        if self.down:
            raise NotSent("no connection")
        self.said.append(action)
        return f"h{len(self.said)}"

    async def close(self) -> None:
        if self.unwell:
            await asyncio.Event().wait()


@dataclass
class Office:
    """A bot at work on three channels."""

    app: App
    chats: dict[str, Chat]
    clock: SystemClock

    def hear(self, channel: str, event: Event) -> None:
        emit = self.chats[channel].emit
        assert emit is not None
        emit(event)

    def message(self, channel: str, id: str, text: str, group: str = "") -> None:
        who = Person("u1", "小李")
        now = self.clock.now()
        self.hear(channel, MessageReceived(id=id, at=now, group=group, member=who, text=text))

    async def until(self, holds: Callable[[], Awaitable[bool]]) -> None:
        async with asyncio.timeout(20):
            while not await holds():  # noqa: ASYNC110 - the row tells nobody
                await asyncio.sleep(0.005)

    async def settled(self, count: int) -> None:
        """Wait until so many rows went out."""

        async def sent() -> bool:
            async with self.app.database.transaction() as work:
                rows = await work.rows(Outbox)
            return len(rows) == count and all(row.state == "sent" for row in rows)

        await self.until(sent)

    def said(self) -> dict[str, list[tuple[str, str]]]:
        return {
            name: [(action.group or action.member, action.text) for action in chat.said]
            for name, chat in self.chats.items()
        }


@pytest.fixture
async def office(rehearsal: Rehearsal) -> AsyncIterator[Office]:
    rehearsal.config(CONFIG).playbook(CHECKIN)
    at_work, stop, ended = await open_office(rehearsal.folder)
    yield at_work
    stop.set()
    await ended


Beside = Callable[[App], Coroutine[object, object, None]]


async def open_office(
    folder: Path, *beside: Beside
) -> tuple[Office, asyncio.Event, Awaitable[None]]:
    clock, told = SystemClock(), asyncio.Event()
    settle(folder)
    deployment = load_deployment(folder / "config.yaml")
    opened = await open_database(deployment.config)
    chats = {name: Chat() for name in deployment.config.channels}
    app = await build(folder / "config.yaml", deployment, opened, clock, chats)

    async def work() -> None:
        await attend(app, chats, LiveInbox(clock), told, [one(app) for one in beside])
        await opened.database.close()

    ended = asyncio.create_task(work())
    for chat in chats.values():
        await chat.ready.wait()
    return Office(app, chats, clock), told, ended


async def test_each_group_is_answered_where_it_is(office: Office) -> None:
    office.message("one", "m1", "打卡", "g1")
    office.message("two", "m2", "打卡", "g2")
    office.message("two", "m3", "打卡", "not listed")
    await office.settled(3)
    assert office.said() == {
        "one": [("g1", "小李 第 1 天")],
        "two": [("not listed", "小李 第 1 天")],
        "three": [("g2", "小李 第 1 天")],
    }


async def test_who_writes_in_private_is_answered_there(office: Office) -> None:
    office.message("two", "m1", "/帮助")
    await office.settled(1)
    [(to, text)] = office.said()["two"]
    assert to == "u1"
    assert "/我的" in text or "/me" in text


async def test_a_group_not_listed_keeps_its_channel_over_a_restart(rehearsal: Rehearsal) -> None:
    rehearsal.config(CONFIG).playbook("kind: guard\nwords: [加微信]\nsay: 请注意群规。\n")
    at_work, stop, ended = await open_office(rehearsal.folder)
    at_work.message("three", "m1", "你们好", "new")
    heard = ChannelMemory(at_work.app.database, "three")

    async def known() -> bool:
        return "new" in await heard.groups()

    await at_work.until(known)
    stop.set()
    await ended
    again, stop, ended = await open_office(rehearsal.folder)
    group = again.app.people.channel_of("new")
    stop.set()
    await ended
    assert group == "three"


async def test_a_gap_in_what_was_heard_is_journalled(office: Office) -> None:
    now = office.clock.now()
    since = now - timedelta(minutes=5)
    gap = HearingGap(id="gap-1", at=now, group="", since=since, why="connection lost")
    office.hear("two", gap)

    async def written() -> bool:
        async with office.app.database.transaction() as work:
            rows = await work.rows(Journal, Journal.table.c.type == "gap")
        return len(rows) == 1 and '"channel": "two"' in (rows[0].data or "")

    await office.until(written)


async def test_a_channel_remembers_who_is_where(office: Office) -> None:
    memory = ChannelMemory(office.app.database, "one")
    assert await memory.members("g1") is None
    people = (Person("u1", "小李"), Person("u2", "小张"))
    now = office.clock.now()
    office.hear("one", MembersListed(id="all", at=now, group="g1", members=people))

    async def listed() -> bool:
        return await memory.members("g1") == {"u1": "小李", "u2": "小张"}

    await office.until(listed)
    await memory.remember("cursor", "17")
    assert await memory.recall("cursor") == "17"
    assert await ChannelMemory(office.app.database, "two").recall("cursor") == ""


async def test_a_channel_that_gives_up_hearing_leaves_the_others_alone(office: Office) -> None:
    office.chats["one"].break_off.set()
    office.message("two", "m1", "打卡", "not listed")
    await office.settled(1)
    assert office.said()["two"] == [("not listed", "小李 第 1 天")]


async def test_a_channel_that_does_not_close_keeps_nobody_from_the_end(
    rehearsal: Rehearsal,
) -> None:
    rehearsal.config(CONFIG)
    at_work, stop, ended = await open_office(rehearsal.folder)
    at_work.chats["one"].unwell = True
    stop.set()
    async with asyncio.timeout(10):
        await ended


async def test_an_answer_that_waits_for_its_channel_goes_with_the_message_it_answers(
    office: Office,
) -> None:
    office.chats["three"].down = True
    office.message("two", "m1", "打卡", "g2")

    async def is_(state: str, note: str) -> bool:
        async with office.app.database.transaction() as work:
            return [(row.state, row.note) for row in await work.rows(Outbox)] == [(state, note)]

    await office.until(lambda: is_("waiting", "no connection"))
    now, who = office.clock.now(), Person("u1", "小李")
    recalled = MessageRecalled(id="r1", at=now, group="g2", member=who, message="m1")
    office.hear("two", recalled)
    await office.until(lambda: is_("dropped", "recalled"))
