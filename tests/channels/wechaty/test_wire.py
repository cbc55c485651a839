"""The two messages that are read by hand, against the package that writes them."""

import time
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wechaty_grpc.wechaty import puppet  # type: ignore[import-untyped]

from bot.channels.wechaty.quotes import Quotes
from bot.channels.wechaty.wire import Arrived, Codec, Said, check_stubs
from bot.errors import RunFailed

TEXTS = st.text(max_size=200).map(lambda text: text.encode(errors="replace").decode())


@settings(deadline=None)
@given(
    id=TEXTS,
    text=TEXTS,
    filename=TEXTS,
    timestamp=st.integers(0, 2**63 - 1),
    type=st.integers(0, 40),
    from_id=TEXTS,
    room_id=TEXTS,
    to_id=TEXTS,
    mention_ids=st.lists(TEXTS.filter(bool), max_size=5),
)
def test_a_message_is_read_as_it_was_written(**written: Any) -> None:
    data = bytes(puppet.MessagePayloadResponse(**written))
    said = Codec().decode(data, puppet.MessagePayloadResponse)
    assert said == Said(
        written["id"],
        written["text"],
        written["type"],
        written["from_id"],
        written["room_id"],
        tuple(written["mention_ids"]),
        written["filename"],
        written["timestamp"],
    )


def test_the_time_of_a_newer_wire_is_read_where_the_old_one_is_missing() -> None:
    # receive_time = 10: {seconds: 1795315044, nanos: 379000000}
    inner = b"\x08" + varint(1795315044) + b"\x10" + varint(379_000_000)
    data = b"\x52" + varint(len(inner)) + inner
    assert Codec().decode(data, puppet.MessagePayloadResponse).at == 1795315044379


@settings(deadline=None)
@given(type=st.integers(0, 40), payload=TEXTS)
def test_an_event_is_read_as_it_was_written(type: int, payload: str) -> None:
    data = bytes(puppet.EventResponse(type=type, payload=payload))
    assert Codec().decode(data, puppet.EventResponse) == Arrived(type, payload)


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_an_event_that_cannot_be_read_ends_nothing(data: bytes) -> None:
    arrived = Codec().decode(data, puppet.EventResponse)
    assert isinstance(arrived.type, int)
    assert isinstance(arrived.payload, str)


@pytest.mark.parametrize(
    "data",
    [
        b"\x80",
        b"\x0a\xff\xff\x03cut off",
        b"\x0b",
        b"\xff" * 1_000_000,  # one number: to read it would take hours
    ],
    ids=["half a number", "half a text", "an unknown kind", "a number without end"],
)
def test_what_is_no_message_is_refused_at_once(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"no end|kind|cut off"):
        Codec().decode(data, puppet.MessagePayloadResponse)
    assert Codec().decode(data, puppet.EventResponse).type == 0


def test_a_field_of_another_kind_counts_as_absent() -> None:
    odd = b"\x08\x01\x2a\x017\x48\x05\x50\x07\x1a\x03\xe5\xa5\xbd"
    assert Codec().decode(odd, puppet.MessagePayloadResponse) == Said(
        "", "好", 0, "", "", ("",), "", 0
    )


def test_all_else_is_left_to_the_package() -> None:
    data = Codec().encode(puppet.RoomListResponse(ids=["r1", "r2"]), puppet.RoomListResponse)
    assert Codec().decode(data, puppet.RoomListResponse).ids == ["r1", "r2"]


def test_stubs_of_another_wire_are_told_apart_in_one_line() -> None:
    check_stubs()
    with pytest.raises(RunFailed, match=r"^the wechaty-grpc installed has no .*0\.20.*$"):
        check_stubs(SimpleNamespace(MessageSendTextRequest=Said))


def test_quotes_are_remembered_up_to_a_limit() -> None:
    quotes = Quotes()
    for number in range(6000):
        quotes.remember("g", f"第{number}条", f"m{number}")
    line = "」\n- - - - - - - - - - - - - - -\n好"
    assert quotes.read("g", f"「小李：第5999条{line}") == ("好", "m5999")
    assert quotes.read("g", f"「小李：第1条{line}") == ("好", None)
    assert quotes.read("h", f"「小李：第5999条{line}") == ("好", None)
    assert quotes.read("g", "「引号」里的话") == ("「引号」里的话", None)


@pytest.mark.parametrize("text", ["「" + "：" * 50_000, "「a：" + "」\n- - - - - " * 20_000 + "x"])
def test_what_looks_like_a_quote_without_end_takes_no_time(text: str) -> None:
    began = time.thread_time()
    assert Quotes().read("g", text) == (text, None)
    assert time.thread_time() - began < 2


def test_of_quotes_in_quotes_the_last_line_counts() -> None:
    quotes, line = Quotes(), "」\n- - - - - - - - - - - - - - -\n"
    assert quotes.read("g", f"「小李：「王姐：一{line}二{line}三：四") == ("三：四", None)


def varint(number: int) -> bytes:
    """Encode a number as protobuf does."""
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])


@pytest.mark.parametrize("id", ["", "m1", "消息", "x" * 127, "x" * 128, "好" * 100])
def test_asks_for_a_message_as_the_stubs_do(id: str) -> None:
    request = puppet.MessagePayloadRequest(id=id)
    assert Codec().encode(request, puppet.MessagePayloadRequest) == bytes(request)
