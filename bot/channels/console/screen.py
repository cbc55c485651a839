"""Where the console's lines come from and go to: a terminal, or plain streams."""

import asyncio
import sys
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import suppress
from threading import Semaphore, Thread
from typing import Protocol, TextIO

from prompt_toolkit import PromptSession, print_formatted_text
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.patch_stdout import patch_stdout
from prompt_toolkit.styles import Style

from bot.channels.console.lines import STYLE, Line, plain
from bot.channels.console.room import ConsoleRoom
from bot.channels.console.texts import USAGE

_AHEAD = 100
"""So many lines of a pipe are read before they are asked for."""
_OF_PEOPLE = frozenset({"as", "join", "invite", "leave"})


class Screen(Protocol):
    """One person's keyboard and display."""

    def lines(self) -> AsyncGenerator[str]:
        """Read lines until there are no more."""

    def show(self, line: Line) -> None:
        """Write one line."""


class Terminal:
    """A prompt with history and completion; what is shown goes above it."""

    def __init__(self, room: ConsoleRoom, slash: Sequence[str]) -> None:
        self._style = Style.from_dict(STYLE)
        self._prompt: PromptSession[str] = PromptSession(
            room.prompt,
            completer=ConsoleCompleter(room, slash),
            erase_when_done=True,
            interrupt_exception=EOFError,
        )

    async def lines(self) -> AsyncGenerator[str]:
        with patch_stdout(), suppress(EOFError):
            while True:
                # SIGINT belongs to the app; Ctrl-C at the prompt is a key.
                yield await self._prompt.prompt_async(handle_sigint=False)

    def show(self, line: Line) -> None:
        print_formatted_text(FormattedText(line), style=self._style)


class Streams:
    """Input from a pipe or file, output to wherever; the same words without colour."""

    def __init__(self, source: TextIO, sink: TextIO) -> None:
        self._source = source
        self._sink = sink

    async def lines(self) -> AsyncGenerator[str]:
        # A thread, since not every event loop can read a file, and a daemon, since nothing ends
        # a read that waits: the program must be able to end before its input does.
        loop = asyncio.get_running_loop()
        lines: asyncio.Queue[str | None] = asyncio.Queue()
        room = Semaphore(_AHEAD)
        Thread(target=_feed, args=(self._source, loop, lines, room), daemon=True).start()
        while (line := await lines.get()) is not None:
            room.release()
            yield line

    def show(self, line: Line) -> None:
        self._sink.write(f"{plain(line)}\n")
        self._sink.flush()


def open_screen(room: ConsoleRoom, slash: Sequence[str]) -> Screen:
    """Take the terminal if there is one on both ends, else the standard streams."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        return Terminal(room, slash)
    # A file of our own: the interpreter cannot end while a thread is reading sys.stdin.
    source = open(sys.stdin.fileno(), encoding="utf-8-sig", errors="replace", closefd=False)  # noqa: SIM115
    return Streams(source, sys.stdout)


class ConsoleCompleter(Completer):
    """Completes `:` commands and who or what they are about, slash commands, and mentions."""

    def __init__(self, room: ConsoleRoom, slash: Sequence[str]) -> None:
        self._room = room
        self._slash = slash

    def get_completions(self, document: Document, event: CompleteEvent) -> Iterable[Completion]:
        typed, candidates = self._candidates(document.text_before_cursor)
        for candidate in candidates:
            if candidate.startswith(typed) and candidate != typed:
                yield Completion(candidate, start_position=-len(typed))

    def _candidates(self, text: str) -> tuple[str, Iterable[str]]:
        """Split off what is being typed; list what it may become."""
        cast = self._room.cast
        command, space, rest = text.partition(" ")
        if not space and text.startswith((":", "：")):
            return text[1:], USAGE
        if not space and text.startswith("/"):
            return text, self._slash
        if command.startswith((":", "：")) and command[1:] in _OF_PEOPLE:
            return rest.rpartition(" ")[2], cast.people()
        if command.startswith((":", "：")) and command[1:] == "group":
            return rest, cast.groups
        at = max(text.rfind("@"), text.rfind("＠"))
        return text[at + 1 :], cast.names() if at >= 0 else ()


def _feed(
    source: TextIO,
    loop: asyncio.AbstractEventLoop,
    lines: asyncio.Queue[str | None],
    room: Semaphore,
) -> None:
    with suppress(RuntimeError):  # the loop was closed while a read waited
        for line in source:
            room.acquire()
            loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, None)
