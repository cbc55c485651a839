"""Our client through every fault that was met or reproduced with other clients (§1.4)."""

import asyncio
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.channels.wecom_bot.timing import Backoff, Timing
from bot.errors import RunFailed
from bot.events import HearingGap
from bot.outbox.action import FateUnknown
from bot.tally import ChannelTally
from tests.channels.wecom_bot.client import FAST, Client, action, listening, settings
from tests.channels.wecom_bot.gateway import SECRET, Gateway
from tests.channels.wecom_bot.platform import Answer


async def recovers(client: Client, gateway: Gateway) -> None:
    """It is subscribed again, says how long it was deaf, hears and speaks."""
    await gateway.subscribed(2)
    gap = await client.ears.gap()
    assert gap.since <= gap.at
    await gateway.says("u1", "@小助手 还在吗", "room")
    await client.ears.until(lambda: bool(client.ears.events[-1].group == "room"))
    await client.channel.perform(action("在"))
    assert gateway.sent[-1].body["markdown"]["content"] == "在"


@pytest.mark.parametrize("code", [1000, 1001, 1011, 1012])
async def test_a_close_is_followed_by_a_new_connection(
    code: int, gateway: Gateway, tmp_path: Path
) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        await gateway.close(code)
        await recovers(client, gateway)


async def test_it_says_whether_it_has_a_connection(gateway: Gateway, tmp_path: Path) -> None:
    tally = ChannelTally(listening=True)
    async with listening(tmp_path, settings(gateway), tally=tally) as client:
        await client.live(gateway)
        assert (tally.hearing, tally.connections) == (True, 1)
        await gateway.close(1001)
        await gateway.until(lambda: not tally.hearing)
        assert tally.lost_at is not None
        assert "1001" in tally.why
        await recovers(client, gateway)
        assert (tally.hearing, tally.connections, tally.why) == (True, 2, "")


async def test_so_is_a_reset(gateway: Gateway, tmp_path: Path) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        gateway.reset()
        await recovers(client, gateway)


async def test_so_are_two_pings_without_an_answer(gateway: Gateway, tmp_path: Path) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        gateway.mute.add("ping")
        before = gateway.count("ping")
        await gateway.until(lambda: gateway.handshakes == 2)
        gateway.mute.clear()
        assert gateway.count("ping") - before == 2
        await recovers(client, gateway)


async def test_one_ping_without_an_answer_is_nothing(gateway: Gateway, tmp_path: Path) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        for _ in range(3):
            gateway.mute.add("ping")
            await gateway.more("ping", 1)
            gateway.mute.clear()
            await gateway.more("ping", 2)
        assert gateway.handshakes == 1


async def test_a_lost_subscription_is_made_anew_and_the_post_goes_once(
    gateway: Gateway, tmp_path: Path
) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        gateway.unsubscribe()
        await client.channel.perform(action("早", group="lobby"))
        assert gateway.subscriptions == 2
        assert [sent.body["markdown"]["content"] for sent in gateway.sent] == ["早"]


@pytest.mark.parametrize("found_by", ["ping", "aibot_send_msg"])
async def test_nobody_knows_since_when_a_subscription_was_lost(
    found_by: str, gateway: Gateway, tmp_path: Path
) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        await gateway.more("ping", 3)
        quiet = datetime.now(UTC)
        gateway.answers[found_by].append(Answer(846609, "aibot websocket not subscribed"))
        if found_by != "ping":
            await client.channel.perform(action("早", group="lobby"))
        gap = await client.ears.gap()
    assert gap.since < quiet - timedelta(seconds=2 * FAST.ping)  # when somebody wrote last


async def test_a_ping_tells_of_a_lost_subscription_too(gateway: Gateway, tmp_path: Path) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        gateway.answers["ping"].append(Answer(846609, "aibot websocket not subscribed"))
        await recovers(client, gateway)


