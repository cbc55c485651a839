"""No secret is logged: those that were read, those that look like one, in any part of a record."""

import io
import json
import logging
from collections.abc import Callable

import pytest

from bot.redaction import RedactingFormatter, Redactor

SECRET = "hush-0123456789/abc="  # not marked as in tests/secrets.py: here it is logged on purpose


def logged(redactor: Redactor, *message: object, error: Exception | None = None) -> str:
    """Return what a handler with this redactor writes."""
    sink = io.StringIO()
    handler = logging.StreamHandler(sink)
    handler.setFormatter(RedactingFormatter("%(levelname)s %(name)s: %(message)s", redactor))
    logger = logging.Logger("channel")  # of its own, so that no other handler hears it
    logger.addHandler(handler)
    logger.error(*message, exc_info=error)
    return sink.getvalue()


def test_a_known_secret_is_hidden_wherever_it_stands() -> None:
    redactor = Redactor()
    redactor.hide(SECRET)
    told = logged(redactor, "subscribe %s with %r", {"id": "b", "s": SECRET}, (SECRET,))
    assert told == "ERROR channel: subscribe {'id': 'b', 's': '***'} with ('***',)\n"
    assert "***" in logged(redactor, "GET /x?a=hush-0123456789%2Fabc%3D")
    assert "hush" not in logged(redactor, "GET /x?a=hush-0123456789%2Fabc%3D")


def test_a_secret_in_an_error_and_its_cause_is_hidden() -> None:
    redactor = Redactor()
    redactor.hide(SECRET)
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as cause:
            raise ConnectionError(f"no answer to {SECRET}") from cause
    except ConnectionError as error:
        told = logged(redactor, "it failed", error=error)
    assert "ConnectionError: no answer to ***" in told
    assert "Traceback" in told
    assert SECRET not in told


def test_an_address_hides_what_its_query_holds() -> None:
    redactor = Redactor()
    redactor.hide("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=hush-693a91f6")
    assert logged(redactor, "robot hush-693a91f6") == "ERROR channel: robot ***\n"


@pytest.mark.parametrize(
    ("written", "hidden"),
    [
        ("POST https://a/send?key=693a91f6&x=1", "POST https://a/send?key=***&x=1"),
        ("gettoken?corpid=ww1&corpsecret=abc", "gettoken?corpid=ww1&corpsecret=***"),
        (
            "{'access_token': 'abc', 'expires_in': 7200}",
            "{'access_token': '***', 'expires_in': 7200}",
        ),
        ('{"secret":"abc","bot_id":"b"}', '{"secret":"***","bot_id":"b"}'),
        ("Authorization: Bearer abc.def", "Authorization: Bearer ***"),
        ("postgresql+asyncpg://u:pw@db/z", "postgresql+asyncpg://u:***@db/z"),
        ("key='e1|read|0' at http://a:80/b", "key='e1|read|0' at http://a:80/b"),
        ("secret of g1 is not set", "secret of g1 is not set"),
    ],
)
def test_what_looks_like_a_secret_is_hidden_too(written: str, hidden: str) -> None:
    assert logged(Redactor(), written) == f"ERROR channel: {hidden}\n"


def test_a_word_is_no_secret() -> None:
    redactor = Redactor()
    redactor.hide("")
    redactor.hide("a")
    assert logged(redactor, "a robot") == "ERROR channel: a robot\n"


@pytest.mark.parametrize("spelled", [str, repr, json.dumps])
def test_a_secret_is_known_however_it_is_spelled(spelled: Callable[[str], str]) -> None:
    redactor, odd = Redactor(), 'it\'s "a\\b" 密'
    redactor.hide(odd)
    assert redactor.clean(f"<{spelled(odd).strip(chr(39) + chr(34))}>").strip("<>") == "***"
