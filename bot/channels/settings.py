"""What config.yaml may say of each kind of channel beside its `type`."""

from typing import Literal

from pydantic import Field

from bot.reading.validation import Strict


class ConsoleSettings(Strict):
    """`channels: {main: {type: console}}`"""

    type: Literal["console"] = "console"


class ReplaySettings(Strict):
    """`channels: {main: {type: replay, events: day.jsonl, speed: 60, out: said.jsonl}}`

    Paths are relative to config.yaml. `speed` 0 is as fast as it goes, 60 an hour a minute.
    """

    type: Literal["replay"] = "replay"
    events: str
    speed: float = Field(0, ge=0)
    out: str | None = None
    summary: str | None = None
    state: str | None = None
