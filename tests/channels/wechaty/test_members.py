"""Member lists: who was there, who came or went unseen, and who has another id."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

import pytest

from bot.deployment import Deployment
from bot.events import IdentityChanged, MembersJoined, MembersLeft, MembersListed, MessageReceived
from tests.channels.wechaty.gateway import Gateway, Logged, Remembered, listening, settings

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_a_room_of_500_is_listed_with_names_while_messages_go_on(
    gateway: Gateway, deployment: Deployment, tmp_path: Path, logged: Logged
) -> None:
    await gateway.do("room", id="big", topic="大群", ids=["account", "u1"])
    await gateway.do("people", room="big", count=498)
    memory = Remembered(heard=("big",))
    async with listening(deployment, tmp_path, settings(gateway.port), memory) as heard:
        await logged("logged in")
        await gateway.say("during", "big-7", "早", roomId="big")
        await heard.until_quiet("during")
        listed = await heard.until(MembersListed, lambda event: event.group == "big")
    order = [event.id for event in heard.events]
    assert {person.id for person in listed.members} == {"u1", *(f"big-{n}" for n in range(498))}
    assert all(person.name for person in listed.members)
    assert (listed.group_name, heard.all(MembersJoined)) == ("大群", [])
    assert order.index("during") < order.index(listed.id)


async def test_a_group_is_listed_from_when_it_is_heard_and_others_never(
    gateway: Gateway, deployment: Deployment, tmp_path: Path
) -> None:
    await gateway.do("room", id="silent", topic="不相干", ids=["account", "u1"])
    await gateway.do("room", id="spoken", topic="说话了", ids=["account", "u1"])
    own = settings(gateway.port, relist="1s")
    async with listening(deployment, tmp_path, own) as heard:
        await heard.until(MembersListed, lambda event: event.group == "r1")
        await gateway.do("dirty", type=4, id="silent")
        await gateway.say("spoken-1", "u1", "早", roomId="spoken")
        await heard.until(MembersListed, lambda event: event.group == "spoken")
    assert {event.group for event in heard.all(MembersListed)} == {"r1", "spoken"}


async def test_who_came_and_went_while_nobody_listened_is_found(
    gateway: Gateway, deployment: Deployment, tmp_path: Path
) -> None:
    await gateway.do("room", id="r8", topic="八群", ids=["account", "u1", "u3"])
    known = {"bot": "小助手", "u1": "王姐", "u2": "小李"}
    memory = Remembered(listed={"r8": known})
    async with listening(deployment, tmp_path, settings(gateway.port), memory) as heard:
        came = await heard.until(MembersJoined, lambda event: event.group == "r8")
        went = await heard.until(MembersLeft, lambda event: event.group == "r8")
    assert [(p.id, p.name) for p in came.members] == [("u3", "老张")]
    assert [(p.id, p.name) for p in went.members] == [("u2", "小李")]
    assert (came.inviter, went.remover) == (None, None)
    assert [event for event in heard.all(MembersListed) if event.group == "r8"] == []


async def test_what_no_event_told_is_found_and_what_one_told_is_not_told_again(
    gateway: Gateway, deployment: Deployment, tmp_path: Path
) -> None:
    await gateway.do("room", id="r9", topic="九群", ids=["account", "u1", "u2"])
    own = settings(gateway.port, relist="1s")
    async with listening(deployment, tmp_path, own, Remembered(heard=("r9",))) as heard:
        await heard.until(MembersListed, lambda event: event.group == "r9")
        await gateway.do("join", room="r9", members=["u3"], inviter="u1")
        await gateway.do("quietly", room="r9", came=["u4"], gone=["u2"])
        await heard.until(MembersLeft, lambda event: event.group == "r9")
        late = {"roomId": "r9", "inviteeIdList": ["u4"], "inviterId": "u1", "timestamp": 0}
        await gateway.do("emit", event="room-join", payload=late)
        await gateway.say("r9-end", "u1", "早", roomId="r9")
        await heard.until_quiet("r9-end")
        joins = [event for event in heard.all(MembersJoined) if event.group == "r9"]
        leaves = [event for event in heard.all(MembersLeft) if event.group == "r9"]
    assert [[p.id for p in event.members] for event in joins] == [["u3"], ["u4"]]
    assert [[p.id for p in event.members] for event in leaves] == [["u2"]]


@pytest.mark.parametrize("while_listening", [True, False])
async def test_new_ids_after_a_new_login_are_matched_and_nobody_is_greeted(
    gateway: Gateway, deployment: Deployment, tmp_path: Path, while_listening: bool
) -> None:
    mark = "live" if while_listening else "off"
    names = ["阿一", "阿二", "阿三", "阿四", "同名", "同名"]
    people = {f"{mark}{n}": f"{name}{mark}" for n, name in enumerate(names)}
    for id, name in people.items():
        await gateway.do("contact", id=id, name=name)
    rooms = {f"{mark}-all": people, f"{mark}-some": dict(list(people.items())[:3])}
    for room, members in rooms.items():
        await gateway.do("room", id=room, topic=room, ids=["account", *members])
    memory = Remembered(listed=dict(rooms), notes={"account": "account"})
    if not while_listening:
        await log_in_anew(gateway, people)
    async with listening(deployment, tmp_path, settings(gateway.port), memory) as heard:
        if while_listening:
            await heard.until(MembersListed)  # of other rooms: it compares the lists
            await log_in_anew(gateway, people)
        await heard.until(IdentityChanged, lambda event: event.former == f"{mark}0")
        await gateway.say(f"{mark}-own", "account2", "我", roomId=f"{mark}-all")
        own = await heard.until(MessageReceived, lambda event: event.id == f"{mark}-own")
        rivals = {f"{mark}4", f"{mark}5"}
        await heard.until(IdentityChanged, lambda event: event.former in rivals)
    await gateway.do("logout")
    await gateway.do("renumber", ids={"account2": "account"})
    await gateway.do("login", id="account")
    changed = {e.former: (e.member.id, e.certain) for e in heard.all(IdentityChanged)}
    assert changed == {id: (f"new-{id}", id not in rivals) for id in people}
    told = [event.id for event in heard.all(IdentityChanged)]
    assert [id for id in told if mark in id] == []  # so that they can be forgotten
    moved = [event for event in heard.events if isinstance(event, MembersJoined | MembersLeft)]
    assert [event for event in moved if event.group in rooms] == []
    assert own.member.id == "bot"


async def test_ids_that_come_back_are_another_change(
    gateway: Gateway, deployment: Deployment, tmp_path: Path
) -> None:
    ids, names = [f"flip{n}" for n in range(3)], ["去", "来", "又去"]
    for id, name in zip(ids, names, strict=True):
        await gateway.do("contact", id=id, name=name)
    await gateway.do("room", id="flip", topic="flip", ids=["account", *ids])
    first, second = ids, [f"new-{id}" for id in ids]
    told = []
    for before, after in ((first, second), (second, first), (first, second)):
        await gateway.do("logout")
        await gateway.do("renumber", ids=dict(zip(before, after, strict=True)))
        await gateway.do("login", id="account")
        listed = {"flip": dict(zip(before, names, strict=True))}
        memory = Remembered(listed=listed, notes={"account": "account"})
        async with listening(deployment, tmp_path, settings(gateway.port), memory) as heard:
            await heard.until(IdentityChanged, partial(is_former, before[0]))
        told += [event for event in heard.all(IdentityChanged) if event.former == before[0]]
    assert all(event.certain for event in told)
    assert len({event.id for event in told}) == len(told) >= 3


def is_former(id: str, event: IdentityChanged) -> bool:
    return event.former == id


async def log_in_anew(gateway: Gateway, people: Iterable[str]) -> None:
    """Log the account in anew, with which everybody has another id."""
    await gateway.do("logout")
    await gateway.do("renumber", ids={id: f"new-{id}" for id in people} | {"account": "account2"})
    await gateway.do("login", id="account2")
