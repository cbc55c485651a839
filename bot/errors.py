"""What can go wrong, as types.

Exception
├── Unfit         one value is wrong: a ValueError in both languages
├── InputWrong    what the operator wrote is wrong: every mistake at once (exit code 2)
└── RunFailed     the run cannot go on: one line says why (exit code 1)
    ├── SetupWrong    …and starting it again would not help (exit code 2)
    └── StoreFailed   what must be on disk cannot be read or written
"""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple


class Place(NamedTuple):
    """A line of a file, counted from 1; 0 means the file as a whole."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


class Mistake(NamedTuple):
    """One thing wrong in what an operator wrote; `field` is empty when it is the whole file."""

    place: Place
    field: str
    why: str

    def __str__(self) -> str:
        parts = (str(self.place), self.field, self.why)
        return ": ".join(part for part in parts if part)


class InputWrong(Exception):
    """Files that cannot be used; carries every mistake found, once each, in the files' order."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(sorted(set(mistakes)))
        super().__init__("\n".join(map(str, self.mistakes)))


class Unfit(ValueError):
    """A value that an operator wrote and that cannot be meant: why, in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en

    @property
    def words(self) -> dict[str, str]:
        """Return why, by language."""
        return {"zh": self.zh, "en": self.en}


class RunFailed(Exception):
    """A run that cannot go on; the message is one line for the operator."""


class SetupWrong(RunFailed):
    """A run that would only fail again, or do harm, before a person has changed something.

    Exit code 2, with which nobody starts it again.
    """


class StoreFailed(RunFailed):
    """What must be on disk cannot be read or written: no mistake of who wanted it, and not theirs.

    `words` say why, by language; where it is `passing`, the same may go well later.
    """

    def __init__(self, words: Mapping[str, str], passing: bool = False) -> None:
        super().__init__(words["en"])
        self.words, self.passing = words, passing

    def say_in(self, language: str) -> None:
        """Make the message that of a language; before, it is English."""
        self.args = (self.words[language],)


@contextmanager
def said_in(language: str) -> Iterator[None]:
    """Say in a language what cannot be read or written in the block."""
    try:
        yield
    except StoreFailed as error:
        error.say_in(language)
        raise


def shown(value: object) -> str:
    """Write a wrong value so that it fits in a line."""
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"


def file_name(path: Path) -> str:
    """Name a file as a message does: relative to the current directory when inside it."""
    try:
        return path.absolute().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)


def ends_task(error: BaseException) -> bool:
    """Say whether it is this task that is cancelled; else a CancelledError is foreign code's."""
    task = asyncio.current_task()
    own = task is None or task.cancelling() > 0
    return own and isinstance(error, asyncio.CancelledError)
