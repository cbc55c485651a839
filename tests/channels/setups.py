"""What a channel under test is made from: a real deployment in a folder, nothing remembered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.channels.base import Setup
from bot.channels.settings import read_secret
from bot.clock import SystemClock
from bot.setup.loading import load_deployment


@dataclass
class Notebook:
    """A memory as the database would give it."""

    known: dict[str, str] = field(default_factory=dict)
    listed: dict[str, dict[str, str]] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)

    async def groups(self) -> Mapping[str, str]:
        return self.known

    async def members(self, group: str) -> Mapping[str, str] | None:
        return self.listed.get(group)

    async def recall(self, name: str) -> str:
        return self.notes.get(name, "")

    async def remember(self, name: str, value: str) -> None:
        self.notes[name] = value


def setup_in(folder: Path, name: str, environ: Mapping[str, str]) -> Setup:
    """Return the setup of one channel of the config.yaml in `folder`."""
    deployment = load_deployment(folder / "config.yaml")
    return Setup(
        name,
        lambda: deployment,
        SystemClock(),
        (),
        lambda ref: read_secret(ref, environ, folder),
        Notebook(),
        folder,
    )
