"""What goes out by a channel that takes its time: beside the loop, in order, once."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import SystemClock
from bot.domain.capabilities import Capabilities, Limits
from bot.domain.moments import to_us
from bot.outbox.action import Action, FateUnknown, NotSent, Refused
from bot.outbox.courier import Courier
from bot.outbox.sender import Sender
from bot.store.database import Database
from bot.store.stops import STOP
from bot.store.tables import Hold, Outbox, Pause
from tests.databases import database_url

SOON = timedelta(milliseconds=20)


class Platform:
    """Takes a while for each send, and refuses what a test wants refused, as often as it says."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.capabilities = Capabilities(limits=limits or Limits())
        self.said: list[str] = []
        self.refusals: dict[str, list[BaseException]] = {}
        self.reached, self.go_on = asyncio.Event(), asyncio.Event()
        self.go_on.set()

    async def perform(self, action: Action) -> str | None:
        self.reached.set()
        await self.go_on.wait()
        if waiting := self.refusals.get(action.text):
            raise waiting.pop(0)
        self.said.append(action.text)
        return f"h{len(self.said)}"


class Post:
    """A courier at work over a real database."""

    def __init__(self, database: Database, platform: Platform) -> None:
        self.database, self.platform, self.clock = database, platform, SystemClock()
        self.mouths = {"main": platform}
        self.sender = Sender(database, self.mouths, self.clock, lambda member, _: member)
        self.courier = Courier(self.sender, self.clock, "main")
        self.sender.leave_to({"main": self.courier.wake})

    async def add(self, *texts: str, **more: Any) -> None:
        at = to_us(datetime.now(UTC))
        async with self.database.transaction() as work:
            for text in texts:
                work.append(wish(text, at, **more))
        await self.sender.pump()

    async def states(self) -> dict[str, tuple[str, str]]:
        async with self.database.transaction() as work:
            return {row.key: (row.state, row.note) for row in await work.rows(Outbox)}

    async def until(self, holds: Callable[[dict[str, tuple[str, str]]], bool]) -> None:
        """Wait until the states of all rows are as a test wants them."""
        async with asyncio.timeout(20):
            while not holds(await self.states()):  # noqa: ASYNC110 - the row tells nobody
                await asyncio.sleep(0.005)


def wish(text: str, at: int, **more: Any) -> Outbox:
    common = {"grp": "g1", "member": "", "path": None, "mentions": "", "playbook": "p"}
    return Outbox(
        **{
            **{"seq": 0, "key": text, "due": at, "state": "waiting", "channel": "main"},
            **{"type": "say", "text": text, "cause": "e1", "asked": True, **common},
            **more,
        }
    )


@asynccontextmanager
async def at_work(folder: Path, platform: Platform) -> AsyncIterator[Post]:
    database = await Database.open(database_url(folder / "test.db"))
    post = Post(database, platform)
    running = asyncio.create_task(post.courier.run())
    try:
        yield post
    finally:
        post.courier.close()
        await running
        await database.close()


@pytest.fixture
async def post(tmp_path: Path) -> AsyncIterator[Post]:
    async with at_work(tmp_path, Platform()) as post:
        yield post


def all_are(state: str) -> Callable[[dict[str, tuple[str, str]]], bool]:
    return lambda rows: bool(rows) and {now for now, _ in rows.values()} == {state}


async def test_rows_go_one_after_the_other_in_their_order(post: Post) -> None:
    await post.add("a", "b", "c")
    await post.until(all_are("sent"))
    assert post.platform.said == ["a", "b", "c"]


async def test_a_slow_platform_holds_up_nobody_else(post: Post) -> None:
    post.platform.go_on.clear()
    await post.add("slow")
    await post.platform.reached.wait()
    await post.add("next")  # the database and the loop are free meanwhile
    assert {state for state, _ in (await post.states()).values()} == {"claimed", "waiting"}
    post.platform.go_on.set()
    await post.until(all_are("sent"))
    assert post.platform.said == ["slow", "next"]


async def test_what_was_certainly_not_sent_goes_later_and_keeps_its_turn(post: Post) -> None:
    post.platform.refusals["a"] = [NotSent("no connection", SOON), NotSent("again", SOON)]
    await post.add("a", "b")
    await post.until(all_are("sent"))
    assert post.platform.said == ["a", "b"]


async def test_what_one_chat_does_not_take_holds_up_no_other(post: Post) -> None:
    post.platform.refusals["a"] = [NotSent("too many there", timedelta(hours=1), one_chat=True)]
    await post.add("a", "b")
    await post.until(lambda rows: rows["a"] == ("waiting", "too many there"))
    await post.add("elsewhere", grp="g2")
    await post.until(lambda rows: rows["elsewhere"][0] == "sent")
    assert post.platform.said == ["elsewhere"]


async def test_what_was_not_sent_is_not_counted_among_the_sends_of_a_day(tmp_path: Path) -> None:
    platform = Platform(Limits(group_per_day=1))
    platform.refusals["a"] = [NotSent("busy", SOON)]
    async with at_work(tmp_path, platform) as post:
        await post.add("a")
        await post.until(all_are("sent"))