async def test_wrong_credentials_are_tried_five_times_and_never_shown(
    gateway: Gateway, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    refusal = Answer(40001, f"invalid credential {SECRET}\nhint")
    gateway.answers["aibot_subscribe"].extend([refusal] * 9)
    async with listening(tmp_path, settings(gateway)) as client:
        error = await client.ends()
    assert isinstance(error, RunFailed)
    assert "40001 invalid credential … hint" in str(error)
    assert gateway.handshakes == 5
    assert SECRET not in caplog.text


async def test_refusals_that_end_in_time_are_forgotten(gateway: Gateway, tmp_path: Path) -> None:
    refusal = Answer(40001, "invalid credential")
    gateway.answers["aibot_subscribe"].extend([refusal] * 4)
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        gateway.answers["aibot_subscribe"].extend([refusal] * 4)
        gateway.reset()
        await client.live(gateway, 2)


@pytest.mark.parametrize("code", [-1, 45009, 45033, 846609])
async def test_a_busy_gateway_says_nothing_of_the_credentials(
    code: int, gateway: Gateway, tmp_path: Path
) -> None:
    gateway.answers["aibot_subscribe"].extend([Answer(code, "not now")] * 7)
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        assert gateway.handshakes == 8


async def test_a_subscription_that_nobody_answers_is_tried_again(
    gateway: Gateway, tmp_path: Path
) -> None:
    gateway.mute.add("aibot_subscribe")
    timing = Timing(ack=0.1, close=0.05, ping=5, first_wait=0.01, longest_wait=0.05)
    async with listening(tmp_path, settings(gateway), timing) as client:
        await gateway.until(lambda: gateway.handshakes >= 2)
        gateway.mute.clear()
        await client.ears.gap()


async def test_the_first_connect_may_fail(gateway: Gateway, tmp_path: Path) -> None:
    gateway.down = True
    async with listening(tmp_path, settings(gateway)) as client:
        await gateway.until(lambda: gateway.handshakes >= 3)
        gateway.down = False
        await client.live(gateway)
        assert isinstance(client.ears.events[0], HearingGap)


async def test_there_may_be_nobody_at_the_address_yet(tmp_path: Path) -> None:
    gateway = await Gateway().start()
    port = gateway.port
    await gateway.stop()
    async with listening(tmp_path, settings(gateway)) as client:
        await asyncio.sleep(0)
        assert not client.listening.done()
        later = await Gateway().start(port)
        await client.live(later)
    await later.stop()


async def test_a_first_connect_that_works_is_no_gap(gateway: Gateway, tmp_path: Path) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        assert not any(isinstance(event, HearingGap) for event in client.ears.events)


async def test_it_gives_way_to_another_process_and_tells(gateway: Gateway, tmp_path: Path) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        await gateway.take_over()
        error = await client.ends()
    assert isinstance(error, RunFailed)
    assert "BotID" in str(error)
    assert gateway.handshakes == 1


async def test_the_same_callback_twice_is_one_event(gateway: Gateway, tmp_path: Path) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        for text in ("一", "一", "二"):
            await gateway.says("u1", text, "room", msgid=f"same-{text}")
        messages = await client.ears.messages(3)
        assert [message.text for message in messages[1:]] == ["一", "二"]


async def test_an_answer_may_come_twice_or_late(gateway: Gateway, tmp_path: Path) -> None:
    timing = Timing(ack=0.2, close=0.05, ping=5, first_wait=0.01)
    async with listening(tmp_path, settings(gateway), timing) as client:
        await client.live(gateway)
        await client.channel.perform(action("一", group="lobby"))
        twice = {"headers": {"req_id": gateway.received[-1].req_id}, "errcode": 93006, "errmsg": ""}
        await gateway.send(twice)
        gateway.mute.add("aibot_send_msg")
        with pytest.raises(FateUnknown):
            await client.channel.perform(action("二", group="lobby"))
        gateway.mute.clear()
        await gateway.send(twice | {"headers": {"req_id": gateway.received[-1].req_id}})
        await client.channel.perform(action("三", group="lobby"))
        assert [sent.body["markdown"]["content"] for sent in gateway.sent] == ["一", "二", "三"]
        assert gateway.handshakes == 1


async def test_it_says_which_device_it_is_where_the_operator_wants_it(
    gateway: Gateway, tmp_path: Path
) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
    async with listening(tmp_path, settings(gateway, device_id="host1")):
        await gateway.subscribed(2)
    bodies = [got.body for got in gateway.received if got.cmd == "aibot_subscribe"]
    assert [body.get("device_id") for body in bodies] == [None, "host1"]


async def test_a_frame_may_come_in_pieces(gateway: Gateway, tmp_path: Path) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        text = json.dumps(callback("打卡第3天" * 20), ensure_ascii=False).encode()
        wire = b"".join(
            bytes([0 if at else 1, len(text[at : at + 50])]) + text[at : at + 50]
            for at in range(0, len(text), 50)
        )
        for byte in wire + b"\x80\x00":
            gateway.write(bytes([byte]))
            await asyncio.sleep(0)
        assert (await client.ears.messages(2))[-1].text == "打卡第3天" * 20


async def test_a_frame_may_have_a_megabyte(gateway: Gateway, tmp_path: Path) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        await gateway.says("u1", "长" * 350_000, "room")
        assert len((await client.ears.messages(2))[-1].text) == 350_000
        assert gateway.handshakes == 1


def callback(words: str = "好", **changes: object) -> dict[str, object]:
    body: dict[str, object] = {"msgid": "m1", "from": {"userid": "u1"}, "msgtype": "text"}
    body |= {"chatid": "room", "chattype": "group", "text": {"content": words}}
    headers = {"req_id": "r1"}
    return {"cmd": "aibot_msg_callback", "headers": headers, "body": body | changes}


def sent_by(sender: object) -> dict[str, object]:
    frame = callback()
    return frame | {"body": {"msgtype": "text", "text": {"content": "?"}, "from": sender}}


MALFORMED = [
    "",
    "not json",
    "[]",
    "null",
    "{}",
    '{"headers": null}',
    '{"cmd": "aibot_msg_callback"}',
    '{"cmd": "aibot_msg_callback", "headers": {"req_id": "r"}}',
    '{"cmd": "aibot_msg_callback", "headers": {"req_id": "r"}, "body": []}',
    '{"cmd": "unheard_of", "headers": {"req_id": "r"}, "body": {"secret words": 1}}',
    '{"headers": {"req_id": "nobody asked"}, "errcode": "x"}',
    '{"headers": {"req_id": "nobody asked"}, "errcode": 0}',
    json.dumps(sent_by({})),
    json.dumps(sent_by(None)),
    json.dumps(callback(msgtype="hologram")),
    json.dumps(callback(text={"content": {"not": "secret words"}})),
    json.dumps(callback(chatid="")),
    json.dumps(callback(msgtype="event", event={"eventtype": "auth_change_event"})),
    json.dumps(callback(msgtype="event")),
    "[" * 100_000,
]


async def test_what_is_not_understood_is_passed_over(
    gateway: Gateway, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        for text in MALFORMED:
            await gateway.send_text(text)
        await gateway.send_text(
            '{"cmd":"aibot_msg_callback","headers":{"req_id":"r2"},"body":{"msgid"'
            ':"m2","from":{"userid":"u1"},"msgtype":"text","text":{"content":"a\x07\tb"}}}'
        )
        messages = await client.ears.messages(2)
        assert [message.text for message in messages[1:]] == ["a\x07\tb"]
        assert gateway.handshakes == 1
        assert "secret words" not in caplog.text


@pytest.mark.parametrize(
    "changes",
    [
        dict.fromkeys(["quote", "mixed", "voice", "image", "event", "create_time", "aibotid"]),
        {
            "msgtype": "mixed",
            "mixed": {"msg_item": [{"msgtype": "text", "text": {"content": "好"}}]},
        }
        | dict.fromkeys(["text", "event"]),
    ],
)
async def test_what_is_null_is_absent(
    changes: dict[str, Any], gateway: Gateway, tmp_path: Path
) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        await gateway.send(callback(**changes))
        await gateway.send(callback(msgid="m2", text={"content": "又"}))
        assert [heard.text for heard in (await client.ears.messages(3))[1:]] == ["好", "又"]


async def test_an_image_without_an_address_is_still_a_message(
    gateway: Gateway, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with listening(tmp_path, settings(gateway, keep="kept")) as client:
        await client.live(gateway)
        await gateway.send(callback(msgtype="image", image={"aeskey": "k"}))
        assert (await client.ears.messages(2))[-1].kind == "image"
        await gateway.says("u1", "好")
        await client.ears.messages(3)
    assert "could not keep what a member sent" in caplog.text


async def test_half_an_emoji_and_nul_can_be_stored(gateway: Gateway, tmp_path: Path) -> None:
    async with listening(tmp_path, settings(gateway)) as client:
        await client.live(gateway)
        body = '"msgid":"m1","from":{"userid":"u\\ud83d"},"msgtype":"text"'
        words = '{"content":"打卡\\ud83d\\u0000了😀\\ud83d\\ude00"}'
        headers = '"cmd":"aibot_msg_callback","headers":{"req_id":"r1"}'
        await gateway.send_text(f'{{{headers},"body":{{{body},"text":{words}}}}}')
        heard = (await client.ears.messages(2))[-1]
        assert (heard.text, heard.member.id) == ("打卡\ufffd\ufffd了😀😀", "u\ufffd")


def test_waits_double_and_begin_anew_only_after_a_settled_connection() -> None:
    backoff = Backoff(Timing())
    for most in (1, 2, 4, 8, 16, 30, 30):
        assert most / 2 <= backoff.wait(lived=59) <= most
    assert backoff.wait(lived=60) <= 1
    assert 1 <= backoff.wait(lived=0) <= 2


def test_bots_do_not_come_back_all_at_once() -> None:
    assert len({Backoff(Timing()).wait(0) for _ in range(20)}) > 1


async def test_a_gateway_that_flaps_is_asked_more_and_more_rarely(
    gateway: Gateway, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    timing = Timing(ping=5, close=0.05, first_wait=0.01, longest_wait=9)
    async with listening(tmp_path, settings(gateway), timing):
        for times in range(1, 7):
            await gateway.subscribed(times)
            gateway.reset()
        await gateway.subscribed(7)
    waits = [float(wait) for wait in re.findall(r"next try in ([\d.]+) s", caplog.text)]
    assert len(waits) == 6
    assert waits[-1] >= 0.1
