"""The channel of rehearsals: writes what the bot does to a transcript (contract §2)."""

import contextlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import dropwhile
from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import orjson

from bot.domain.capabilities import Capabilities
from bot.errors import RunFailed, StoreFailed
from bot.outbox.action import Action


class Transcript:
    """A transcript file. Going on with one mends a torn last line and repeats no key."""

    def __init__(self, path: Path | None, go_on: bool) -> None:
        self._path = path
        self._written: set[str] = set()
        self.torn = b""
        """What stood at the end of the file without being a whole line."""
        self._file: BinaryIO | None = None
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("r+b" if go_on and path.exists() else "w+b")
            self._mend(self._file)

    def _mend(self, file: BinaryIO) -> None:
        end = 0
        for line in file:
            if not line.endswith(b"\n"):
                self.torn = line
                break
            end += len(line)
            self._written.add(_key(line))
        file.seek(end)
        file.truncate()

    def write(self, lines: Iterable[dict[str, Any]]) -> None:
        """Append lines whose keys are not there; a killed process loses none written before."""
        if self._file is None:
            return
        new = (line for line in lines if line["key"] not in self._written)
        try:
            self._file.write(b"".join([orjson.dumps(line) + b"\n" for line in new]))
            self._file.flush()
        except OSError as error:
            raise StoreFailed(self._unwritten(error)) from error

    def restore(self, sent: Iterable[dict[str, Any]]) -> None:
        """Write the torn line and those after it again, from all that was sent, in order."""
        self.write(dropwhile(lambda line: not orjson.dumps(line).startswith(self.torn), sent))

    def __enter__(self) -> "Transcript":
        return self

    def __exit__(self, *_: object) -> None:
        if self._file:
            with contextlib.suppress(OSError):  # of what could not be written before
                self._file.close()

    def _unwritten(self, error: OSError) -> Mapping[str, str]:
        return {
            "zh": f"写不了 {self._path}：{error.strerror}；腾出空间后再运行一次，会接着写",
            "en": f"cannot write {self._path}: {error.strerror}; with room on the disk, "
            "run it again and it goes on",
        }


class RecordingChannel:
    """Remembers instead of sending; it can do what the channel it stands for can."""

    def __init__(
        self,
        transcript: Transcript,
        zone: ZoneInfo,
        stands_for: Capabilities,
        late: Callable[[datetime], float] | None = None,
    ) -> None:
        """`late` tells how many real seconds ago a moment was, where time passes."""
        self.capabilities = replace(stands_for, idempotent_send=True, instant=True)
        self._transcript, self._zone, self._late = transcript, zone, late
        self.said: Counter[str] = Counter()
        self.late: list[float] = []

    async def perform(self, action: Action) -> str | None:
        """Write the transcript's line; its key is the id by which a reply quotes it."""
        await self.perform_all([action])
        return action.key

    async def perform_all(self, actions: Sequence[Action]) -> None:
        """Write the transcript's lines together."""
        self.said.update(action.type for action in actions)
        if self._late:
            self.late += [self._late(action.at) for action in actions]
        self._transcript.write(line_of(action, self._zone) for action in actions)


def line_of(action: Action, zone: ZoneInfo) -> dict[str, Any]:
    """Return an action as the contract writes it; orjson makes its moment ISO 8601."""
    line: dict[str, Any] = {
        "key": action.key,
        "at": action.at.astimezone(zone),
        "type": action.type,
        "group": None if action.private else action.group or None,
        "member": action.member or None,
        "text": action.text,
        "mentions": action.mentions,
        "playbook": action.playbook,
        "cause": action.cause,
    }
    if action.path:
        line["path"] = action.path
    return line


def _key(line: bytes) -> str:
    try:
        return str(orjson.loads(line)["key"])
    except (orjson.JSONDecodeError, TypeError, KeyError) as error:
        raise RunFailed("--out is no transcript: name another file") from error
