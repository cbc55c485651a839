"""What waits: bounded where a platform can wait, in order, and nobody behind a crowd."""

import asyncio
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.clock import SystemClock
from bot.domain.fair import FairQueue
from bot.engine.inbox import BATCH, ROOM, LiveInbox, size_of
from bot.events import MembersJoined, MessageReceived, Person

AT = datetime(2026, 1, 1, tzinfo=UTC)
SOMEBODY = Person(id="u1", name="小李")


def message(number: int, group: str = "g1", **more: Any) -> MessageReceived:
    values: dict[str, Any] = {"member": SOMEBODY, "text": "早"} | more
    return MessageReceived(id=f"{group}-{number}", at=AT, group=group, **values)


async def test_another_group_has_its_turn_before_a_crowd_has_passed() -> None:
    inbox = LiveInbox(SystemClock())
    for number in range(10_000):
        inbox.put(message(number))
    inbox.put(message(0, "g2"))
    inbox.put(message(0, "", member=Person(id="u2", name="")))
    taken = await inbox.take(500, None)
    assert taken is not None
    assert [event.id for event in taken[-2:]] == ["g2-0", "-0"]
    assert [event.id for event in taken[:-2]] == [f"g1-{number}" for number in range(498)]


async def test_what_fits_is_taken_in_the_order_of_its_coming() -> None:
    inbox = LiveInbox(SystemClock())
    events = [message(number, f"g{number % 3}") for number in range(20)]
    for event in events:
        inbox.put(event)
    taken = await inbox.take(500, None)
    assert taken == events
    inbox.put(message(20))
    inbox.put_back(events[5:])
    assert await inbox.take(500, None) == [*events[5:], message(20)]


async def test_channels_wait_while_too_much_waits() -> None:
    inbox = LiveInbox(SystemClock())
    await inbox.room("")
    for number in range(ROOM // (1 << 20) + 1):
        inbox.put(message(number, text="a" * (1 << 20)))
    waiting = asyncio.create_task(inbox.room(""))
    await asyncio.wait_for(inbox.room("another"), 10)
    assert not waiting.done()
    for _ in range(2):
        await inbox.take(10, None)
    await asyncio.wait_for(waiting, 10)


async def test_who_waits_for_room_is_let_go_when_the_inbox_closes() -> None:
    inbox = LiveInbox(SystemClock())
    inbox.put(message(0, text="长" * ROOM))
    waiting = asyncio.create_task(inbox.room(""))
    await asyncio.sleep(0)
    inbox.close()
    await asyncio.wait_for(waiting, 10)
    taken = await inbox.take(500, None)
    assert taken is not None
    assert len(taken) == 1, "what was heard is taken all the same"


async def test_long_texts_are_taken_a_few_at_a_time() -> None:
    inbox = LiveInbox(SystemClock())
    for number in range(20):
        inbox.put(message(number, text="a" * (1 << 20)))
    taken = await inbox.take(500, None)
    assert taken is not None
    assert len(taken) == BATCH // (1 << 20) - 1
    people = tuple(Person(id=f"u{number}", name="") for number in range(100))
    joined = MembersJoined(id="j", at=AT, group="g1", members=people)
    assert size_of(joined) > 50 * size_of(message(0))


Step = tuple[str, int]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 5))), st.integers(1, 4))
def test_whatever_comes_all_is_taken_once_and_each_chat_in_order(
    puts: list[Step], limit: int
) -> None:
    queue, taken = FairQueue[tuple[str, int]](), list[tuple[str, int]]()
    for number, (chat, size) in enumerate(puts):
        queue.put(chat, size, (chat, number))
        if number % 3 == 2:
            some = queue.take(limit, 6)
            for thing in reversed(some[1:]):
                queue.put_back(thing[0], puts[thing[1]][1], thing)
            taken += some[:1]
    while some := queue.take(limit, 6):
        taken += some
    assert sorted(number for _, number in taken) == list(range(len(puts)))
    for chat in "abc":
        own = [number for where, number in taken if where == chat]
        assert own == sorted(own)
    assert (len(queue), queue.size) == (0, 0)
