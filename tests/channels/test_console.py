"""The console channel as the app sees it: it hands in events, performs actions, moves the clock."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from io import StringIO

import pytest
from pydantic import ValidationError

from bot.channels.base import Channel, at_once
from bot.channels.console.channel import ConsoleChannel
from bot.channels.console.room import ConsoleRoom
from bot.channels.console.screen import Screen, Streams
from bot.channels.settings import ConsoleSettings
from bot.clock import SystemClock
from bot.events import Event, MembersLeft
from tests.channels.console_fakes import GROUPS, ZONE, make_action


def open_channel(
    typed: str,
    clock: SystemClock,
    sink: StringIO,
    room: Callable[[], Awaitable[None]] = at_once,
) -> ConsoleChannel:
    def screen(_: ConsoleRoom, slash: Sequence[str]) -> Screen:
        return Streams(StringIO(typed), sink)

    who = ("bot", ["小助手"], GROUPS, ["u1"], ZONE, "zh")
    return ConsoleChannel(ConsoleSettings(), clock, *who, screen=screen, room=room)


async def live(clock: SystemClock) -> None:
    """Wait for one moment after the other, as the engine does."""
    while True:
        await clock.until(clock.now() + timedelta(hours=1))


async def test_listening_ends_with_the_input_or_quit() -> None:
    for typed in ("打卡\n早\n", "打卡\n早\n:quit\n晚\n"):
        events: list[Event] = []
        channel: Channel = open_channel(typed, SystemClock(), StringIO())
        await channel.listen(events.append)
        await channel.close()
        assert len(events) == 2


async def test_it_hears_no_more_than_there_is_room_for() -> None:
    events, full, emptied = list[Event](), asyncio.Event(), asyncio.Event()

    async def room() -> None:
        if len(events) == 2:
            full.set()
            await emptied.wait()

    channel = open_channel("早\n" * 4, SystemClock(), StringIO(), room=room)
    listening = asyncio.create_task(channel.listen(events.append))
    await asyncio.wait_for(full.wait(), 10)
    assert len(events) == 2
    emptied.set()
    await listening
    assert len(events) == 4


async def test_what_is_typed_after_a_skip_happens_after_it() -> None:
    clock, events, sink = SystemClock(), list[Event](), StringIO()
    channel = open_channel("打卡\n:clock +3h\n打卡\n:clock +1d\n", clock, sink)
    began = clock.now()
    engine = asyncio.create_task(live(clock))
    await channel.listen(events.append)
    engine.cancel()
    first, second = events
    assert timedelta(hours=3) <= second.at - first.at < timedelta(hours=4)
    assert clock.now() - began >= timedelta(days=1, hours=3)
    assert sink.getvalue().count("\n现在是") == 2


async def test_actions_are_shown_also_when_the_input_has_ended() -> None:
    sink = StringIO()
    channel = open_channel("", SystemClock(), sink)
    await channel.listen(list[Event]().append)
    assert await channel.perform(make_action("say", "打卡成功！")) == "k1"
    assert sink.getvalue().endswith("小助手: 打卡成功！\n")


async def test_removing_a_member_comes_back_as_an_event() -> None:
    events: list[Event] = []
    channel = open_channel("", SystemClock(), StringIO())
    await channel.listen(events.append)
    await channel.perform(make_action("remove", member="小李"))
    assert [type(event) for event in events] == [MembersLeft]


def test_the_console_can_do_all_and_has_no_limits() -> None:
    can = open_channel("", SystemClock(), StringIO()).capabilities
    assert can.hears == "everything"
    assert can.sees_joins
    assert can.remove
    assert can.limits.per_minute is None
    assert not can.limits.spacing
    assert not can.idempotent_send


def test_unknown_settings_are_refused() -> None:
    with pytest.raises(ValidationError, match="colour"):
        ConsoleSettings.model_validate({"type": "console", "colour": "red"})
