"""The channel of rehearsals: writes what the bot does to a transcript (contract §2)."""

from pathlib import Path
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import orjson

from bot.channels.base import Emit
from bot.outbox.action import Action, Capabilities, Limits


class Transcript:
    """A transcript file. Going on with one mends a torn last line and repeats no key."""

    def __init__(self, path: Path | None, go_on: bool) -> None:
        self._written: set[str] = set()
        self._file: BinaryIO | None = None
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = path.open("r+b" if go_on and path.exists() else "w+b")
            self._mend(self._file)

    def _mend(self, file: BinaryIO) -> None:
        end = 0
        for line in file:
            if not line.endswith(b"\n"):
                break
            end += len(line)
            self._written.add(orjson.loads(line)["key"])
        file.seek(end)
        file.truncate()

    def keep(self, keys: set[str]) -> None:
        """Remember only these keys: the ones that may be written again."""
        self._written &= keys

    def write(self, line: dict[str, Any]) -> None:
        """Append a line, unless its key is there; a killed process loses no line written before."""
        if line["key"] in self._written or self._file is None:
            return
        self._file.write(orjson.dumps(line) + b"\n")
        self._file.flush()

    def close(self) -> None:
        """Close the file."""
        if self._file:
            self._file.close()


class RecordingChannel:
    """Remembers instead of sending; it has the limits of the channel it stands for."""

    def __init__(self, transcript: Transcript, zone: ZoneInfo, limits: Limits) -> None:
        self.capabilities = Capabilities(idempotent_send=True, limits=limits)
        self._transcript, self._zone = transcript, zone
        self.counts: dict[str, int] = {}

    async def listen(self, emit: Emit) -> None:
        """Hear nothing: events come from the file."""

    async def perform(self, action: Action) -> str | None:
        """Write the transcript's line."""
        self.counts[action.type] = self.counts.get(action.type, 0) + 1
        self._transcript.write(line_of(action, self._zone))
        return None

    async def close(self) -> None:
        """Nothing is held; the transcript is closed by who opened it."""


def line_of(action: Action, zone: ZoneInfo) -> dict[str, Any]:
    """Return an action as the contract writes it."""
    private = action.type == "dm"
    line: dict[str, Any] = {
        "key": action.key,
        "at": action.at.astimezone(zone).isoformat(),
        "type": action.type,
        "group": None if private else action.group or None,
        "member": action.member or None,
        "text": action.text,
        "mentions": action.mentions,
        "playbook": action.playbook,
        "cause": action.cause,
    }
    return line | ({"path": action.path} if action.path else {})
