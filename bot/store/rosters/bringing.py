"""Carries out what a roster of another tool changes, and keeps what was there before."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import orjson
import sqlalchemy as sa

from bot.domain.challenge_rules import Deed
from bot.domain.moments import to_us
from bot.store import checkins, ledger
from bot.store.checkins import Record
from bot.store.rosters import Change, Plan, Run
from bot.store.statements import Key
from bot.store.tables import (
    Account,
    CheckIn,
    Identity,
    Import,
    Label,
    Membership,
    Profile,
    Progress,
)
from bot.store.work import Work


async def apply(work: Work, plan: Plan, *, file: str, by: str, at: datetime, reason: str) -> int:
    """Change what was planned in this transaction; return the import's number, to undo it by.

    `reason` stands in the ledger; `by` is who ordered it, "" if that is not known.
    """
    newest = await work.execute(sa.select(sa.func.max(Import.table.c.number)))
    number = (newest[0][0] or 0) + 1
    order = _Order(work, number, by, at, reason, await _load(work, plan.changes))
    for change in plan.changes:
        await order.carry_out(change)
    work.put(Import(number, to_us(at), by, file, orjson.dumps(order.undo).decode()))
    return number


def line_key(group: str, member: str, number: int) -> str:
    """Return the key of the ledger line by which an import pays."""
    return f"import|{group}|{member}|{number}"


def cause_of(number: int) -> str:
    """Return what is noted as the cause of what an import brought."""
    return f"import:{number}"


async def _load(work: Work, changes: Sequence[Change]) -> Mapping[Key, Record]:
    """Fetch all rows that may change, a SELECT a table; return the days that are there."""
    here = [(one.row.group, one.member) for one in changes]
    work.want(Account, here)
    work.want(Membership, here)
    work.want(Identity, [(one.member,) for one in changes])
    runs = {_who(one, one.row.run): one.days for one in changes if one.row.run}
    work.want(Progress, runs)
    work.want(CheckIn, [(*who, day.isoformat()) for who, days in runs.items() for day in days])
    await work.load_wanted()
    found: dict[Key, Record] = {who: Record() for who in runs}
    key = ("playbook", "grp", "member")
    for *whose, day, kind in await work.keyed(CheckIn, key, list(found), *key, "day", "kind"):
        found[tuple(whose)].note(date.fromisoformat(day), kind)
    return found


def _who(change: Change, run: Run) -> tuple[str, str, str]:
    return run.rules.playbook, change.row.group, change.member


@dataclass(slots=True)
class _Order:
    """One import being carried out; `undo` gathers what was there before."""

    work: Work
    number: int
    by: str
    at: datetime
    reason: str
    records: Mapping[Key, Record]
    undo: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))

    async def carry_out(self, change: Change) -> None:
        """Change what a row says of one member."""
        member = change.member
        if change.new:
            await self._welcome(change)
        if change.points:
            await self._pay(change)
        if change.days and change.row.run:
            await self._bring(change, change.row.run)
        if change.birthday:
            self.work.put(Profile(member, change.birthday[1]))
            self.undo["birthdays"].append([member, *change.birthday])
        for tag in change.tags:
            self.work.put(Label(member, tag, to_us(self.at), self.by))
            self.undo["tags"].append([member, tag])

    async def _welcome(self, change: Change) -> None:
        """Write down somebody who was not seen in the group yet."""
        group, member = change.row.group, change.member
        if await self.work.get(Identity, member) is None:
            self.work.put(Identity(member, member, "", to_us(self.at)))
            self.undo["identities"].append(member)
        self.work.put(Membership(group, member, change.name))
        self.undo["members"].append([group, member, change.name])

    async def _pay(self, change: Change) -> None:
        who = (change.row.group, change.member)
        had = await self.work.get(Account, *who) is not None
        await ledger.pay(
            self.work,
            line_key(*who, self.number),
            *who,
            change.points,
            at=self.at,
            reason=self.reason,
            cause=cause_of(self.number),
            by=self.by or None,
        )
        self.undo["points"].append([*who, change.points, had])

    async def _bring(self, change: Change, run: Run) -> None:
        who, cause = _who(change, run), cause_of(self.number)
        days = sorted(change.days)
        now = await self.work.get(Progress, *who)
        before = _values(now) if now else None
        there = [await self.work.get(CheckIn, *who, day.isoformat()) for day in days]
        deed = Deed(change.row.group, change.member, run.last, self.at, cause, self.by or None)
        after = await checkins.bring(self.work, run.rules, deed, self.records[who], days)
        told = {"before": before, "after": _values(after), "days": list(map(str, days))}
        self.undo["runs"].append(told | {"leave": [_values(row) for row in there if row]})


def _values(row: CheckIn | Progress) -> list[Any]:
    return [getattr(row, name) for name in type(row).columns]
