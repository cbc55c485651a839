"""The messages and events of a wechaty gateway, as they come over the wire."""

from wechaty_grpc.wechaty import puppet  # type: ignore[import-untyped]

from bot.channels.wechaty.ear import read_payload
from bot.channels.wechaty.quotes import Quotes
from bot.channels.wechaty.wire import Arrived, Codec, Said
from tests.fuzz.target import Target, words

_JSON = words(
    '{ } [ ] , : " null true \\ud800 \\u0000 NaN Infinity 1e999 -1 99999999999999999999999'
    ' "roomId" "inviteeIdList" "timestamp" "payloadType" "messageId" "newTopic"'
)


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
    largest=1024,
)
