"""Seal: the vectors of the official samples, and what must not open."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wecom_customer.crypto import Forged, Seal

KEY = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
SEAL = Seal.of("QDG6eK", KEY, "wx5823bf96d3bd56c7")
ECHO = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
MESSAGE = (
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUp"
    "j911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue"
    "06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+"
    "3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH"
    "27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8"
    "R07+qN+E7Q=="
)


def opened(encrypted: str, seal: Seal = SEAL) -> str:
    """Open something under a signature that is right."""
    return seal.open(seal.signature("1", "2", encrypted), "1", "2", encrypted)


def test_the_official_url_verification_opens() -> None:
    signature = "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3"
    assert SEAL.open(signature, "1409659589", "263014780", ECHO) == "1616140317555161061"


def test_the_official_message_opens() -> None:
    signature = "477715d11cdb4164915debcba66cb864d751f3e6"
    message = SEAL.open(signature, "1409659813", "1372623149", MESSAGE)
    assert message.startswith("<xml><ToUserName><![CDATA[wx5823bf96d3bd56c7]]>")
    assert "<Content><![CDATA[hello]]></Content>" in message


@given(st.text())
def test_what_was_closed_opens(message: str) -> None:
    assert opened(SEAL.close(message)) == message


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=0xFFFF, codec="utf-8")))
def test_nothing_opens_under_another_signature(signature: str) -> None:
    with pytest.raises(Forged, match="signature"):
        SEAL.open(signature, "1409659589", "263014780", ECHO)


@given(st.integers(0, len(MESSAGE) - 1), st.integers(1, 255))
def test_a_signed_message_with_another_byte_raises_nothing_but_forged(at: int, flip: int) -> None:
    data = bytearray(base64.b64decode(MESSAGE))
    data[at % len(data)] ^= flip
    try:
        message = opened(base64.b64encode(data).decode())
    except Forged:
        return
    assert message != opened(MESSAGE)


@given(st.integers(0, len(MESSAGE) - 1))
def test_a_truncated_message_does_not_open(length: int) -> None:
    with pytest.raises(Forged):
        opened(MESSAGE[:length])


@given(st.text())
def test_what_is_not_encrypted_does_not_open(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    with pytest.raises(Forged):
        opened(text)


def test_what_is_for_another_corporation_does_not_open() -> None:
    other = Seal.of("QDG6eK", KEY, "wx0000000000000000")
    with pytest.raises(Forged, match="receiver"):
        opened(other.close("hello"))
    with pytest.raises(Forged, match="receiver"):
        opened(Seal.of("QDG6eK", KEY, "").close("hello"))


@pytest.mark.parametrize("key", ["", KEY[:-1], KEY + "A", "!" * 43, "汉" * 43, KEY[:-1] + "-"])
def test_what_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - of base64 or ours
        Seal.of("t", key, "c")


def test_no_secret_is_shown() -> None:
    assert "QDG6eK" not in repr(SEAL)
    assert "key" not in repr(SEAL)
