"""Looks at an uploaded workbook, and brings it in: as playbooks, or as what members bring along."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from starlette.requests import Request

from bot.domain.differences import Line, differences
from bot.errors import InputWrong, Mistake, Place, file_name
from bot.reading.sentences import Language
from bot.sheets.headings import Kind, kind_of, said_passed_over
from bot.sheets.places import Groups
from bot.sheets.planning import Plan, Source, open_sheets, plan_calendar, save
from bot.sheets.roster import Reading, read_roster
from bot.sheets.roster_words import said_roster, said_undone, worded
from bot.sheets.telling import said_plan
from bot.sheets.words import told
from bot.store import rosters
from bot.store.rosters import Brought, bringing, undoing
from bot.web.live import give
from bot.web.render import console_of, language_of, user_of, words
from bot.web.uploads import Upload


@dataclass(frozen=True, slots=True)
class Looked:
    """What a workbook would bring: of a calendar a plan, of a roster its rows."""

    kind: Kind
    lines: Sequence[str]
    plan: Plan | None = None
    brought: Sequence[Brought] = ()
    changes: bool = False

    @property
    def differs(self) -> Sequence[Sequence[Line]]:
        """Return how the playbook file would change."""
        return differences(self.plan.before or "", self.plan.text) if self.plan else ()


async def look(request: Request, upload: Upload) -> Looked:
    """Say what would be brought in; raise InputWrong with every row that is wrong."""
    language = _language(request)
    source = Source(BytesIO(upload.raw), upload.name)
    sheets = await asyncio.to_thread(open_sheets, source, language)
    kind, console = kind_of(sheets), console_of(request)
    if kind is None:
        raise InputWrong([Mistake(Place(upload.name, 0), "", told("headings", language))])
    names, lines = _names(request), [*said_passed_over(sheets, kind, language)]
    if kind == "calendar":
        asked = (source, sheets, console.app.config_file, console.today, language, names)
        plan = await asyncio.to_thread(plan_calendar, *asked)
        lines += said_plan(plan, upload.name, console.today, language)
        return Looked(kind, lines, plan, changes=plan.changes)
    known = Groups(console.deployment.config, names)
    reading = Reading(console.deployment, known, console.today, language)
    brought = await asyncio.to_thread(read_roster, sheets, upload.name, reading)
    would = await rosters.plan(console.reader.rows, brought)
    lines += said_roster(would, upload.name, names, language)
    return Looked(kind, lines, brought=brought, changes=bool(would.changes))


async def bring_in(request: Request, upload: Upload) -> str:
    """Do what was looked at; return what to say about it."""
    looked, console = await look(request, upload), console_of(request)
    if looked.plan is not None:
        await asyncio.to_thread(save, looked.plan)
        said = ("写好了 {}。", "Wrote {}. ")
        return words(request, *said).format(file_name(looked.plan.path)) + await give(
            request, "/reload"
        )
    # A transaction of its own between two batches: Database lets one run at a time, the engine
    # keeps nothing of these rows in memory, and what it reads next is what was written here.
    async with console.app.database.transaction() as work:
        plan = await rosters.plan(work.execute, looked.brought)
        number = await bringing.apply(
            work,
            plan,
            file=upload.name,
            by=user_of(request).member,
            at=console.now,
            reason=worded("reason", console.deployment.config.language, file=upload.name),
        )
    console.changes.tell()
    said = (f"导入好了，编号 {number}，下面可以撤销", f"Imported as number {number}: see below")
    return words(request, *said)


async def take_back(request: Request, number: int) -> str:
    """Take the newest import back; return what to say about it."""
    console = console_of(request)
    async with console.app.database.transaction() as work:
        row = await undoing.newest(work)
        if row is None or row.number != number:
            return words(request, "只能撤销最后一次导入", "Only the last import can be taken back")
        undone = await undoing.undo(work, row, console.now)
    console.changes.tell()
    return " · ".join(said_undone(undone, _language(request)))


def _names(request: Request) -> Mapping[str, str]:
    console = console_of(request)
    known = [*console.deployment.config.groups, *console.people.groups]
    return {group: console.group_name(group) for group in known}


def _language(request: Request) -> Language:
    return "zh" if language_of(request) == "zh" else "en"
