"""`zhiban explain`: why the bot did, or did not do, something about one event."""

import json
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.app import load_deployment, open_database
from bot.deployment import Deployment
from bot.errors import InputWrong, Mistake, Place
from bot.eventfile import EventFile
from bot.events import Event, MessageReceived
from bot.heard import hear
from bot.playbooks.base import Playbook
from bot.replay import Replay
from bot.router import Finding, Plan, Plans, Router
from bot.store.database import Database
from bot.store.tables import Journal
from handlers import ROUTERS


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one playbook, or the commands, acted on an event or did not."""

    kind: str
    playbook: str | None
    acted: bool
    code: str
    values: dict[str, Any] = field(default_factory=dict)
    rule: str = ""

    def __str__(self) -> str:
        """Write one line: kind, playbook, acted or not, code, values, `file:line` of the rule."""
        done = "acted" if self.acted else "not acted"
        values = " ".join(f"{name}={_shown(value)}" for name, value in self.values.items())
        parts = (f"{self.kind} {self.playbook or '-'}: {done}: {self.code}", values, self.rule)
        return "  ".join(part for part in parts if part)


async def explain(events: Path, event_id: str, config: Path | None, database: str | None) -> str:
    """Return one line for each playbook of the event's group, and for the commands.

    The events before it are lived through in a temporary copy of `database` (none: from nothing),
    so nothing changes. Raises InputWrong when there is no such event.
    """
    deployment = load_deployment(config)
    file = _Until(events, event_id)
    replay = Replay(config, deployment, file)
    replay.check()
    event = file.wanted()
    with tempfile.TemporaryDirectory(prefix="zhiban-") as folder:
        copy = Path(folder) / "copy.db"
        _copy(database, copy)
        opened = await open_database(deployment.config, f"sqlite+aiosqlite:///{copy}")
        try:
            await replay.live(opened)
            row = await _journalled(opened.database, event)
        finally:
            await opened.database.close()
    lines = [_heading(event), *(str(reason) for reason in reasons(deployment, event, row))]
    if row is not None and row.error:
        lines.append(f"error: {row.error}")
    return "\n".join(lines)


def reasons(deployment: Deployment, event: Event, row: Journal | None) -> list[Reason]:
    """Put together what was done and, of each other playbook, why it was not its turn."""
    plan = Plans(ROUTERS, deployment).of(event.group)
    done = list(_done(plan, row))
    acted = {(reason.kind, reason.playbook) for reason in done}
    passed = [
        r for r in _passed(plan, deployment, event, done) if (r.kind, r.playbook) not in acted
    ]
    order = {router.name: number for number, router in enumerate(ROUTERS)}
    return sorted([*done, *passed], key=lambda reason: order[reason.kind])


def _done(plan: Plan, row: Journal | None) -> Iterator[Reason]:
    """Yield what the journal says was done about an event."""
    for outcome in json.loads(row.outcome) if row and row.outcome else ():
        playbook = plan.by_id.get(outcome["playbook"])
        kind = plan.router_of(playbook).name if playbook else "commands"
        values, rule = outcome.get("values", {}), outcome.get("rule", "")
        yield Reason(kind, outcome["playbook"], True, outcome["code"], values, rule)


def _passed(
    plan: Plan, deployment: Deployment, event: Event, done: Sequence[Reason]
) -> Iterator[Reason]:
    """Yield, of all that hear this event, why they left it alone."""
    if not isinstance(event, MessageReceived):
        served: Iterable[Playbook] = plan.playbooks
        yield from (_no_business(plan.router_of(playbook), playbook) for playbook in served)
        return
    heard = hear(event, deployment.config.bot.names)
    matchers = {router.name: matcher for router, matcher in plan.matchers}
    winner = done[0].kind if done else None
    own = event.member.id == deployment.config.bot.id
    for router in ROUTERS:
        if router.compile is None:
            of_kind = (p for p in plan.playbooks if router.kind and isinstance(p, router.kind))
            yield from (_no_business(router, playbook) for playbook in of_kind)
        elif router.name not in matchers:
            yield Reason(router.name, None, False, "no_playbook")
        elif own:
            yield Reason(router.name, None, False, "own_message")
        else:
            finding = matchers[router.name].consider(heard)
            if winner is not None and finding is not None and finding.acts:
                yield _reason(router, replace(finding, code=f"outranked_by_{winner}"))
            else:
                found = matchers[router.name].explain(heard)
                yield from (_reason(router, finding) for finding in found)


def _reason(router: Router, finding: Finding) -> Reason:
    playbook = finding.playbook.id if finding.playbook else None
    rule = finding.place or (finding.playbook.place if finding.playbook else "")
    return Reason(router.name, playbook, False, finding.code, dict(finding.values), str(rule))


def _no_business(router: Router, playbook: Playbook) -> Reason:
    return Reason(router.name, playbook.id, False, "not_for_this_event", {}, str(playbook.place))


class _Until(EventFile):
    """An event file that ends with the event asked for."""

    def __init__(self, path: Path, event_id: str) -> None:
        super().__init__(path)
        self._id = event_id

    def wanted(self) -> Event:
        """Return the event; raise InputWrong where the file has none with this id."""
        for event in super().events():
            if event.id == self._id:
                return event
        why = f"there is no event {self._id!r}"
        raise InputWrong([Mistake(Place(str(self.path), 0), "--id", why)])

    def events(self) -> Iterator[Event]:
        for event in super().events():
            yield event
            if event.id == self._id:
                return


def _copy(database: str | None, copy: Path) -> None:
    """Copy an SQLite database, also while another process writes to it."""
    if database is None:
        return
    url = sa.make_url(database)
    if url.get_backend_name() != "sqlite":
        why = "only an SQLite database can be copied to look at"
        raise InputWrong([Mistake(Place("explain", 0), "--database", why)])
    if not url.database or not Path(url.database).exists():
        raise InputWrong([Mistake(Place("explain", 0), "--database", f"not found: {url.database}")])
    with closing(sqlite3.connect(url.database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)


async def _journalled(database: Database, event: Event) -> Journal | None:
    j = Journal.table.c
    async with database.transaction() as work:
        rows = await work.rows(Journal, j.grp == event.group, j.id == event.id)
    return rows[0] if rows else None


def _heading(event: Event) -> str:
    who = f" {event.member.id} {event.member.name}" if isinstance(event, MessageReceived) else ""
    text = f": {event.text}" if isinstance(event, MessageReceived) else ""
    group = event.group or "private"
    return f"{event.id} {event.at.isoformat()} {group}{who}{_shown(text) if text else ''}"


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return " ".join(text.split())
