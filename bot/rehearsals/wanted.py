"""What is to be rehearsed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

Texts = Mapping[str, str]
"""The files of a set-up, by their paths from the folder of config.yaml."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Groups (none: all) on days, the last one included; or a log, as an event file has it.

    `live` and `edited` are the set-ups to compare; `edited` is None where nothing is edited.
    """

    live: Texts
    edited: Texts | None = None
    groups: frozenset[str] = frozenset()
    since: date = date.min
    until: date = date.max
    log: bytes | None = None
    skip_bad: bool = False
    config_name: str = "config.yaml"

    @property
    def sides(self) -> Mapping[str, Texts]:
        """Return the set-ups by the names of their sides."""
        return {"live": self.live} | ({} if self.edited is None else {"edited": self.edited})

    def concerns(self, group: str, day: date) -> bool:
        """Say whether something is part of it."""
        return self.since <= day <= self.until and (not self.groups or group in self.groups)
