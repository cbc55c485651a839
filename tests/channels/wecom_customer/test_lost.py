"""What the platform loses, repeats or shows too late."""

import asyncio

from bot.channels.wecom_customer.channel import WecomCustomer
from bot.events import MembersJoined, MembersLeft, Person
from tests.channels.wecom_customer.groups import Group
from tests.channels.wecom_customer.world import World, moment, now

LATER = 1_700_100_000


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


async def test_after_a_lost_callback_a_list_that_lags_is_waited_for(
    world: World, group: Group, channel: WecomCustomer
) -> None:
    group.join(LATER, "wm1")
    await world.post(group.join(LATER + 1, "wm2", lag=2))
    await world.hears(3)
    names = {person for event in world.of(MembersJoined) for person in event.members}
    assert names == {Person("wm1", "名1"), Person("wm2", "名2")}


async def test_what_happens_to_one_member_is_told_in_order(
    world: World, group: Group, channel: WecomCustomer
) -> None:
    world.platform.fail("groupchat/get", -1, -1, -1)  # for the join; the leave could be first
    await world.post(group.join(LATER, "wm1"))
    await world.post(group.leave(LATER + 1, "wm1"))
    await world.hears(3)
    (joined,), (left,) = world.of(MembersJoined), world.of(MembersLeft)
    assert world.heard[1:] == [joined, left]


async def test_where_too_much_waits_the_platform_comes_again(
    world: World, group: Group, channel: WecomCustomer
) -> None:
    world.platform.slow = 60
    posts = [world.post(group.join(LATER + number, f"wm{number}")) for number in range(501)]
    answers = [await post for post in posts]
    assert answers == [200] * 500 + [503]
