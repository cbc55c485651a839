"""What is due goes out once, in order, no faster than a channel lets it, and only with a reason."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.clock import VirtualClock
from bot.domain.capabilities import Capabilities, Limits
from bot.domain.moments import to_us
from bot.outbox.action import Action
from bot.outbox.sender import Sender
from bot.store.database import Database
from bot.store.tables import Membership, Outbox, Pause
from tests.databases import database_url

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
SECOND = timedelta(seconds=1)


class Platform:
    """Remembers what was said, and may be down."""

    def __init__(self, limits: Limits | None = None, repeats: bool = False) -> None:
        self.capabilities = Capabilities(limits=limits or Limits(), idempotent_send=repeats)
        self.said: list[tuple[str, datetime]] = []
        self.down = False

    async def perform(self, action: Action) -> str | None:
        if self.down:
            raise ConnectionError("no route")
        self.said.append((action.text, action.at))
        return f"h{len(self.said)}"

    @property
    def texts(self) -> list[str]:
        return [text for text, _ in self.said]


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await Database.open(database_url(tmp_path / "test.db"))
    yield opened
    await opened.close()


def wish(text: str, after: timedelta = timedelta(), group: str = "g1", **more: str) -> Outbox:
    values: dict[str, Any] = {"state": "waiting", "playbook": "p", "present": ""} | more
    at = to_us(NOON + after)
    return Outbox(
        seq=0,
        key=text,
        due=at,
        channel="main",
        type="say",
        grp=group,
        member="",
        text=text,
        path=None,
        mentions="",
        cause="e1",
        asked=True,
        **values,
    )


async def add(database: Database, *rows: Outbox | Pause | Membership) -> None:
    async with database.transaction() as work:
        for row in rows:
            if isinstance(row, Outbox):
                work.append(row)
            else:
                work.put(row)


async def states(database: Database) -> dict[str, str]:
    async with database.transaction() as work:
        return {row.key: row.state for row in await work.rows(Outbox)}


async def sender_of(
    database: Database, platform: Platform, clock: VirtualClock | None = None
) -> Sender:
    clock = clock or VirtualClock(NOON + timedelta(hours=1))
    sender = Sender(database, {"main": platform}, clock, lambda member, _: member)
    await sender.recover()
    return sender


async def run_out(sender: Sender, clock: VirtualClock) -> None:
    """Move the clock on until nothing waits any more."""
    while sender.next_due is not None:
        await clock.until(datetime.fromtimestamp(sender.next_due / 1e6, UTC))
        await sender.pump()


async def test_rows_go_in_the_order_of_their_moments_and_only_once(database: Database) -> None:
    platform = Platform()
    await add(database, wish("b", SECOND), wish("a"), wish("late", timedelta(hours=2)))
    sender = await sender_of(database, platform)
    for _ in range(2):
        await sender.pump()
    assert platform.texts == ["a", "b"]
    assert sender.next_due == to_us(NOON + timedelta(hours=2))
    assert await states(database) == {"a": "sent", "b": "sent", "late": "waiting"}


async def test_a_channel_that_fails_is_told_of(database: Database) -> None:
    platform = Platform()
    platform.down = True
    await add(database, wish("a"))
    await (await sender_of(database, platform)).pump()
    async with database.transaction() as work:
        [row] = await work.rows(Outbox)
    assert (row.state, row.note) == ("failed", "ConnectionError: no route")


async def test_a_channel_without_a_mouth_is_told_of(database: Database) -> None:
    await add(database, wish("a"))
    sender = Sender(database, {}, VirtualClock(NOON), lambda member, _: member)
    await sender.recover()
    await sender.pump()
    assert await states(database) == {"a": "failed"}


@pytest.mark.parametrize(("repeats", "then"), [(True, "sent"), (False, "unknown")])
async def test_what_is_in_doubt_after_a_crash_goes_again_only_where_that_is_harmless(
    database: Database, repeats: bool, then: str
) -> None:
    platform = Platform(repeats=repeats)
    await add(database, wish("a", state="claimed"), wish("b"))
    await (await sender_of(database, platform)).pump()
    assert await states(database) == {"a": then, "b": "sent"}
    assert platform.texts == (["a", "b"] if repeats else ["b"])


async def test_a_pause_drops_what_was_due_in_it_and_nothing_else(database: Database) -> None:
    platform = Platform()
    rows = [wish(str(n), n * SECOND) for n in range(6)]
    command = wish("command", 3 * SECOND)
    command.playbook = None
    begin, end = to_us(NOON + 2 * SECOND), to_us(NOON + 4 * SECOND)
    await add(database, *rows, command, Pause("p", "g1", begin, end))
    await (await sender_of(database, platform)).pump()
    assert platform.texts == ["0", "1", "command", "4", "5"]


async def test_who_has_left_is_told_nothing(database: Database) -> None:
    platform = Platform()
    left = Membership("g1", "u1", "甲", left_at=to_us(NOON))
    back = Membership("g1", "u2", "乙", left_at=None)
    rows = [wish(member, SECOND, present=member) for member in ("u1", "u2", "u3")]
    await add(database, left, back, *rows)
    await (await sender_of(database, platform)).pump()
    assert platform.texts == ["u2", "u3"]
    assert (await states(database))["u1"] == "dropped"


async def test_a_limited_channel_is_paced(database: Database) -> None:
    limits = Limits(per_minute=3, spacing=2 * SECOND)
    platform, clock = Platform(limits), VirtualClock(NOON)
    await add(database, *(wish(f"{n}", group=f"g{n % 2}") for n in range(8)))
    sender = await sender_of(database, platform, clock)
    await run_out(sender, clock)
    assert sorted(platform.texts) == [str(n) for n in range(8)]
    keeps(limits, [(f"g{int(text) % 2}", at) for text, at in platform.said])


async def test_a_restart_breaks_no_limit(database: Database) -> None:
    limits = Limits(per_minute=2, spacing=2 * SECOND)
    clock, said = VirtualClock(NOON), list[tuple[str, datetime]]()
    await add(database, *(wish(f"{n}") for n in range(5)))
    for _ in range(40):
        platform = Platform(limits)
        sender = await sender_of(database, platform, clock)
        await sender.pump()
        said += [("g1", at) for _, at in platform.said]
        await clock.until(clock.now() + 5 * SECOND)
    assert len(said) == 5
    keeps(limits, said)


def keeps(limits: Limits, said: list[tuple[str, datetime]]) -> None:
    """Assert that no span holds too many sends, and no two are too close together."""
    for index, (group, at) in enumerate(said):
        earlier, own = said[:index], [moment for who, moment in said[:index] if who == group]
        assert not own or at - own[-1] >= limits.spacing
        assert not earlier or earlier[-1][0] == group or at - earlier[-1][1] >= limits.switch
        for span in ("minute", "hour", "day"):
            since = at - timedelta(**{f"{span}s": 1})
            most, of_group = getattr(limits, f"per_{span}"), getattr(limits, f"group_per_{span}")
            assert most is None or sum(moment > since for _, moment in earlier) < most
            assert of_group is None or sum(moment > since for moment in own) < of_group
