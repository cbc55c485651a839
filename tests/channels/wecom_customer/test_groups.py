"""Callbacks over HTTP become events."""

import asyncio
from dataclasses import replace

import pytest

from bot.channels.wecom_customer.channel import WecomCustomer
from bot.channels.wecom_customer.credentials import credentials
from bot.events import MembersJoined, MembersLeft, MembersListed, Person, TopicChanged
from tests.channels.wecom_customer.groups import Group
from tests.channels.wecom_customer.world import QUICK, World, moment, settings, until

LATER = 1_700_100_000


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


async def test_who_removed_somebody_is_not_told_where_it_may_be_an_admin(
    world: World, group: Group, channel: WecomCustomer
) -> None:
    group.admins = ("li",)
    await world.post(group.join(LATER, "wm1"))
    await world.post(group.leave(LATER + 9, "wm1", removed=True))
    await world.hears(3)
    assert world.of(MembersLeft)[0].remover == ""


async def test_a_name_of_the_group_comes_before_that_of_the_account(
    world: World, group: Group, channel: WecomCustomer
) -> None:
    callback = group.join(LATER, "wm1")
    group.members["wm1"]["group_nickname"] = "三班小李妈妈"
    await world.post(callback)
    await world.hears(2)
    assert world.of(MembersJoined)[0].members == (Person("wm1", "三班小李妈妈"),)


async def test_a_new_name_is_told_once_it_is_shown(
    world: World, group: Group, channel: WecomCustomer
) -> None:
    await world.post(group.rename(LATER, "早读群", lag=2))
    await world.hears(2)
    (changed,) = world.of(TopicChanged)
    assert (changed.topic, changed.at, changed.member) == ("早读群", moment(LATER), Person(""))


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


async def test_what_changed_is_followed_when_there_is_room(world: World, group: Group) -> None:
    asked, given = asyncio.Event(), asyncio.Event()

    async def room() -> None:
        asked.set()
        await given.wait()

    setup = replace(world.setup(), room=room)
    own = settings(setup)
    channel = WecomCustomer(own, setup, *credentials(own, setup), QUICK)
    listening = await world.listening(channel)
    await world.hears(1)
    assert await world.post(group.join(LATER, "wm1")) == 200
    await asyncio.wait_for(asked.wait(), 10)
    assert not world.of(MembersJoined)
    given.set()
    await world.hears(2)
    await channel.close()
    await listening
    assert world.of(MembersJoined)
