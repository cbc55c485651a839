"""Secrets for tests: recognisable, so that the end of the suite finds them in any log record.

Whatever is secret in a test is made here, or at least contains MARK.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

MARK = "s3cr3t-"

_TOO_MANY = ("aiosqlite", "sqlalchemy")  # every statement: texts of tests, and most of the time


def secret(name: str) -> str:
    """Return a secret of that name, of the characters that keys and tokens have."""
    return f"{MARK}{name}-0123456789abcdef"


class Listener(logging.Handler):
    """Remembers the log records that hold a secret, tracebacks included."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.leaks: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if MARK in (text := self.format(record)):
            self.leaks.append(f"{record.name} at {record.pathname}:{record.lineno}: {text}")


@contextmanager
def nothing_secret_is_logged() -> Iterator[None]:
    """Fail at the end when a log record of whatever level held a secret."""
    root, listener = logging.getLogger(), Listener()
    before = root.level
    for name in _TOO_MANY:
        logging.getLogger(name).setLevel(logging.WARNING)
    root.setLevel(logging.DEBUG)
    root.addHandler(listener)
    yield
    root.removeHandler(listener)
    root.setLevel(before)
    assert not listener.leaks, "\n".join(["secrets in the log:", *listener.leaks])
