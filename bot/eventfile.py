"""Event files (contract §1): JSON Lines, one thing that happened a line, in time order."""

import gzip
import io
import os
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO, TypeVar

from bot.errors import InputWrong, Mistake, Place
from bot.eventfields import FieldWrong
from bot.eventline import check_event, parse_event
from bot.events import Event
from bot.reading.sentences import operator_language, sentence

T = TypeVar("T")


def lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that are not blank with their numbers; BOM, CRLF and `.gz` are accepted."""
    with _open(path) as file:
        for number, line in enumerate(file, 1):
            if number == 1 and line.startswith(b"\xef\xbb\xbf"):
                line = line[3:]
            if line := line.strip():
                yield number, line


def _open(path: Path) -> BinaryIO | gzip.GzipFile | io.BufferedReader:
    with path.open("rb") as file:
        zipped = file.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if zipped else path.open("rb")


class EventFile:
    """A file of events, checked as a whole before anything of it is used."""

    def __init__(self, path: Path, skip_bad: bool = False) -> None:
        self.path, self._skip_bad = path, skip_bad
        self._language = operator_language(os.environ)
        self.mistakes: list[Mistake] = []

    def check(self) -> datetime | None:
        """Return the first event's moment; raise InputWrong unless bad lines may be skipped."""
        first = None
        for at in self._read(check_event, lambda at: at, self._complain):
            first = first or at
        if self.mistakes and not self._skip_bad:
            raise InputWrong(self.mistakes)
        return first

    def events(self) -> Iterator[Event]:
        """Yield the good lines' events in order."""
        return self._read(parse_event, attrgetter("at"), lambda _line, _error: None)

    def _complain(self, line: int, error: FieldWrong) -> None:
        self.mistakes.append(
            Mistake(Place(str(self.path), line), error.name, error.words[self._language])
        )

    def _read(
        self,
        parse: Callable[[bytes], T],
        moment: Callable[[T], datetime],
        complain: Callable[[int, FieldWrong], None],
    ) -> Iterator[T]:
        """Yield what `parse` makes of the good lines, and tell of the others."""
        last: datetime | None = None
        try:
            for number, line in lines(self.path):
                try:
                    parsed = parse(line)
                    at = moment(parsed)
                    if last is not None and at < last:
                        zh, en = "比上一行还早，上一行是", "is earlier than the line before,"
                        raise FieldWrong("at", f"{zh} {last}", f"{en} {last}")
                except FieldWrong as error:
                    complain(number, error)
                    continue
                last = at
                yield parsed
        except FileNotFoundError as error:
            why = sentence("not_found", self._language)
            raise InputWrong([Mistake(Place(str(self.path), 1), "file", why)]) from error
        except (OSError, EOFError, zlib.error) as error:
            why = sentence("unreadable", self._language, problem=error)
            raise InputWrong([Mistake(Place(str(self.path), 1), "file", why)]) from error
