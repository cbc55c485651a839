"""The frames of WeCom's long connection to an AI bot."""

import json
from datetime import UTC, datetime

from bot.channels.wecom_bot.cards import clicked
from bot.channels.wecom_bot.frames import decode, read_callback
from bot.channels.wecom_bot.plain import as_written
from bot.channels.wecom_bot.translation import media_in, message
from bot.domain.moments import YEARS
from tests.fuzz.target import Target, words

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
_HEAD: dict[str, object] = {"cmd": "aibot_msg_callback", "headers": {"req_id": "r1"}}
_BODY: dict[str, object] = {
    "msgid": "m1",
    "chatid": "wr1",
    "chattype": "group",
    "from": {"userid": "u1"},
    "msgtype": "text",
    "text": {"content": "@小助手 打卡"},
    "create_time": 1795315044,
}
_MIXED = {"msg_item": [{"msgtype": "text", "text": {"content": "看"}}, {"image": {"url": "x"}}]}
_CLICK = {"eventtype": "template_card_event", "template_card_event": {"event_key": "k1"}}


def _frame(**body: object) -> bytes:
    return json.dumps(_HEAD | {"body": _BODY | body}, ensure_ascii=False).encode()


JSON_WORDS = words(
    '{ } [ ] , : " null true \\ud800 \\u0000 NaN Infinity 1e999 -1 99999999999999999999999'
    ' "cmd" "headers" "req_id" "body" "errcode" "msgid" "chatid" "chattype" "group" "from"'
    ' "userid" "msgtype" "text" "content" "mixed" "msg_item" "event" "eventtype" "create_time"'
    ' "image" "url" "aeskey" "roomId" "inviteeIdList" "timestamp" "payloadType" @小助手'
)


def attack_frame(data: bytes) -> None:
    """A frame is an event of ours that any database takes, or nothing."""
    for raw in (data, data.decode(errors="replace")):
        frame = decode(raw)
        callback = read_callback(frame) if frame else None
        if frame is None or callback is None:
            continue
        event = message(callback, frame.headers.req_id, {"小助手", "Bot"}, NOW)
        if event is not None:
            assert event.at.year in YEARS
            for text in (event.id, event.group, event.member.id, event.text):
                assert "\0" not in text
                assert text.encode().decode() == text
            assert all(media.url is not None for media in media_in(callback))
    text = data.decode(errors="replace")
    assert isinstance(as_written(text), str)
    assert isinstance(clicked(text), str)


FRAMES = Target(
    "frames",
    attack_frame,
    (_frame(), _frame(msgtype="mixed", mixed=_MIXED), _frame(event=_CLICK), b"*a* ~b~ [c](d) <e>"),
    JSON_WORDS,
)
