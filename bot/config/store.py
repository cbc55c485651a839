"""The parts of config.yaml that say how the database is written, kept and copied."""

from datetime import time, timedelta
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from bot.config.parts import unless_off
from bot.domain.durations import Duration
from bot.domain.times import TimeOfDay
from bot.reading.validation import Strict


class Retention(Strict):
    """How long what people wrote is kept."""

    texts: Duration = timedelta(days=180)


class Engine(Strict):
    """How many events one transaction takes at most, and how safely it is written to disk."""

    batch: int = Field(2000, ge=1, le=5000)
    synchronous: Literal["full", "normal"] = "full"


class Keep(Strict):
    """How many backups are kept: the last of so many days, and of so many weeks."""

    daily: int = Field(7, ge=1, le=1000)
    weekly: int = Field(4, ge=0, le=1000)


class BackupConfig(Strict):
    """Where a SQLite database is copied to, at which local time each day, and what is kept."""

    to: str = Field("data/backups", min_length=1)
    at: TimeOfDay = time(4)
    keep: Keep = Keep()


Backup = Annotated[
    BackupConfig | None,
    BeforeValidator(unless_off, json_schema_input_type=BackupConfig | Literal["off", False] | None),
]
"""`backup: off` makes none."""
