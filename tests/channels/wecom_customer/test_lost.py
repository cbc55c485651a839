"""What the platform loses, repeats, shows too late or told while nobody listened."""

import asyncio
from datetime import datetime

import pytest

from bot.channels.wecom_customer.channel import WecomCustomer
from bot.errors import RunFailed
from bot.events import MembersJoined, MembersLeft, Person, TopicChanged
from tests.channels.wecom_customer.groups import Group
from tests.channels.wecom_customer.world import World, moment, now, until

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


async def test_what_fails_at_the_start_is_told_with_the_groups(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.group()
    channel = world.channel("wrA: {channel: shop}, wrX: {channel: shop}, wrY: {channel: shop}")
    task = await world.listening(channel)

    async def told() -> bool:
        return "channel shop: wrX, wrY: 90501 not external group chat" in caplog.text

    await until(told)
    await channel.close()
    await task
    assert [event.group for event in world.heard] == ["wrA"]


async def test_a_port_that_is_taken_is_told_in_one_line(world: World) -> None:
    first, second = world.channel(), world.channel()
    task = await world.listening(first)
    with pytest.raises(RunFailed, match=f"cannot listen on 127.0.0.1:{world.port}: "):
        await second.listen(world.heard.append)
    await second.close()
    await first.close()
    await task
