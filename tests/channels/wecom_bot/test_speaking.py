"""What the bot says: answers and posts, where it may, and what becomes of each that fails."""

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.wecom_bot.timing import Timing
from bot.clock import VirtualClock
from bot.outbox.action import FateUnknown, NotSent, Refused
from tests.channels.wecom_bot.client import FAST, action, channel, listening, settings
from tests.channels.wecom_bot.gateway import Gateway
from tests.channels.wecom_bot.platform import Answer

POST, REPLY = "aibot_send_msg", "aibot_respond_msg"
IMPATIENT = Timing(ack=0.1, close=0.05, ping=5, first_wait=0.01, longest_wait=0.05, retry=0.01)


async def test_an_answer_goes_by_the_message_it_answers(gateway: Gateway, tmp_path: Path) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        asked = await gateway.says("u1", "@小助手 几点", "room")
        cause = (await client.ears.messages(2))[-1].id
        await client.channel.perform(action("七点", cause=cause))
        [sent] = gateway.sent
        assert (sent.cmd, sent.req_id) == (REPLY, asked)
        assert sent.body["stream"]["content"] == "七点"
        assert sent.body["stream"]["finish"] is True


async def test_what_nobody_asked_for_is_posted(gateway: Gateway, tmp_path: Path) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        await client.channel.perform(action("早", group="lobby"))
        [sent] = gateway.sent
        assert sent.cmd == POST
        assert sent.body == {
            "chatid": "lobby",
            "chat_type": 2,
            "msgtype": "markdown",
            "markdown": {"content": "早"},
        }


async def test_a_private_answer_to_a_word_in_a_group_is_posted_in_private(
    gateway: Gateway, tmp_path: Path
) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        await gateway.says("u1", "你好")
        await gateway.says("u1", "@小助手 我的积分", "room")
        cause = (await client.ears.messages(3))[-1].id
        await client.channel.perform(action("5 分", type="dm", member="u1", cause=cause))
        assert gateway.sent[0].cmd == POST
        assert gateway.sent[0].body["chatid"] == "u1"
        assert gateway.sent[0].body["chat_type"] == 1


async def test_a_task_is_told_to_who_is_on_duty_and_not_in_the_group(
    gateway: Gateway, tmp_path: Path
) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        wish = action("📌 待办 1：私聊王姐", type="task", group="lobby", member="boss")
        with pytest.raises(Refused, match="boss 还没有给机器人发过私聊消息"):
            await client.channel.perform(wish)
        await gateway.says("boss", "你好")
        await client.ears.messages(2)
        await client.channel.perform(wish)
        assert [(sent.body["chatid"], sent.body["chat_type"]) for sent in gateway.sent] == [
            ("boss", 1)
        ]


@pytest.mark.parametrize("code", [846605, 846608, 600039])
async def test_an_answer_that_is_not_taken_as_such_is_posted(
    code: int, gateway: Gateway, tmp_path: Path
) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        await gateway.says("u1", "@小助手 几点", "room")
        cause = (await client.ears.messages(2))[-1].id
        gateway.answers[REPLY].append(Answer(code, "no"))
        await client.channel.perform(action("七点", cause=cause))
        await client.channel.perform(action("零五", cause=cause))
        assert [sent.cmd for sent in gateway.sent] == [POST, POST]


async def test_a_click_is_answered_by_a_post(gateway: Gateway, tmp_path: Path) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        await gateway.happens("template_card_event", "u1", "room", event_key="1:打卡", task_id="t1")
        cause = (await client.ears.messages(2))[-1].id
        await client.channel.perform(action("第 1 天", cause=cause))
        await gateway.visible(2)
        assert {sent.cmd for sent in gateway.sent} == {"aibot_respond_update_msg", POST}


async def test_after_a_day_an_answer_is_a_post(gateway: Gateway, tmp_path: Path) -> None:
    clock = VirtualClock(datetime(2026, 11, 22, tzinfo=UTC))
    async with listening(tmp_path, settings(gateway), clock=clock) as client:
        await client.live(gateway)
        await gateway.says("u1", "@小助手 几点", "room")
        cause = (await client.ears.messages(2))[-1].id
        await clock.until(clock.now() + timedelta(hours=24))
        await client.channel.perform(action("七点", cause=cause))
        assert [sent.cmd for sent in gateway.sent] == [POST]


