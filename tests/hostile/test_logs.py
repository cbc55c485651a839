"""Names and texts in log records: one record is one line, steers no terminal, tells no secret."""

import io
import json
import logging

import pytest

from bot.jsonlines import JsonLines
from bot.redaction import RedactingFormatter, Redactor
from tests.hostile.strings import NASTY, traps

LINE = "%(levelname)s %(name)s: %(message)s"


def logged(formatter: logging.Formatter, *message: object, error: Exception | None = None) -> str:
    sink = io.StringIO()
    handler = logging.StreamHandler(sink)
    handler.setFormatter(formatter)
    logger = logging.Logger("bot")
    logger.addHandler(handler)
    logger.error(*message, exc_info=error)
    return sink.getvalue()


@pytest.mark.parametrize("nasty", NASTY)
def test_a_record_is_one_line(nasty: str) -> None:
    told = logged(RedactingFormatter(LINE, Redactor()), "%s said %r", nasty, nasty)
    assert told.endswith("\n")
    assert len(told.splitlines()) == 1
    assert told.startswith("ERROR bot: ")
    assert traps(told[:-1]) == []
    as_json = logged(JsonLines(Redactor()), "%s said %r", nasty, nasty)
    assert as_json.isascii()
    assert len(as_json.splitlines()) == 1
    assert json.loads(as_json)["message"] == f"{nasty} said {nasty!r}"


@pytest.mark.parametrize("nasty", [n for n in NASTY if "\n" in n or traps(n)])
def test_a_traceback_forges_no_record(nasty: str) -> None:
    try:
        raise ValueError(nasty)
    except ValueError as error:
        told = logged(RedactingFormatter(LINE, Redactor()), "it failed", error=error)
    first, *others = told.splitlines()
    assert first == "ERROR bot: it failed"
    assert all(line.startswith("  ") for line in others)
    assert traps(told) == []
