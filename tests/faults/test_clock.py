"""The machine's clock is set forward and back, or sleeps: nothing is lost, doubled or waits."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.app import build, open_database
from bot.clock import SystemClock
from bot.domain.capabilities import Capabilities, Limits
from bot.engine.inbox import LiveInbox
from bot.events import MessageReceived, Person
from bot.outbox.action import Action
from bot.setup.loading import load_deployment
from tests.databases import settle
from tests.faults.bot import DEADLINE, sound
from tests.faults.machines import HOUR, MORNING, Asleep, Machine, Running
from tests.rehearsal import Rehearsal

SECOND = timedelta(seconds=1)
PLAYBOOKS = """\
{kind: checkin, id: read, match: 打卡, points: {each: 5}, say: "{{ name }} 第 {{ streak }} 天"}
---
{kind: posts, id: daily, posts: [{id: tip, at: "10:00", on: everyday, say: 早上好}]}
"""


class Chat:
    """A platform with limits that remembers what was said, and tells who waits for it."""

    capabilities = Capabilities(limits=Limits(spacing=SECOND / 10), instant=True)

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.said = asyncio.Condition()

    async def perform(self, action: Action) -> str | None:
        async with self.said:
            self.texts.append(action.text)
            self.said.notify_all()
        return action.key

    async def says(self, text: str, times: int = 1) -> None:
        async with asyncio.timeout(DEADLINE), self.said:
            await self.said.wait_for(lambda: self.texts.count(text) == times)


class Life:
    """A bot on a machine."""

    def __init__(self, machine: Machine, clock: SystemClock, inbox: LiveInbox, chat: Chat) -> None:
        self.machine, self.clock, self.inbox, self.chat = machine, clock, inbox, chat
        self._heard = 0

    async def hears(self, member: str, answer: str) -> None:
        """Let somebody check in as the platform's clock has it, and wait for the answer."""
        self._heard += 1
        event = f"{member}{self._heard}{self.machine.ticks()}"
        who = Person(member, member)
        at = self.machine.wall()
        self.inbox.put(MessageReceived(id=event, at=at, group="g1", member=who, text="打卡"))
        await self.chat.says(answer)


@asynccontextmanager
async def living(rehearsal: Rehearsal, machine: Machine, chat: Chat) -> AsyncIterator[Life]:
    settle(rehearsal.folder)
    deployment = load_deployment(rehearsal.folder / "config.yaml")
    opened = await open_database(deployment.config)
    clock = SystemClock(machine)
    inbox = LiveInbox(clock)
    try:
        app = await build(None, deployment, opened, clock, {"main": chat})
        engine = asyncio.create_task(app.engine(inbox).run())
        yield Life(machine, clock, inbox, chat)
        inbox.close()
        await asyncio.wait_for(engine, DEADLINE)
    finally:
        await opened.database.close()


def deployed(rehearsal: Rehearsal) -> None:
    text = "database: sqlite+aiosqlite:///bot.db\ngroups: {g1: {name: 晨读群}}"
    rehearsal.config(text).playbook(PLAYBOOKS)


def test_it_never_goes_back_and_catches_up() -> None:
    machine = Machine()
    clock, before = SystemClock(machine), MORNING
    machine.shows -= HOUR
    for _ in range(119):
        machine.passes(timedelta(minutes=1))
        assert before < clock.now() < before + timedelta(minutes=1)
        before = clock.now()
        assert before > machine.wall()
    machine.passes(timedelta(minutes=1))
    assert clock.now() == machine.wall() == MORNING + HOUR
    machine.shows += 5 * HOUR
    assert clock.now() == machine.wall()


async def test_whoever_waits_notices_that_the_machine_slept() -> None:
    clock = SystemClock(Asleep())
    async with asyncio.timeout(DEADLINE):
        await clock.until(MORNING + 7 * HOUR)
    assert clock.now() >= MORNING + 7 * HOUR


async def test_set_back_it_answers_all_and_posts_once(rehearsal: Rehearsal) -> None:
    deployed(rehearsal)
    machine, chat = Running(), Chat()
    async with living(rehearsal, machine, chat) as life:
        await life.hears("a", "a 第 1 天")
        machine.passes(HOUR + SECOND)
        await life.hears("b", "b 第 1 天")
        await chat.says("早上好")
        machine.shows -= 3 * HOUR
        for member in "cd":
            machine.passes(SECOND)
            await life.hears(member, f"{member} 第 1 天")
        machine.shows += 3 * HOUR
        await life.hears("e", "e 第 1 天")
    counts = Counter(chat.texts)
    assert counts == dict.fromkeys([*(f"{member} 第 1 天" for member in "abcde"), "早上好"], 1)
    assert set(sound(rehearsal.folder / "bot.db").values()) == {"sent"}


async def test_started_again_on_a_clock_set_back_it_posts_no_second_time(
    rehearsal: Rehearsal,
) -> None:
    deployed(rehearsal)
    machine, chat = Running(), Chat()
    async with living(rehearsal, machine, chat) as life:
        machine.passes(HOUR + SECOND)
        await life.hears("a", "a 第 1 天")
        await chat.says("早上好")
    machine.shows = MORNING
    async with living(rehearsal, machine, chat) as life:
        machine.passes(2 * HOUR)
        await life.hears("b", "b 第 1 天")
    assert Counter(chat.texts) == {"a 第 1 天": 1, "早上好": 1, "b 第 1 天": 1}


async def test_a_clock_that_was_days_ahead_leaves_out_no_post_of_today(
    rehearsal: Rehearsal,
) -> None:
    deployed(rehearsal)
    machine, chat = Running(), Chat()
    machine.shows += timedelta(days=400, hours=2)
    async with living(rehearsal, machine, chat) as life:
        await life.hears("a", "a 第 1 天")
    machine.shows = MORNING
    async with living(rehearsal, machine, chat) as life:
        machine.passes(HOUR + SECOND)
        await life.hears("b", "b 第 1 天")
        await chat.says("早上好")
    assert Counter(chat.texts)["早上好"] == 1
