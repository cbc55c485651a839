"""A log record as a line of JSON, for who collects logs."""

from typing import Any

from pythonjsonlogger.json import JsonFormatter

from bot.redaction import Redactor


class JsonLines(JsonFormatter):
    """Writes `time`, `level`, `logger`, `message`, and what the record has beside: `event`, `key`…

    Each text is cleaned of secrets before it is quoted: afterwards, that could tear a quotation
    mark from its backslash. All is ASCII, so that nothing of a text can end a line or hide one.
    """

    def __init__(self, redactor: Redactor) -> None:
        names = {"levelname": "level", "name": "logger"}
        super().__init__([*names, "message"], rename_fields=names, timestamp="time")
        self._clean = redactor.clean

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Return the fields without secrets."""
        return {
            name: self._clean(value) if isinstance(value, str) else value
            for name, value in super().process_log_record(log_data).items()
        }