async def test_a_chat_that_nobody_wrote_in_is_refused_without_asking(
    gateway: Gateway, tmp_path: Path
) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        with pytest.raises(Refused, match="还没有人在这个群里 @ 过机器人"):
            await client.channel.perform(action(group="elsewhere"))
        with pytest.raises(Refused, match="u7 还没有给机器人发过私聊消息"):
            await client.channel.perform(action(type="dm", group="lobby", member="u7"))
        await gateway.says("u7", "你好")
        await client.ears.messages(2)
        await client.channel.perform(action("你好", type="dm", group="lobby", member="u7"))
        assert gateway.count(POST) == 1


async def test_chats_are_known_after_a_restart(gateway: Gateway, tmp_path: Path) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
    async with listening(tmp_path, settings(gateway)) as client:
        await gateway.subscribed(2)
        await gateway.says("u1", "在", "room")
        await client.ears.messages()
        await client.channel.perform(action("早", group="lobby"))
        assert gateway.sent[0].body["chatid"] == "lobby"


async def test_what_the_platform_has_not_is_refused(gateway: Gateway, tmp_path: Path) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        for type in ("recall", "remove", "announce", "accept"):
            with pytest.raises(Refused, match=type):
                await client.channel.perform(action(type=type, group="lobby"))


@pytest.mark.parametrize(
    ("code", "seconds", "complaint"),
    [(45009, 60, True), (40201, 900, True), (45033, 5, False), (-1, 5, False)],
)
async def test_what_comes_too_often_goes_later(
    code: int, seconds: int, complaint: bool, gateway: Gateway, tmp_path: Path
) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        gateway.answers[POST].append(Answer(code, "too often"))
        with pytest.raises(NotSent, match=str(code)) as later:
            await client.channel.perform(action(group="lobby"))
        assert later.value.after == timedelta(seconds=seconds)
        assert later.value.complaint == complaint
        assert later.value.one_chat == (code == 45009)
        assert gateway.sent == []


@pytest.mark.parametrize("code", [846607, 93006, 40058])
async def test_what_will_never_be_taken_is_refused(
    code: int, gateway: Gateway, tmp_path: Path
) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        gateway.answers[POST].append(Answer(code, "no"))
        with pytest.raises(Refused, match=f"{code} no"):
            await client.channel.perform(action(group="lobby"))


async def test_a_busy_gateway_keeps_the_way_to_answer(gateway: Gateway, tmp_path: Path) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        asked = await gateway.says("u1", "@小助手 几点", "room")
        cause = (await client.ears.messages(2))[-1].id
        gateway.answers[REPLY].append(Answer(45009, "too often"))
        with pytest.raises(NotSent):
            await client.channel.perform(action("七点", cause=cause))
        await client.channel.perform(action("七点", cause=cause))
        assert [(sent.cmd, sent.req_id) for sent in gateway.sent] == [(REPLY, asked)]


@pytest.mark.parametrize("cmd", [POST, REPLY])
async def test_without_an_answer_the_fate_is_unknown(
    cmd: str, gateway: Gateway, tmp_path: Path
) -> None:
    async with listening(tmp_path, settings(gateway), IMPATIENT) as client:
        await client.live(gateway)
        await gateway.says("u1", "@小助手 几点", "room")
        asked = (await client.ears.messages(2))[-1].id
        cause = asked if cmd == REPLY else "schedule"
        gateway.mute.add(cmd)
        with pytest.raises(FateUnknown):
            await client.channel.perform(action("七点", cause=cause))
        assert [sent.cmd for sent in gateway.sent] == [cmd]
        gateway.mute.clear()
        await client.channel.perform(action("零五", cause=cause))  # a late answer is not this one's
        assert [sent.cmd for sent in gateway.sent] == [cmd, POST]


