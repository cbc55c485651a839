"""The App in real time: what channels hand in, also late or by a clock that is fast."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace as changed

from bot.app import build, open_database
from bot.channels.base import Emit
from bot.cli.attending import listen
from bot.clock import SystemClock
from bot.domain.capabilities import Capabilities
from bot.domain.moments import to_us
from bot.engine.inbox import LiveInbox
from bot.errors import RunFailed
from bot.events import Event, MembersJoined, MembersLeft, MessageReceived, Person
from bot.outbox.action import Action
from bot.setup.loading import load_deployment
from bot.store.tables import Membership
from tests.databases import settle
from tests.rehearsal import Rehearsal

CHECKIN = 'kind: checkin\nid: read\nmatch: 打卡\nsay: "{{ name }} 第 {{ streak }} 天"\n'


class Killed(BaseException):
    """The process ends here."""


@dataclass
class Chat:
    """A channel with a memory: says what it was told to, or fails."""

    hears: list[Event] = field(default_factory=list)
    breaks: bool = False
    dies_at: int | None = None
    said: list[Action] = field(default_factory=list)
    capabilities: Capabilities = field(default_factory=Capabilities)

    async def listen(self, emit: Emit) -> None:
        if self.breaks:
            raise ConnectionError("the line is dead")
        await asyncio.sleep(0)
        for event in self.hears:
            emit(event)

    async def perform(self, action: Action) -> str | None:
        if len(self.said) + 1 == self.dies_at:
            raise Killed
        self.said.append(action)
        return action.key

    async def close(self) -> None:
        """Nothing is held."""


def check_in(clock: SystemClock, number: int, ago: timedelta = timedelta()) -> Event:
    at, who = clock.now() - ago, Person(f"u{number}", f"书友{number}")
    return MessageReceived(id=f"m{number}", at=at, group="g1", member=who, text="打卡")


async def live(folder: Path, clock: SystemClock, *events: Event, chat: Chat | None = None) -> Chat:
    """Handle events that wait when the engine starts; nothing comes after them."""
    chat, inbox = chat or Chat(), LiveInbox(clock)
    settle(folder)
    deployment = load_deployment(folder / "config.yaml")
    opened = await open_database(deployment.config)
    try:
        app = await build(folder / "config.yaml", deployment, opened, clock, {"main": chat})
        for event in events:
            inbox.put(event)
        inbox.close()
        async with asyncio.timeout(20):
            await app.engine(inbox).run()
    finally:
        await opened.database.close()
    return chat


async def test_nobody_waits_for_a_platform_whose_clock_is_fast(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(CHECKIN)
    clock = SystemClock()
    fast = check_in(clock, 1, ago=timedelta(hours=-1))
    chat = await live(rehearsal.folder, clock, fast, check_in(clock, 2))
    assert {action.text for action in chat.said} == {"书友1 第 1 天", "书友2 第 1 天"}
    assert all(action.at <= clock.now() for action in chat.said)


async def test_a_channel_that_fails_leaves_the_others_alone() -> None:
    clock, heard = SystemClock(), list[Event]()
    works = Chat(hears=[check_in(clock, 1)])
    with pytest.raises(RunFailed, match=r"channel side .*: the line is dead"):
        await listen({"side": Chat(breaks=True), "main": works}, heard.append)
    assert heard == [changed(works.hears[0], channel="main")]


async def test_who_left_is_not_brought_back_by_a_late_message(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(CHECKIN)
    clock, who = SystemClock(), Person("u1", "书友1")
    came, left = clock.now() - timedelta(hours=3), clock.now() - timedelta(hours=1)
    joins = MembersJoined(id="in", at=came, group="g1", members=(who,))
    leaves = MembersLeft(id="out", at=left, group="g1", members=(who,))
    rejoins = MembersJoined(id="again", at=left, group="g2", members=(who,))
    gone = MembersLeft(id="before", at=came, group="g2", members=(who,))
    late = check_in(clock, 1, ago=timedelta(hours=2))
    await live(rehearsal.folder, clock, joins, leaves, late, rejoins, gone)
    opened = await open_database(load_deployment(rehearsal.folder / "config.yaml").config)
    async with opened.database.transaction() as work:
        first, second = await work.rows(Membership)
    await opened.database.close()
    assert first.left_at == to_us(left)
    assert second.left_at is None


async def test_a_crash_leaves_in_doubt_only_what_was_on_its_way(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(CHECKIN)
    clock = SystemClock()
    first = Chat(dies_at=2)
    with pytest.raises(Killed):
        await live(rehearsal.folder, clock, *(check_in(clock, n) for n in (1, 2, 3)), chat=first)
    then = await live(rehearsal.folder, clock)
    assert [action.text for action in first.said] == ["书友1 第 1 天"]
    assert [action.text for action in then.said] == ["书友3 第 1 天"]
