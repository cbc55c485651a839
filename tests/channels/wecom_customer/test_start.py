"""The start of the channel: what happened before it, and what fails."""

from datetime import datetime

import pytest

from bot.errors import RunFailed
from bot.events import MembersJoined, MembersLeft, Person, TopicChanged
from tests.channels.wecom_customer.groups import Group
from tests.channels.wecom_customer.world import World, moment, now, until

LATER = 1_700_100_000


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


async def test_who_was_found_at_the_start_does_not_come_again(world: World) -> None:
    group = world.group()
    callback = group.join(now(), "wm1")  # which is late
    world.memory.known, world.memory.listed = {"wrA": "阅读群"}, {"wrA": {"wang": "名g"}}
    channel = world.channel()
    task = await world.listening(channel)
    await world.hears(1)
    await world.post(callback)
    await world.post(group.join(now(), "wm2"))
    await world.hears(2)
    await channel.close()
    await task
    assert [event.members[0].id for event in world.of(MembersJoined)] == ["wm1", "wm2"]


async def test_what_two_looks_do_not_agree_on_is_found_with_the_next_callback(
    world: World,
) -> None:
    group = world.group()
    group.join(now(), "wm1")
    world.memory.known, world.memory.listed = {"wrA": "阅读群"}, {"wrA": {"wang": "名g"}}
    world.platform.slow = 0.3
    channel = world.channel()
    task = await world.listening(channel)

    async def looked() -> bool:
        return world.platform.calls["groupchat/get"] == 1

    await until(looked)
    await world.post(group.join(now(), "wm2"))  # before the second look
    await world.hears(2)
    await channel.close()
    await task
    assert {event.members[0].id for event in world.of(MembersJoined)} == {"wm1", "wm2"}


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


async def test_a_group_that_was_dismissed_is_not_asked_for(world: World) -> None:
    world.group("wrB", "写作群")
    world.memory.known, world.memory.listed = {"wrA": "阅读群"}, {"wrA": {}}
    channel = world.channel("wrA: {channel: shop}, wrB: {channel: shop}")
    task = await world.listening(channel)
    await world.hears(1)
    await channel.close()
    await task
    assert world.platform.calls["groupchat/get"] == 1


async def test_a_group_whose_name_is_not_known_gets_no_welcome_text_yet(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.group()
    (world.folder / "sop").mkdir()
    welcome = "{kind: welcome, id: hi, say: '欢迎来到{{ group.name }}'}"
    (world.folder / "sop" / "hi.yaml").write_text(welcome, encoding="utf-8")
    world.platform.fail("groupchat/get", -1)
    channel = world.channel()
    task = await world.listening(channel)

    async def told() -> bool:
        return "channel shop: wrA: -1" in caplog.text

    await until(told)
    await channel.close()
    await task
    assert world.platform.customers.welcomes == {}


async def test_a_port_that_is_taken_is_told_in_one_line(world: World) -> None:
    first, second = world.channel(), world.channel()
    task = await world.listening(first)
    with pytest.raises(RunFailed, match=f"cannot listen on 127.0.0.1:{world.port}: "):
        await second.listen(world.heard.append)
    await second.close()
    await first.close()
    await task
