"""The suite's own look at its logs sees what it should."""

import logging

import pytest

from tests.secrets import nothing_secret_is_logged, secret


@pytest.mark.parametrize("level", [logging.DEBUG, logging.ERROR])
def test_a_secret_in_a_record_is_found(level: int) -> None:
    with (
        pytest.raises(AssertionError, match="secrets in the log"),
        nothing_secret_is_logged(),
    ):
        logging.getLogger().handlers[-1].handle(record(level, "subscribe %r", {"s": secret("x")}))


def test_a_secret_in_a_traceback_is_found() -> None:
    try:
        raise ConnectionError(secret("y"))
    except ConnectionError as error:
        broken = record(logging.ERROR, "it broke")
        broken.exc_info = (type(error), error, error.__traceback__)
    with (
        pytest.raises(AssertionError, match="it broke"),
        nothing_secret_is_logged(),
    ):
        logging.getLogger().handlers[-1].handle(broken)


def test_other_records_are_not_reported() -> None:
    with nothing_secret_is_logged():
        logging.getLogger("channel").debug("the secret is not told")


def record(level: int, message: str, *values: object) -> logging.LogRecord:
    """Return a record that only one handler is to see, not that of the whole suite."""
    return logging.LogRecord("channel", level, __file__, 1, message, values, None)