async def test_a_connection_that_breaks_on_the_way_leaves_the_fate_unknown(
    gateway: Gateway, tmp_path: Path
) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        gateway.mute.add(POST)
        posting = asyncio.create_task(client.channel.perform(action(group="lobby")))
        await gateway.visible(1)
        gateway.reset()
        with pytest.raises(FateUnknown):
            await posting


async def test_without_a_connection_nothing_is_sent(gateway: Gateway, tmp_path: Path) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
    async with channel(tmp_path, settings(gateway)) as silent:
        with pytest.raises(NotSent):
            await silent.perform(action(group="lobby"))
    gateway.down = True
    async with listening(tmp_path, settings(gateway)) as client:
        await gateway.more_handshakes(2)
        with pytest.raises(NotSent):
            await client.channel.perform(action(group="lobby"))


async def test_a_subscription_that_stays_lost_is_tried_again_later(
    gateway: Gateway, tmp_path: Path
) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        gateway.unsubscribe()
        gateway.unsubscribe()
        with pytest.raises(NotSent) as later:
            await client.channel.perform(action(group="lobby"))
        assert later.value.after == timedelta(seconds=30)


async def test_a_subscription_that_does_not_come_back_in_time_sends_nothing(
    gateway: Gateway, tmp_path: Path
) -> None:
    timing = Timing(comeback=0.1, close=0.05, first_wait=0.01, longest_wait=0.05)
    async with listening(tmp_path, settings(gateway), timing) as client:
        await client.live(gateway)
        gateway.unsubscribe()
        gateway.down = True
        with pytest.raises(NotSent):
            await client.channel.perform(action(group="lobby"))
        assert gateway.sent == []


async def test_markup_is_said_as_it_is_written(gateway: Gateway, tmp_path: Path) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        await client.channel.perform(action("欢迎 [点我](https://x.cn) **王姐**", group="lobby"))
        said = gateway.sent[0].body["markdown"]["content"]
        assert said == "欢迎 [点我]\u200b(https://x.cn) ＊＊王姐＊＊"


async def test_markup_is_the_operators_where_they_want_it(gateway: Gateway, tmp_path: Path) -> None:
    async with listening(tmp_path, settings(gateway, markdown=True)) as client:
        await client.live(gateway)
        await client.channel.perform(action("**早** [规则](https://x.cn)", group="lobby"))
        assert gateway.sent[0].body["markdown"]["content"] == "**早** [规则](https://x.cn)"
        assert client.channel.capabilities.markup


async def test_a_text_that_grew_too_long_is_refused(gateway: Gateway, tmp_path: Path) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        await client.channel.perform(action("好" * 6826, group="lobby"))
        with pytest.raises(Refused, match="20480"):
            await client.channel.perform(action("*" * 6827, group="lobby"))


def write(folder: Path, name: str, size: int) -> bytes:
    content = os.urandom(size)
    (folder / name).write_bytes(content)
    return content


@pytest.mark.parametrize(("type", "size"), [("image", 10), ("file", 512 * 1024 * 2 + 1)])
async def test_images_and_files_are_brought_up_and_posted(
    type: Any, size: int, gateway: Gateway, tmp_path: Path
) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        content = write(tmp_path, "plan.pdf", size)
        await client.channel.perform(action("", type=type, group="lobby", path="plan.pdf"))
        [(media_id, kept)] = gateway.platform.media.items()
        assert kept == content
        assert gateway.sent[0].body[type] == {"media_id": media_id}
        [opened] = [got.body for got in gateway.received if got.cmd == "aibot_upload_media_init"]
        assert (opened["type"], opened["filename"]) == (type, "plan.pdf")


async def test_an_image_can_be_an_answer_or_private(gateway: Gateway, tmp_path: Path) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        write(tmp_path, "a.png", 10)
        asked = await gateway.says("u1", "图")
        cause = (await client.ears.messages(2))[-1].id
        wish = action("", type="image", member="u1", path="a.png", cause=cause)
        await client.channel.perform(wish)
        assert (gateway.sent[0].cmd, gateway.sent[0].req_id) == (REPLY, asked)
        assert gateway.sent[0].body["msgtype"] == "image"


