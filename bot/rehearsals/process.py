"""One rehearsal as a process of its own: it may be slow, and be ended, and holds nobody up."""

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.rehearsals.folders import lay_out
from bot.rehearsals.transcript import Line, read_transcript
from bot.rehearsals.wanted import Texts

_LONGEST = 180.0
"""Seconds that one side may take."""
_TOLD = 4_000


class RehearsalFailed(Exception):
    """It came to no end, or found the input wrong; the message says why, a line each."""


async def rehearse(
    texts: Texts, config_name: str, folder: Path, arguments: Sequence[str]
) -> list[Line]:
    """Live by a set-up in an empty folder; return what was said.

    `arguments` are those of `zhiban rehearse` beside `--config` and `--out`. Raises
    RehearsalFailed. Cancelled, it leaves no process behind.
    """
    lay_out(texts, folder)
    config, out = folder / config_name, folder / "transcript.jsonl"
    config.touch()
    command = ["-P", "-m", "bot", "rehearse", "--config", str(config), "--out", str(out)]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    told = await _finished(process)
    if process.returncode:
        why = told.decode(errors="replace")
        why = why.replace(f"{folder}/", "").replace(f"{folder.parent}/", "").strip()
        raise RehearsalFailed(why[:_TOLD])
    return await asyncio.to_thread(read_transcript, out)


async def _finished(process: asyncio.subprocess.Process) -> bytes:
    """Return what it told on stderr; end it where it takes too long, or nobody waits any more."""
    try:
        async with asyncio.timeout(_LONGEST):
            return (await process.communicate())[1]
    except TimeoutError as error:
        raise RehearsalFailed(f"> {_LONGEST:.0f} s") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
