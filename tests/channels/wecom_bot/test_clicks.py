"""What who clicks on a card sees there: what came of it, or that it arrived."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.outbox.action import Button, Card, FateUnknown, Refused
from tests.channels.wecom_bot.client import FAST, Client, action, listening, settings
from tests.channels.wecom_bot.gateway import Gateway
from tests.channels.wecom_bot.platform import Answer
from tests.channels.wecom_bot.test_hearing import CARD

UPDATE, POST = "aibot_respond_update_msg", "aibot_send_msg"
PATIENT = replace(FAST, told=5)
LATE = "u1，现在不在打卡时间哦"


async def click(gateway: Gateway, id: str | None, key: str = "1:打卡", group: str = "lobby") -> str:
    return await gateway.happens(
        "template_card_event", "u1", group, event_key=key, task_id=id or ""
    )


async def clicked(client: Client, gateway: Gateway, id: str | None) -> str:
    """Let u1 click; return the id of the event."""
    before = len(client.ears.events)
    await click(gateway, id)
    return (await client.ears.messages(before + 1))[-1].id


async def receipt(gateway: Gateway, id: str | None, key: str) -> dict[str, Any]:
    before = len(gateway.sent)
    await click(gateway, id, key)
    sent = (await gateway.visible(before + 1))[-1]
    assert (sent.cmd, sent.body["userids"]) == (UPDATE, ["u1"])
    card: dict[str, Any] = sent.body["template_card"]
    assert card["task_id"] == id
    return card


async def test_who_clicks_sees_that_it_arrived_and_no_more_is_claimed(
    gateway: Gateway, tmp_path: Path
) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        id = await client.channel.perform(action("读完点一下", group="lobby", card=CARD))
        shown = gateway.sent[0].body["template_card"]
        again = await receipt(gateway, id, "2:/leave today")
        assert again == shown | {"main_title": {"title": "第 3 天", "desc": "已收到：请假"}}


async def test_what_came_of_a_click_is_told_on_the_card_once(
    gateway: Gateway, tmp_path: Path
) -> None:
    async with listening(tmp_path, settings(gateway), PATIENT) as client:
        await client.live(gateway)
        id = await client.channel.perform(action("读完点一下", group="lobby", card=CARD))
        shown = gateway.sent[0].body["template_card"]
        cause = await clicked(client, gateway, id)
        wish = action(LATE, type="dm", group="lobby", member="u1", cause=cause)
        await client.channel.perform(wish)
        [_, told] = gateway.sent
        assert (told.cmd, told.body["userids"]) == (UPDATE, ["u1"])
        assert told.body["template_card"] == shown | {"sub_title_text": LATE}
        with pytest.raises(Refused, match="u1 还没有给机器人发过私聊消息"):
            await client.channel.perform(wish)
        assert gateway.count(UPDATE) == 1


async def test_others_do_not_see_it(gateway: Gateway, tmp_path: Path) -> None:
    async with listening(tmp_path, settings(gateway), PATIENT) as client:
        await client.live(gateway)
        await gateway.says("u2", "你好")
        await client.ears.messages(2)
        cause = await clicked(client, gateway, "t1")
        other = action(LATE, type="dm", group="lobby", member="u2", cause=cause)
        await client.channel.perform(other)
        await client.channel.perform(action("都看", group="lobby", cause=cause))
        assert [(sent.cmd, sent.body["chatid"]) for sent in gateway.sent] == [
            (POST, "u2"),
            (POST, "lobby"),
        ]


@pytest.mark.parametrize("taken", [True, False])
async def test_what_comes_too_late_for_the_card_is_written_in_private(
    taken: bool, gateway: Gateway, tmp_path: Path
) -> None:
    async with listening(tmp_path, settings(gateway), FAST if taken else PATIENT) as client:
        await client.live(gateway)
        await gateway.says("u1", "你好")
        await client.ears.messages(2)
        cause = await clicked(client, gateway, "t1")
        if taken:
            await gateway.visible(1)
        else:
            gateway.answers[UPDATE].append(Answer(846605, "invalid req_id"))
        wish = action(LATE, type="dm", group="lobby", member="u1", cause=cause)
        await client.channel.perform(wish)
        assert (gateway.sent[-1].cmd, gateway.sent[-1].body["chatid"]) == (POST, "u1")
        assert len(gateway.sent) == 1 + taken


async def test_a_card_that_nobody_confirmed_leaves_the_fate_unknown(
    gateway: Gateway, tmp_path: Path
) -> None:
    async with listening(tmp_path, settings(gateway), PATIENT) as client:
        await client.live(gateway)
        cause = await clicked(client, gateway, "t1")
        gateway.mute.add(UPDATE)
        wish = action(LATE, type="dm", group="lobby", member="u1", cause=cause)
        telling = asyncio.create_task(client.channel.perform(wish))
        await gateway.visible(1)
        gateway.reset()
        with pytest.raises(FateUnknown):
            await telling


async def test_cards_are_known_after_a_restart_and_one_long_gone_shows_no_codes(
    gateway: Gateway, tmp_path: Path
) -> None:
    card = Card("谁写了《活着》？", (Button("1. 莫言", "vote:quiz:2026-11-24:1"),))
    key = "1:vote:quiz:2026-11-24:1"
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        old = await client.channel.perform(action(group="lobby", card=card))
        for _ in range(29):
            await client.channel.perform(action(group="lobby", card=card))
        last = await client.channel.perform(action(group="lobby", card=card))
    async with listening(tmp_path, settings(gateway)) as client:
        await gateway.subscribed(2)
        assert (await receipt(gateway, last, key))["main_title"] == {
            "title": "谁写了《活着》？",
            "desc": "已收到：1. 莫言",
        }
        gone = await receipt(gateway, old, key)
        assert gone["main_title"] == {"title": "已收到"}
        assert [(button["text"], button["key"]) for button in gone["button_list"]] == [
            ("已收到", key)
        ]


async def test_cards_of_other_groups_push_none_out(gateway: Gateway, tmp_path: Path) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        first = await client.channel.perform(action(group="lobby", card=CARD))
        for number in range(31):
            await gateway.says("u1", "在吗", f"room{number}")
            await client.ears.messages(2 + number)
            await client.channel.perform(action(group=f"room{number}", card=CARD))
        assert (await receipt(gateway, first, "1:打卡"))["main_title"]["title"] == "第 3 天"


async def test_a_receipt_that_is_not_taken_harms_nothing(gateway: Gateway, tmp_path: Path) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        gateway.answers[UPDATE].append(Answer(846605, "invalid req_id"))
        await click(gateway, "t1")
        await gateway.more(UPDATE, 1)
        await gateway.says("u1", "还好", "lobby")
        assert [heard.text for heard in (await client.ears.messages(3))[1:]] == ["打卡", "还好"]
