"""Drawn lives in which an id changes end as those in which it does not."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.eventfiles.file import EventFile
from bot.events import Event, IdentityChanged, Person
from tests.life import days, sample_config
from tests.living import live
from tests.rehearsal import Rehearsal

OLD, NEW = "u3", "x3"
COUNT, CHANGES_AT = 300, 140


def renamed(line: dict[str, Any]) -> dict[str, Any]:
    """Return what happened as the platform tells it once the id has changed."""
    told: dict[str, Any] = json.loads(json.dumps(line).replace(f'"{OLD}"', f'"{NEW}"'))
    return told


def written(path: Path, lines: list[dict[str, Any]]) -> list[Event]:
    """Return events as an event file tells them."""
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    path.write_text(text, encoding="utf-8")
    file = EventFile(path)
    file.check()
    return list(file.events())


@pytest.mark.parametrize(("seed", "batch"), [(3, 7), (4, 500)])
async def test_a_life_goes_on(rehearsal: Rehearsal, seed: int, batch: int) -> None:
    sample_config(rehearsal.folder / "config.yaml")
    path, lines = rehearsal.folder / "events.jsonl", list(days(seed, COUNT, groups=2, members=6))
    stayed = await live(rehearsal, written(path, lines))
    later = [renamed(line) for line in lines[CHANGES_AT:]]
    at = datetime.fromisoformat(lines[CHANGES_AT]["at"])
    change = IdentityChanged(
        id="i", at=at, group="g1", member=Person(NEW, "书友3"), former=OLD, certain=True
    )
    events = [*written(path, lines[:CHANGES_AT]), change, *written(path, later)]
    lived = await live(rehearsal, events, batch=batch)
    assert len(lived.transcript) > 100
    assert now(lived.transcript) == now(stayed.transcript)
    for name, rows in stayed.state.items():
        if name != "identities":
            assert lived.state[name] == rows, name


def now(transcript: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return what was said, to whom by the latest id, whatever is mentioned."""
    told = json.dumps(transcript).replace(f'"{OLD}"', f'"{NEW}"')
    lines: list[dict[str, Any]] = json.loads(told)
    return lines
