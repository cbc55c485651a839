"""zhiban in a process of its own, forked from one that has loaded everything and done nothing.

To load takes longer than most of these processes live.
"""

import multiprocessing
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess

from bot.commandline import main

_LOADED = multiprocessing.get_context("forkserver")
_LOADED.set_forkserver_preload(["bot.commandline", "tests.life"])
STDIN, STDOUT, STDERR = range(3)


def pipe() -> tuple[Connection, Connection]:
    """Return the ends of a pipe: to read from, and to write into."""
    return _LOADED.Pipe(duplex=False)


def start(
    command: Sequence[str],
    streams: Mapping[int, Connection] | None = None,
    before: Callable[[], object] | None = None,
) -> ForkServerProcess:
    """Run a command with these streams of its own, `before` it a function of a module."""
    process = _LOADED.Process(target=_live, args=(command, streams or {}, before))
    process.start()
    for end in (streams or {}).values():
        end.close()
    return process


def _live(
    command: Sequence[str],
    streams: Mapping[int, Connection],
    before: Callable[[], object] | None,
) -> None:
    os.umask(0o077)  # as `bot.__main__`, which is not run here
    for number, end in streams.items():
        os.dup2(end.fileno(), number)
        end.close()
    if STDIN in streams:  # which was closed before
        sys.stdin = os.fdopen(STDIN, encoding="utf-8")
    if before:
        before()
    sys.exit(main(command))
