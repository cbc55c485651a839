"""What platforms send: WeCom's callbacks and frames, and a wechaty gateway's messages."""

import json
from datetime import UTC, datetime

from wechaty_grpc.wechaty import puppet  # type: ignore[import-untyped]

from bot.channels.wechaty.ear import read_payload
from bot.channels.wechaty.quotes import Quotes
from bot.channels.wechaty.wire import Arrived, Codec, Said
from bot.channels.wecom_bot.cards import clicked
from bot.channels.wecom_bot.frames import decode, read_callback
from bot.channels.wecom_bot.plain import as_written
from bot.channels.wecom_bot.translation import media_in, message
from bot.channels.wecom_customer.crypto import Forged, Seal
from bot.channels.wecom_customer.message import Change, Malformed, change_in, encrypted_in
from bot.eventfields import YEARS
from tests.fuzz.target import Target, words

_NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
_SEAL = Seal.of("token", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "corp")
_CHANGE = """<xml><ToUserName>corp</ToUserName><Event>change_external_chat</Event>
<CreateTime>1795315044</CreateTime><ChatId>wrOg</ChatId><ChangeType>update</ChangeType>
<UpdateDetail>add_member</UpdateDetail><JoinScene>3</JoinScene><QuitScene>1</QuitScene>
<MemChangeList><Item>wm1</Item><Item>u2</Item></MemChangeList>
<LastMemVer>a1</LastMemVer><CurMemVer>a2</CurMemVer></xml>"""
_TAGS = words(
    "<xml> </xml> <Encrypt> </Encrypt> <Event> <ChatId> <CreateTime> </CreateTime> <MemChangeList>"
    " <Item> <![CDATA[ ]]> <!DOCTYPE <!ENTITY &a; &#x0; &#xD800; <?xml encoding='utf-16'?> xmlns"
    " -1 99999999999999999999 change_external_chat"
)


def attack_callback(data: bytes) -> None:
    """A request is a change of a customer group, nothing for us, Malformed or Forged."""
    try:
        encrypted = encrypted_in(data)
    except Malformed:
        encrypted = data.decode(errors="replace")
    signature = _SEAL.signature("1795315044", "n", encrypted)
    try:
        _SEAL.open(signature, "1795315044", "n", encrypted)
        _SEAL.open(encrypted[:40], encrypted, "n", encrypted)
    except Forged:
        pass
    told = data.decode(errors="replace")
    sealed = _SEAL.close(told)
    assert _SEAL.open(_SEAL.signature("1", "n", sealed), "1", "n", sealed) == told
    try:
        change = change_in(told)
    except Malformed:
        return
    if change is not None:
        assert change.group
        assert change.at.year in YEARS
        assert isinstance(hash(change), int)
        assert isinstance(change, Change)


_FRAME = {
    "cmd": "aibot_msg_callback",
    "headers": {"req_id": "r1"},
    "body": {
        "msgid": "m1",
        "chatid": "wr1",
        "chattype": "group",
        "from": {"userid": "u1"},
        "msgtype": "text",
        "text": {"content": "@小助手 打卡"},
        "create_time": 1795315044,
    },
}
_MIXED = {"msg_item": [{"msgtype": "text", "text": {"content": "看"}}, {"image": {"url": "x"}}]}
_CLICK = {"eventtype": "template_card_event", "template_card_event": {"event_key": "k1"}}


def _frame(**body: object) -> bytes:
    own = dict(_FRAME["body"])  # type: ignore[call-overload]
    return json.dumps(_FRAME | {"body": own | body}, ensure_ascii=False).encode()


_JSON = words(
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
        event = message(callback, frame.headers.req_id, {"小助手", "Bot"}, _NOW)
        if event is not None:
            assert event.at.year in YEARS
            for text in (event.id, event.group, event.member.id, event.text):
                assert "\0" not in text
                assert text.encode().decode() == text
            assert all(media.url is not None for media in media_in(callback))
    text = data.decode(errors="replace")
    assert isinstance(as_written(text), str)
    assert isinstance(clicked(text), str)


def attack_puppet(data: bytes) -> None:
    """A message of the gateway is read, or a ValueError; an event always is, if only as unknown."""
    codec, text = Codec(), data.decode(errors="replace")
    arrived = codec.decode(data, puppet.EventResponse)
    assert isinstance(arrived.payload, str)
    for payload in (arrived.payload, text):
        told = read_payload(Arrived(2, payload))
        assert told is None or isinstance(told, dict)
    try:
        said = codec.decode(data, puppet.MessagePayloadResponse)
    except ValueError:
        said = Said("", text, 7, "", "", (), "", 0)
    assert isinstance(said.at, int)
    assert isinstance(said.type, int)
    quotes = Quotes()
    quotes.remember("r", "问题", "m0")
    for quoted in (said.text, text):
        assert len(quotes.read("r", quoted)[0]) <= len(quoted)


_SAID = bytes(
    puppet.MessagePayloadResponse(
        id="m1", text="「王姐：问题」\n- - - - - - - - - - - - - - -\n好", timestamp=1795315044
    )
)
_EVENT = bytes(puppet.EventResponse(type=19, payload='{"roomId": "r", "inviteeIdList": ["u1"]}'))
CALLBACKS = Target(
    "callbacks",
    attack_callback,
    (
        _CHANGE.encode(),
        f"<xml><ToUserName>corp</ToUserName><Encrypt>{_SEAL.close(_CHANGE)}</Encrypt></xml>".encode(),
    ),
    _TAGS,
)
FRAMES = Target(
    "frames",
    attack_frame,
    (_frame(), _frame(msgtype="mixed", mixed=_MIXED), _frame(event=_CLICK), b"*a* ~b~ [c](d) <e>"),
    _JSON,
)
PUPPET = Target(
    "puppet",
    attack_puppet,
    (_SAID, _EVENT, "「a：b」\n- - - - - - -\nc".encode()),
    (
        *_JSON,
        "「".encode(),
        "」\n- - - - - -\n".encode(),
        "：".encode(),
        b"\xff" * 9,
        b"\x52\x04\x08",
    ),
)
