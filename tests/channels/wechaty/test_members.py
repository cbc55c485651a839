"""Member lists: who was there, who came or went unseen, and who has another id."""

from pathlib import Path

import pytest

from bot.deployment import Deployment
from bot.events import IdentityChanged, MembersJoined, MembersLeft, MembersListed, MessageReceived
from tests.channels.wechaty.gateway import Gateway, Remembered, listening, settings

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_a_room_of_500_is_listed_with_names_while_messages_go_on(
    gateway: Gateway, deployment: Deployment, tmp_path: Path
) -> None:
    await gateway.do("room", id="big", topic="大群", ids=["account", "u1"])
    await gateway.do("people", room="big", count=498)
    async with listening(deployment, tmp_path, settings(gateway.port)) as heard:
        await heard.ready()
        await gateway.say("during", "big-7", "早", roomId="big")
        await heard.until_quiet("during")
        listed = await heard.until(MembersListed, lambda event: event.group == "big")
    order = [event.id for event in heard.events]
    assert {person.id for person in listed.members} == {"u1", *(f"big-{n}" for n in range(498))}
    assert all(person.name for person in listed.members)
    assert (listed.group_name, heard.all(MembersJoined)) == ("大群", [])
    assert order.index("during") < order.index(listed.id)


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
    async with listening(deployment, tmp_path, own) as heard:
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


async def test_new_ids_after_a_new_login_are_matched_and_nobody_is_greeted(
    gateway: Gateway, deployment: Deployment, tmp_path: Path
) -> None:
    ids = [f"old{n}" for n in range(6)]
    names = ["阿一", "阿二", "阿三", "阿四", "同名", "同名"]
    for id, name in zip(ids, names, strict=True):
        await gateway.do("contact", id=id, name=name)
    await gateway.do("room", id="r10", topic="十群", ids=["account", *ids])
    await gateway.do("room", id="r11", topic="十一群", ids=["account", *ids[:3]])
    memory = Remembered()
    async with listening(deployment, tmp_path, settings(gateway.port), memory) as heard:
        await heard.until(MembersListed, lambda event: event.group == "r10")
        await heard.until(MembersListed, lambda event: event.group == "r11")
    memory.listed |= {"r10": dict(zip(ids, names, strict=True))}
    memory.listed |= {"r11": dict(zip(ids[:3], names[:3], strict=True))}
    await gateway.do("logout")
    new = {id: f"new{n}" for n, id in enumerate(ids)}
    await gateway.do("contact", id="account2", name="小助手")
    await gateway.do("renumber", ids={**new, "account": "account2"})
    await gateway.do("login", id="account2")
    try:
        async with listening(deployment, tmp_path, settings(gateway.port), memory) as heard:
            await heard.until(IdentityChanged, lambda event: event.former == "old5")
            await gateway.say("renumbered", "account2", "我", roomId="r10")
            await heard.until_quiet("renumbered")
    finally:
        await gateway.do("logout")
        await gateway.do("renumber", ids={"account2": "account"})
        await gateway.do("login", id="account")
    changed = {e.former: (e.member.id, e.certain) for e in heard.all(IdentityChanged)}
    assert {former: changed[former] for former in ids[:4]} == {
        f"old{n}": (f"new{n}", True) for n in range(4)
    }
    assert {changed["old4"], changed["old5"]} == {("new4", False), ("new5", False)}
    assert [event for event in heard.all(MembersJoined) if event.group in ("r10", "r11")] == []
    assert [event for event in heard.all(MembersLeft) if event.group in ("r10", "r11")] == []
    assert heard.all(MessageReceived)[-1].member.id == "bot"
