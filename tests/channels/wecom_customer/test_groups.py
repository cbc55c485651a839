"""Callbacks over HTTP become events, whatever the platform loses, repeats or shows too late."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.channels.wecom_customer.channel import WecomCustomer
from bot.events import MembersJoined, MembersLeft, MembersListed, Person, TopicChanged
from tests.channels.wecom_customer.groups import Group
from tests.channels.wecom_customer.world import World, now, until

LATER = 1_700_100_000


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@pytest.fixture
async def group(world: World) -> Group:
    return world.group()


@pytest.fixture
async def channel(world: World, group: Group) -> AsyncIterator[WecomCustomer]:
    """A channel that listens and has told who is in the group."""
    channel = world.channel()
    task = await world.listening(channel)
    await world.hears(1)
    yield channel
    await channel.close()
    await task


async def test_a_group_is_listed_at_first(world: World, channel: WecomCustomer) -> None:
    (listed,) = world.heard
    assert isinstance(listed, MembersListed)
    assert (listed.group, listed.group_name) == ("wrA", "阅读群")
    assert listed.members == (Person("wang", "名g"),)


async def test_who_came_has_a_name_and_an_inviter(
    world: World, group: Group, channel: WecomCustomer
) -> None:
    assert await world.post(group.join(LATER, "wm1", "wm2", inviter="wang")) == 200
    await world.hears(2)
    (joined,) = world.of(MembersJoined)
    assert joined.members == (Person("wm1", "名1"), Person("wm2", "名2"))
    assert (joined.inviter, joined.at, joined.group) == ("wang", moment(LATER), "wrA")


async def test_who_scanned_the_code_came_by_themselves(
    world: World, group: Group, channel: WecomCustomer
) -> None:
    callback = group.join(LATER, "wm1")
    group.members["wm1"]["invitor"] = {"userid": "wang"}  # who made the code
    await world.post(callback)
    await world.hears(2)
    assert world.of(MembersJoined)[0].inviter is None


@pytest.mark.parametrize("removed", [False, True])
async def test_who_left_by_themselves_and_who_was_removed(
    world: World, group: Group, channel: WecomCustomer, removed: bool
) -> None:
    await world.post(group.join(LATER, "wm1"))
    await world.hears(2)
    await world.post(group.leave(LATER + 9, "wm1", removed=removed))
    await world.hears(3)
    (left,) = world.of(MembersLeft)
    assert (left.members, left.at) == ((Person("wm1", "名1"),), moment(LATER + 9))
    assert left.remover == ("wang" if removed else None)


async def test_a_new_name_is_told_once_it_is_shown(
    world: World, group: Group, channel: WecomCustomer
) -> None:
    await world.post(group.rename(LATER, "早读群", lag=2))
    await world.hears(2)
    (changed,) = world.of(TopicChanged)
    assert (changed.topic, changed.at, changed.member) == ("早读群", moment(LATER), Person(""))


async def test_a_list_that_lags_is_looked_at_again(
    world: World, group: Group, channel: WecomCustomer
) -> None:
    await world.post(group.join(LATER, "wm1", inviter="wang", lag=3))
    await world.hears(2)
    assert world.of(MembersJoined)[0].members == (Person("wm1", "名1"),)
    assert world.platform.calls["groupchat/get"] == 1 + 4


async def test_who_is_never_shown_came_all_the_same(
    world: World, group: Group, channel: WecomCustomer
) -> None:
    await world.post(group.join(LATER, "wm1", lag=99))
    await world.hears(2)
    assert world.of(MembersJoined)[0].members == (Person("wm1"),)


async def test_what_the_api_refuses_meanwhile_is_asked_again(
    world: World, group: Group, channel: WecomCustomer
) -> None:
    world.platform.fail("groupchat/get", -1, 45009)
    await world.post(group.join(LATER, "wm1"))
    await world.hears(2)
    assert world.of(MembersJoined)[0].members == (Person("wm1", "名1"),)


async def test_a_lost_callback_is_found_by_the_next(
    world: World, group: Group, channel: WecomCustomer
) -> None:
    await world.post(group.join(LATER, "wm1"))
    await world.hears(2)
    group.join(LATER + 1, "wm2", inviter="wang")
    group.leave(LATER + 2, "wm1", removed=True)
    await world.post(group.join(LATER + 3, "wm3"))
    await world.hears(5)
    joins, (left,) = world.of(MembersJoined), world.of(MembersLeft)
    assert [(event.members[0].id, event.at) for event in joins[1:]] == [
        ("wm3", moment(LATER + 3)),
        ("wm2", moment(LATER + 1)),
    ]
    assert joins[2].inviter == "wang"
    assert (left.members, left.remover) == ((Person("wm1", "名1"),), None)


async def test_what_the_platform_repeats_is_told_once(
    world: World, group: Group, channel: WecomCustomer
) -> None:
    came = group.join(LATER, "wm1")
    for nonce in "abc":
        assert await world.post(came, nonce=nonce) == 200
    await world.post(group.rename(LATER + 1, "早读群"))
    await world.hears(3)
    assert len(world.of(MembersJoined)) == 1


async def test_callbacks_in_a_burst_are_told_in_order(
    world: World, group: Group, channel: WecomCustomer
) -> None:
    world.group("wrB", "写作群")
    for number in range(30):
        await world.post(group.join(LATER + number, f"wm{number}"))
        await world.post(world.groups["wrB"].join(LATER + number, f"wm{number}"))
    await until_heard(world, MembersJoined, 60)
    for id in ("wrA", "wrB"):
        came = [event.members[0].id for event in world.of(MembersJoined) if event.group == id]
        assert came == [f"wm{number}" for number in range(30)]


async def until_heard(world: World, kind: type[MembersJoined], count: int) -> None:
    async def there() -> bool:
        return len(world.of(kind)) >= count

    await until(there)


async def test_who_came_to_a_group_never_heard_of_is_not_in_its_first_list(
    world: World, channel: WecomCustomer
) -> None:
    other = world.group("wrB", "写作群")
    await world.post(other.join(LATER, "wm1", inviter="wang"))
    await world.hears(3)
    listed, joined = world.of(MembersListed)[1], world.of(MembersJoined)[0]
    assert (listed.group, [person.id for person in listed.members]) == ("wrB", ["wang"])
    assert (joined.group, [person.id for person in joined.members]) == ("wrB", ["wm1"])


async def test_a_group_is_made_and_dismissed(world: World, channel: WecomCustomer) -> None:
    other = world.group("wrB", "写作群")
    await world.post(other.callback(LATER, "create"))
    await world.hears(2)
    del world.groups["wrB"]
    await world.post(other.callback(LATER + 9, "dismiss"))
    await world.hears(3)
    (left,) = world.of(MembersLeft)
    assert (left.group, left.members) == ("wrB", (Person("wang", "名g"),))
    assert left.at == moment(LATER + 9)


async def test_a_group_of_another_channel_is_left_to_it(world: World) -> None:
    world.group()
    channel = world.channel(groups="wrA: {channel: main, mouth: shop}, wrB: {channel: shop}")
    other = world.group("wrB", "写作群")
    task = await world.listening(channel)
    await world.post(world.groups["wrA"].join(LATER, "wm1"))
    await world.post(other.join(LATER, "wm1"))
    await world.hears(2)
    await channel.close()
    await task
    assert {event.group for event in world.heard} == {"wrB"}


async def test_what_happened_while_nobody_listened_is_found_at_the_start(world: World) -> None:
    group = world.group()
    group.join(now() - 60, "wm2", inviter="wang")
    world.memory.known = {"wrA": "旧名"}
    world.memory.listed = {"wrA": {"wang": "王姐", "wm1": "小李"}}
    channel = world.channel()
    task = await world.listening(channel)
    await world.hears(3)
    await channel.close()
    await task
    joined, left, changed = world.heard
    assert isinstance(joined, MembersJoined)
    assert (joined.members, joined.inviter) == ((Person("wm2", "名2"),), "wang")
    assert joined.at == group_moment(group, "wm2")
    assert isinstance(left, MembersLeft)
    assert left.members == (Person("wm1", "小李"),)
    assert isinstance(changed, TopicChanged)
    assert changed.topic == "阅读群"


def group_moment(group: Group, member: str) -> datetime:
    return moment(group.members[member]["join_time"])


async def test_a_list_that_lags_at_the_start_makes_nobody_leave(world: World) -> None:
    group = world.group()
    group.join(LATER, "wm1", lag=1)
    world.memory.known = {"wrA": "阅读群"}
    world.memory.listed = {"wrA": {"wang": "名g", "wm1": "名1"}}
    channel = world.channel()
    task = await world.listening(channel)
    await world.post(group.join(LATER + 1, "wm2"))
    await world.hears(1)
    await channel.close()
    await task
    (joined,) = world.heard
    assert isinstance(joined, MembersJoined)
    assert joined.members == (Person("wm2", "名2"),)


async def test_lists_are_compared_again_and_again(world: World) -> None:
    group = world.group()
    channel = world.channel(compare_every="1s")
    task = await world.listening(channel)
    await world.hears(1)
    group.join(now(), "wm1")  # whose callback is lost
    await world.hears(2)
    await channel.close()
    await task
    assert world.of(MembersJoined)[0].members == (Person("wm1", "名1"),)


async def test_a_change_is_answered_within_a_second_however_slow_the_api_is(
    world: World, group: Group, channel: WecomCustomer
) -> None:
    world.platform.slow = 3.0
    async with asyncio.timeout(1):
        assert await world.post(group.join(LATER, "wm1")) == 200
    assert world.of(MembersJoined) == []
