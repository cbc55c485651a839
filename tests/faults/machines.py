"""Machines whose clocks a test sets."""

import time
from datetime import datetime, timedelta

from tests.rehearsal import moment

HOUR = timedelta(hours=1)
MORNING = moment("2026-11-23 09:00")


class Machine:
    """Shows what a test sets; it stands still between the moments that a test lets pass."""

    def __init__(self) -> None:
        self.shows, self.passed = MORNING, timedelta()

    def wall(self) -> datetime:
        return self.shows

    def ticks(self) -> float:
        return self.passed.total_seconds()

    def passes(self, span: timedelta) -> None:
        self.shows += span
        self.passed += span


class Running(Machine):
    """Goes on by itself."""

    def __init__(self) -> None:
        super().__init__()
        self._began = time.monotonic()

    def wall(self) -> datetime:
        return self.shows + self._since()

    def ticks(self) -> float:
        return (self.passed + self._since()).total_seconds()

    def _since(self) -> timedelta:
        return timedelta(seconds=time.monotonic() - self._began)


class Asleep(Machine):
    """Sleeps as soon as somebody waits: its ticks stand still, and then it is hours later."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def wall(self) -> datetime:
        self.asked += 1
        return self.shows + (8 * HOUR if self.asked > 3 else timedelta())
