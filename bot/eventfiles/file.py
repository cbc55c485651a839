"""Event files (contract §1): JSON Lines, one thing that happened a line, in time order."""

import gzip
import io
import os
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO, TypeVar

from bot.errors import InputWrong, Mistake, Place
from bot.eventfiles.block import check_block, parse_block
from bot.eventfiles.fields import FieldWrong
from bot.eventfiles.line import check_event, parse_event
from bot.events import Event
from bot.reading.sentences import operator_language, sentence

T = TypeVar("T")
_BLOCK = 1 << 16
"""So many bytes of a file are read at once, and the rest of the last line."""


def lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that are not blank with their numbers; BOM, CRLF and `.gz` are accepted."""
    for number, block in _blocks(path):
        yield from _lines(number, block)


def _lines(first: int, block: Sequence[bytes]) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(block, first):
        if line := line.strip():
            yield number, line


def _blocks(path: Path) -> Iterator[tuple[int, list[bytes]]]:
    """Yield whole lines, many at once, and the number of the first."""
    number = 1
    with _open(path) as file:
        while block := file.readlines(_BLOCK):
            if number == 1:
                block[0] = block[0].removeprefix(b"\xef\xbb\xbf")
            yield number, block
            number += len(block)


def _open(path: Path) -> BinaryIO:
    with path.open("rb") as file:
        zipped = file.read(2) == b"\x1f\x8b"
    return io.BufferedReader(gzip.open(path, "rb")) if zipped else path.open("rb")


class EventFile:
    """A file of events, checked as a whole before anything of it is used."""

    def __init__(self, path: Path, skip_bad: bool = False) -> None:
        self.path, self._skip_bad = path, skip_bad
        self._language = operator_language(os.environ)
        self.mistakes: list[Mistake] = []

    def check(self) -> datetime | None:
        """Return the first event's moment; raise InputWrong unless bad lines may be skipped."""
        first = None
        for moments in self._read(check_block, check_event, lambda at: at, self._complain):
            first = first or moments[0]
        if self.mistakes and not self._skip_bad:
            raise InputWrong(self.mistakes)
        return first

    def events(self) -> Iterator[Event]:
        """Yield the good lines' events in order."""
        moment = attrgetter("at")
        for events in self._read(parse_block, parse_event, moment, lambda _line, _error: None):
            yield from events

    def _complain(self, line: int, error: FieldWrong) -> None:
        self.mistakes.append(
            Mistake(Place(str(self.path), line), error.name, error.words[self._language])
        )

    def _read(
        self,
        parse_all: Callable[[Sequence[bytes]], list[T] | None],
        parse: Callable[[bytes], T],
        moment: Callable[[T], datetime],
        complain: Callable[[int, FieldWrong], None],
    ) -> Iterator[list[T]]:
        """Yield what is made of the good lines, and tell of the others, which need a closer look.

        `parse_all` makes it of many lines in order, or at least of the first and the last of them,
        or refuses to.
        """
        last: datetime | None = None
        try:
            for number, block in _blocks(self.path):
                many = parse_all(block)
                if many is None or (last is not None and moment(many[0]) < last):
                    many = list(_one_by_one(_lines(number, block), last, parse, moment, complain))
                if many:
                    last = moment(many[-1])
                    yield many
        except FileNotFoundError as error:
            why = sentence("not_found", self._language)
            raise InputWrong([Mistake(Place(str(self.path), 1), "file", why)]) from error
        except (OSError, EOFError, zlib.error) as error:
            why = sentence("unreadable", self._language, problem=error)
            raise InputWrong([Mistake(Place(str(self.path), 1), "file", why)]) from error


def _one_by_one(
    lines: Iterable[tuple[int, bytes]],
    last: datetime | None,
    parse: Callable[[bytes], T],
    moment: Callable[[T], datetime],
    complain: Callable[[int, FieldWrong], None],
) -> Iterator[T]:
    """Yield what `parse` makes of the lines; tell of what is wrong, or earlier than before."""
    for number, line in lines:
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
