"""A small deployment in a folder, and days of group life to rehearse in it."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.cli.rehearse import Options, rehearse
from tests.databases import nameless


@dataclass(frozen=True)
class Result:
    """What a rehearsal left behind."""

    transcript: list[dict[str, Any]]
    summary: dict[str, Any]
    state: dict[str, Any]
    raw: bytes
    raw_state: bytes

    @property
    def texts(self) -> list[str]:
        """The texts in the order in which they went out."""
        return [line["text"] for line in self.transcript]

    def of(self, playbook: str | None) -> list[dict[str, Any]]:
        """The lines of one playbook (None: commands' answers)."""
        return [line for line in self.transcript if line["playbook"] == playbook]


class Rehearsal:
    """Writes config.yaml, sop/ and an event file, and runs them through the real App."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.events: list[dict[str, Any]] = []
        (folder / "sop").mkdir(exist_ok=True)
        (folder / "templates").mkdir(exist_ok=True)
        self.config("")

    def config(self, text: str) -> "Rehearsal":
        """Write config.yaml; without a console, unless it is about that."""
        if "web:" not in text and not text.startswith("{"):
            text += "\nweb: off\n"
        (self.folder / "config.yaml").write_text(text, encoding="utf-8")
        return self

    def playbook(self, text: str, name: str = "playbook.yaml") -> "Rehearsal":
        (self.folder / "sop" / name).write_text(text, encoding="utf-8")
        return self

    def add(self, at: str, type: str, **fields: Any) -> "Rehearsal":
        """Add an event; `at` is `2026-11-23 07:30[:05]` in Shanghai or a full ISO time."""
        moment = at if "T" in at else datetime.fromisoformat(at + "+08:00").isoformat()
        event = {"id": f"e{len(self.events) + 1}", "at": moment, "type": type, "group": "g1"}
        self.events.append(event | fields)
        return self

    def message(self, at: str, member: str, text: str, **fields: Any) -> "Rehearsal":
        return self.add(
            at, "message", **({"member": member, "name": member, "text": text} | fields)
        )

    def join(self, at: str, *members: str, **fields: Any) -> "Rehearsal":
        people = [{"id": member, "name": member} for member in members]
        return self.add(at, "join", members=people, **fields)

    def leave(self, at: str, *members: str, **fields: Any) -> "Rehearsal":
        people = [{"id": member, "name": member} for member in members]
        return self.add(at, "leave", members=people, **fields)

    def write(self, name: str = "events.jsonl") -> Path:
        path = self.folder / name
        lines = (json.dumps(event, ensure_ascii=False) + "\n" for event in self.events)
        path.write_text("".join(lines), encoding="utf-8")
        return path

    async def run(self, until: str | None = None, batch: int | None = None, **more: Any) -> Result:
        """Rehearse what was added, to its end or `until` (Shanghai time); see Options for more."""
        if batch is not None:
            config = (self.folder / "config.yaml").read_text(encoding="utf-8")
            self.config(config + f"\nengine: {{batch: {batch}}}\n")
        out, state = self.folder / "out.jsonl", self.folder / "state.json"
        options: dict[str, Any] = {
            "events": self.write() if self.events else None,
            "config": self.folder / "config.yaml",
            "until": moment(until) if until else None,
            "out": out,
            "state": state,
        }
        if not more.get("database"):
            more["database"] = nameless(self.folder)
        summary = await rehearse(Options(**(options | more)))
        raw = options["out"].read_bytes()
        lines = [json.loads(line) for line in raw.splitlines()]
        return Result(lines, summary, json.loads(state.read_bytes()), raw, state.read_bytes())


def moment(text: str) -> datetime:
    """Read `2026-11-23 07:30` as a moment in Shanghai."""
    return datetime.fromisoformat(text + "+08:00")


def later(text: str, **by: float) -> str:
    """Return a moment some time after another, in the form that `add` takes."""
    return (datetime.fromisoformat(text) + timedelta(**by)).isoformat(" ")
