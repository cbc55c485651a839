"""The console's terminal and its plain streams."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import aclosing
from io import StringIO
from typing import TextIO

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.completion import CompleteEvent
from prompt_toolkit.document import Document
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output.plain_text import PlainTextOutput

from bot.channels.console.lines import note
from bot.channels.console.screen import ConsoleCompleter, Streams, Terminal, open_screen
from tests.channels.console_fakes import make_room, type_in

SLASH = ["/help", "/帮助", "/me"]


@pytest.mark.parametrize(
    ("text", "completed"),
    [
        (":j", [":join"]),
        ("：re", ["：reply", "：recall"]),
        (":as 小", [":as 小李"]),
        (":join 小李 管", [":join 小李 管理员"]),
        (":group g", [":group g1", ":group g2"]),
        ("/", SLASH),
        ("/h", ["/help"]),
        ("你好@小", ["你好@小助手", "你好@小李"]),
        ("> 1 ＠王", ["> 1 ＠王姐"]),
        ("打", []),
        ("", []),
        (" :j", []),
        ("/help ", []),
        (":as 小李", []),
    ],
)
def test_completion(text: str, completed: list[str]) -> None:
    room = make_room()
    type_in(room, ":join 小李")
    completions = ConsoleCompleter(room, SLASH).get_completions(Document(text), CompleteEvent())
    found = [text[: len(text) + one.start_position] + one.text for one in completions]
    assert found == completed


async def test_the_terminal_reads_until_ctrl_d_and_shows_above_the_prompt() -> None:
    sink = StringIO()
    with create_pipe_input() as keys, create_app_session(keys, PlainTextOutput(sink)):
        terminal = Terminal(make_room(), SLASH)
        terminal.show(note("欢迎"))
        keys.send_text("打卡\r/hw\x08elp\r\x04")
        assert [line async for line in terminal.lines()] == ["打卡", "/help"]
    assert sink.getvalue().startswith("欢迎")
    assert "[阅读群] 王姐 ›" in sink.getvalue()


async def test_ctrl_c_ends_the_terminal_like_ctrl_d() -> None:
    with create_pipe_input() as keys, create_app_session(keys, PlainTextOutput(StringIO())):
        keys.send_text("打卡\x03")
        assert [line async for line in Terminal(make_room(), ()).lines()] == []


async def test_streams_read_to_the_end_and_write_plain_lines() -> None:
    sink = StringIO()
    streams = Streams(StringIO("打卡\n:quit"), sink)
    streams.show(note("欢迎"))
    assert [line.rstrip("\n") async for line in streams.lines()] == ["打卡", ":quit"]
    assert sink.getvalue() == "欢迎\n"


async def test_of_a_pipe_a_few_lines_are_read_ahead() -> None:
    asked, given, most = 50_000, 0, 0
    source = StringIO("早\n" * asked)
    async for _ in Streams(source, StringIO()).lines():
        given += 1
        most = max(most, source.tell() // 2 - given)
    assert given == asked
    assert most <= 200


@pytest.fixture
def keyboard(monkeypatch: pytest.MonkeyPatch) -> Iterator[TextIO]:
    """The writing end of a pipe that is the standard input."""
    reading, writing = os.pipe()
    with open(reading) as stdin, open(writing, "w", encoding="utf-8") as keyboard:
        monkeypatch.setattr(sys, "stdin", stdin)
        yield keyboard


async def test_a_pipe_is_read_line_by_line(keyboard: TextIO) -> None:
    async with aclosing(open_screen(make_room(), SLASH).lines()) as lines:
        keyboard.write("\ufeff打卡\n")
        keyboard.flush()
        assert await anext(lines) == "打卡\n"  # while the pipe stays open
        keyboard.close()
        assert [line async for line in lines] == []


WAITS_FOR_INPUT = """
import asyncio
from bot.channels.console.screen import open_screen

async def main():
    reading = asyncio.ensure_future(anext(open_screen(None, ()).lines()))
    done, waiting = await asyncio.wait([reading], timeout=0.05)
    reading.cancel()
    print(len(waiting))

asyncio.run(main())
"""


def test_the_program_can_end_while_its_input_is_open() -> None:
    reading, writing = os.pipe()
    with open(reading) as stdin, open(writing, "w"):
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", WAITS_FOR_INPUT],
            stdin=stdin,
            capture_output=True,
            timeout=60,
            check=False,
        )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"1\n", b"")


async def test_a_cancelled_terminal_gives_the_screen_back() -> None:
    shown_by_others = sys.stdout
    with create_pipe_input() as keys, create_app_session(keys, PlainTextOutput(StringIO())):
        lines = Terminal(make_room(), ()).lines()
        keys.send_text("打卡\r")
        assert await anext(lines) == "打卡"
        waiting = asyncio.ensure_future(anext(lines))
        await asyncio.wait([waiting], timeout=0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    assert sys.stdout is shown_by_others
