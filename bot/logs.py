"""How the log is written: to stderr, without secrets, as text or as a JSON object a record."""

import logging

from bot.config.parts import LogConfig
from bot.lazy import lazy
from bot.redaction import RedactingFormatter, Redactor

_jsonlines = lazy("bot.jsonlines")
_TEXT = "%(levelname)s %(name)s: %(message)s"
_TELL_ROWS = ("aiosqlite", "sqlalchemy")
"""Loggers that below warnings write what people wrote."""
_TELL_FILES = ("watchfiles",)
"""Loggers that tell of each file that is written: a log beside config.yaml would grow by itself."""


class Logs:
    """The one handler of the process; `--debug` goes before what config.yaml says of the level."""

    def __init__(self, redactor: Redactor, *, debug: bool = False) -> None:
        self._redactor, self._debug = redactor, debug
        self._handler = logging.StreamHandler()

    def begin(self) -> None:
        """Write warnings as text until config.yaml is read."""
        self._handler.setFormatter(RedactingFormatter(_TEXT, self._redactor))
        level = logging.DEBUG if self._debug else logging.WARNING
        logging.basicConfig(level=level, handlers=[self._handler])
        for name in (*_TELL_ROWS, *_TELL_FILES):
            logging.getLogger(name).setLevel(logging.WARNING)

    def follow(self, wanted: LogConfig) -> None:
        """Write it as config.yaml says."""
        if wanted.format == "json":
            self._handler.setFormatter(_jsonlines.JsonLines(self._redactor))
        if not self._debug:
            logging.getLogger().setLevel(wanted.level.upper())