async def test_a_restart_knows_what_counts_for_an_hour(tmp_path: Path) -> None:
    async with at_work(tmp_path, Platform(Limits(group_per_hour=300))) as post:
        await post.add(*map(str, range(300)))
        await post.until(all_are("sent"))
        again = Sender(post.database, post.mouths, post.clock, lambda member, *_: member)
        await again.recover()
        async with post.database.transaction() as work:  # of which the courier is not told
            work.append(wish("one more", to_us(post.clock.now())))
        assert (await again.claim_next("main"))[0] is None


async def test_a_restart_counts_what_the_platform_refused_too(tmp_path: Path) -> None:
    async with at_work(tmp_path, Platform(Limits(group_per_hour=2))) as post:
        post.platform.refusals["b"] = [Refused("no such chat")]
        await post.add("a", "b")
        await post.until(lambda rows: [rows["a"][0], rows["b"][0]] == ["sent", "failed"])
        again = Sender(post.database, post.mouths, post.clock, lambda member, *_: member)
        await again.recover()
        async with post.database.transaction() as work:  # of which the courier is not told
            work.append(wish("one more", to_us(post.clock.now())))
        assert (await again.claim_next("main"))[0] is None


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (Refused("no such chat"), ("failed", "no such chat")),
        (FateUnknown("no answer came"), ("unknown", "no answer came")),
        (ValueError("oops"), ("failed", "ValueError: oops")),
        (TimeoutError(), ("unknown", "TimeoutError")),
        (asyncio.CancelledError(), ("unknown", "CancelledError")),  # nobody asked us to end
    ],
)
async def test_what_is_refused_or_in_doubt_is_never_sent_again(
    post: Post, error: BaseException, expected: tuple[str, str]
) -> None:
    post.platform.refusals["a"] = [error]
    await post.add("a", "b")
    await post.until(lambda rows: rows["b"][0] == "sent")
    assert (await post.states())["a"] == expected
    assert post.platform.said == ["b"]


async def test_an_answer_that_its_channel_took_too_late_is_pointless(post: Post) -> None:
    post.platform.refusals["old"] = [NotSent("no connection", SOON)]
    long_ago = to_us(datetime.now(UTC) - timedelta(hours=1))
    await post.add("old", due=long_ago)
    await post.add("new")
    await post.until(lambda rows: rows["new"][0] == "sent")
    assert (await post.states())["old"] == ("dropped", "too late")


async def test_a_post_whose_time_is_over_stays_unsaid(post: Post) -> None:
    await post.add("morning", until=to_us(datetime.now(UTC) - timedelta(minutes=1)))
    await post.until(all_are("dropped"))
    assert post.platform.said == []


async def test_closing_lets_what_is_on_its_way_arrive_and_leaves_the_rest(post: Post) -> None:
    post.platform.go_on.clear()
    await post.add("first", "second")
    await post.platform.reached.wait()
    post.courier.close()
    post.platform.go_on.set()
    await post.until(lambda rows: rows["first"][0] == "sent")
    assert (await post.states())["second"][0] == "waiting"


async def test_after_a_crash_what_was_on_its_way_is_shown_and_not_sent_again(
    post: Post,
) -> None:
    post.platform.go_on.clear()
    await post.add("first")
    await post.platform.reached.wait()
    again = Sender(post.database, {"main": Platform()}, post.clock, lambda member, _: member)
    await again.recover()
    assert (await post.states())["first"][0] == "unknown"
    post.platform.go_on.set()


async def test_a_stop_holds_also_what_is_due_and_waits_for_its_turn(post: Post) -> None:
    post.platform.go_on.clear()
    await post.add("under way", "next", "last")
    await post.add("answer", playbook=None)
    await post.platform.reached.wait()
    async with post.database.transaction() as work:
        work.put(Pause(STOP, "*", to_us(datetime.now(UTC)), None))
    post.platform.go_on.set()
    await post.until(lambda rows: rows["answer"][0] == "sent")
    assert post.platform.said == ["under way", "answer"]
    assert (await post.states())["last"] == ("waiting", "")
    async with post.database.transaction() as work:
        work.remove(Pause, STOP, "*")
    await post.sender.pump()
    await post.until(all_are("sent"))
    assert post.platform.said == ["under way", "answer", "next", "last"]


async def test_what_waits_behind_a_failed_send_says_why(post: Post) -> None:
    wait = NotSent("the group is busy", timedelta(seconds=30), one_chat=True)
    post.platform.refusals["a"] = [wait]
    await post.add("a", "b", "elsewhere")
    async with post.database.transaction() as work:
        work.append(wish("other", to_us(datetime.now(UTC)), grp="g2"))
    await post.sender.pump()
    await post.until(lambda rows: rows.get("other", ("", ""))[0] == "sent")
    states = await post.states()
    assert states["a"] == ("waiting", "the group is busy")
    assert states["b"] == states["elsewhere"] == ("waiting", "")  # pages find the hold
    async with post.database.transaction() as work:
        [hold] = await work.rows(Hold)
    assert (hold.channel, hold.chat, hold.why) == ("main", "g1", "channel")