async def test_a_piece_that_is_not_taken_goes_again(gateway: Gateway, tmp_path: Path) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        content = write(tmp_path, "plan.pdf", 700_000)
        gateway.answers["aibot_upload_media_chunk"].extend([Answer(-1, "busy")] * 2)
        await client.channel.perform(action("", type="file", group="lobby", path="plan.pdf"))
        assert [*gateway.platform.media.values()] == [content]
        assert gateway.count("aibot_upload_media_chunk") == 4


async def test_a_piece_that_is_never_taken_puts_the_file_off(
    gateway: Gateway, tmp_path: Path
) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        write(tmp_path, "plan.pdf", 10)
        gateway.answers["aibot_upload_media_chunk"].extend([Answer(-1, "busy")] * 3)
        with pytest.raises(NotSent):
            await client.channel.perform(action("", type="file", group="lobby", path="plan.pdf"))
        assert gateway.sent == []


async def test_an_upload_that_a_lost_subscription_ended_begins_anew_later(
    gateway: Gateway, tmp_path: Path
) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        write(tmp_path, "plan.pdf", 10)
        lost, unknown = Answer(846609, "not subscribed"), Answer(40058, "unknown upload")
        gateway.answers["aibot_upload_media_chunk"].extend([lost, unknown, unknown, unknown])
        wish = action("", type="file", group="lobby", path="plan.pdf")
        with pytest.raises(NotSent):
            await client.channel.perform(wish)
        await client.channel.perform(wish)
        assert len(gateway.sent) == 1


async def test_what_is_on_its_way_at_the_end_is_waited_for(
    gateway: Gateway, tmp_path: Path
) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        gateway.mute.add(POST)
        posting = asyncio.create_task(client.channel.perform(action(group="lobby")))
        [sent] = await gateway.visible(1)
        client.listening.cancel()
        await asyncio.sleep(0)
        assert not client.listening.done()
        await gateway.send({"headers": {"req_id": sent.req_id}, "errcode": 0, "errmsg": "ok"})
        assert await posting is None
        assert await client.ends() is None


@pytest.mark.parametrize("step", ["init", "chunk", "finish"])
async def test_a_file_that_did_not_come_up_certainly_did_not_go_out(
    step: str, gateway: Gateway, tmp_path: Path
) -> None:
    async with listening(tmp_path, settings(gateway), IMPATIENT) as client:
        await client.live(gateway)
        write(tmp_path, "plan.pdf", 10)
        gateway.mute.add(f"aibot_upload_media_{step}")
        with pytest.raises(NotSent):
            await client.channel.perform(action("", type="file", group="lobby", path="plan.pdf"))
        assert gateway.sent == []


async def test_wrong_files_are_refused(gateway: Gateway, tmp_path: Path) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        write(tmp_path, "large.png", 10 * 1024 * 1024 + 1)
        write(tmp_path, "odd.png", 10)
        with pytest.raises(Refused, match=r"large\.png 超过 10 MB"):
            await client.channel.perform(action(type="image", group="lobby", path="large.png"))
        with pytest.raises(Refused, match=r"读不了 none\.png"):
            await client.channel.perform(action(type="image", group="lobby", path="none.png"))
        gateway.answers["aibot_upload_media_init"].append(Answer(40004, "invalid media type"))
        with pytest.raises(Refused, match="40004"):
            await client.channel.perform(action(type="image", group="lobby", path="odd.png"))


async def test_two_at_once_do_not_take_each_others_answers(
    gateway: Gateway, tmp_path: Path
) -> None:
    async with listening(tmp_path, settings(gateway), FAST) as client:
        await client.live(gateway)
        gateway.answers[POST].extend([Answer(93006, "no"), Answer(0, "ok", {"msgid": "sent1"})])
        wishes = [client.channel.perform(action(group="lobby")) for _ in range(2)]
        first, second = await asyncio.gather(*wishes, return_exceptions=True)
        assert isinstance(first, Refused)
        assert second == "sent1"
