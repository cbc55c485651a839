"""What a brief tells, read through whoever reads: a handler's unit of work, or a page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import orjson
import sqlalchemy as sa

from bot.domain.speech import Member, Trusted
from bot.domain.template_faults import Language
from bot.metrics import BY_NAME
from bot.metrics.measuring import measure, rows_of
from bot.metrics.metric import Scope, among
from bot.store.reading import Rows
from bot.store.tables import Membership
from handlers.report import lines
from handlers.report.days import Every, Period
from handlers.report.figures import change, figure
from handlers.report.slots import BY_SLOT, SlotNames, SlotResult, slot_results

TROUBLES = (
    "posts_missed",
    "posts_held",
    "posts_failed",
    "posts_unknown",
    "unanswered",
    "tasks_open",
    "tasks_late",
)
"""What somebody has to look after: told only where it is more than none."""
_M = Membership.table.c
_NAMES = sa.select(_M.grp, _M.member, _M.name).where(
    among(_M.grp, "groups"), among(_M.member, "members")
)
_NAMED = 3
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Number:
    """A number, and how it has changed since the days before and the same days a week before."""

    name: str
    label: Trusted
    value: Trusted
    before: Trusted
    week: Trusted


@dataclass(frozen=True, slots=True)
class Standout:
    """A member who stood out, and by how much."""

    member: Member
    value: Trusted


@dataclass(frozen=True, slots=True)
class Standouts:
    """Those who stood out in one way."""

    name: str
    label: Trusted
    members: Sequence[Standout]


@dataclass(frozen=True, slots=True)
class Trouble:
    """How much there is of what somebody has to look after."""

    name: str
    label: Trusted
    count: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a brief is to tell: of which groups and days, how called, and in which language.

    `slots` are the names of the slots of their posts, in order.
    """

    every: Every
    include: Sequence[str]
    scope: Scope
    groups: Sequence[str]
    slots: SlotNames
    language: Language


@dataclass(frozen=True, slots=True)
class Brief:
    """All that is told; `against` is what the numbers are compared with, `groups` people's words.

    With `watched` it tells of troubles, if there are any.
    """

    title: Trusted
    groups: str
    against: Sequence[Trusted]
    watched: bool
    numbers: Sequence[Number]
    slots: Sequence[SlotResult]
    standouts: Sequence[Standouts]
    troubles: Sequence[Trouble]


async def gather(rows: Rows, wanted: Wanted) -> Brief:
    """Read what a brief tells; fold the activity and the results before."""
    scope, language = wanted.scope, wanted.language
    days = Period(scope.first, scope.last)
    lists = [name for name in wanted.include if BY_NAME[name].kind == "list"]
    troubles = [name for name in wanted.include if name in TROUBLES]
    by_slot = [name for name in wanted.include if name in BY_SLOT]
    apart = {*lists, *troubles, *by_slot}
    numbers = [name for name in wanted.include if name not in apart]
    return Brief(
        lines.title(wanted.every, days, language),
        lines.said_groups(wanted.groups, language),
        lines.against(days, language),
        bool(troubles),
        await _numbers(rows, numbers, scope, language),
        await slot_results(rows, by_slot, scope, wanted.slots, language),
        [found for name in lists if (found := await _standouts(rows, name, scope, language))],
        await _troubles(rows, troubles, scope, language),
    )


async def _numbers(
    rows: Rows, names: Sequence[str], scope: Scope, language: Language
) -> list[Number]:
    """Measure beside as many days before and, of less than a week, the same weekdays."""
    if not names:
        return []
    now = await measure(rows, names, scope)
    before = await measure(rows, names, scope.ago(scope.days))
    short = scope.days < _WEEK
    week = await measure(rows, names, scope.ago(_WEEK)) if short else dict.fromkeys(names)
    return [
        Number(
            name,
            label_of(name, language),
            figure(name, now[name]),
            change(name, now[name], before[name]),
            change(name, now[name], week[name]),
        )
        for name in names
    ]


async def _troubles(
    rows: Rows, names: Sequence[str], scope: Scope, language: Language
) -> list[Trouble]:
    counted = await measure(rows, names, scope) if names else {}
    return [
        Trouble(name, label_of(name, language), int(count))
        for name, count in counted.items()
        if count
    ]


async def _standouts(rows: Rows, name: str, scope: Scope, language: Language) -> Standouts | None:
    """Return the first few, each member once: with what they have most of in any group."""
    found = await rows_of(rows, name, scope)
    names = await _names(rows, scope, {row.member for row in found})
    best: dict[str, Standout] = {}
    plus = "+" if name == "milestones" else ""  # of these it is the points that they brought
    for row in found:
        member = Member(row.member, names.get((row.grp, row.member), row.member))
        best.setdefault(row.member, Standout(member, Trusted(f"{plus}{row.n:,}")))
    if not best:
        return None
    return Standouts(name, label_of(name, language), list(best.values())[:_NAMED])


async def _names(rows: Rows, scope: Scope, members: Iterable[str]) -> Mapping[tuple[str, str], str]:
    """Return how members are called, by group and id."""
    values = scope.values() | {"members": orjson.dumps(sorted(members)).decode()}
    return {(group, member): name for group, member, name in await rows(_NAMES, values)}


def label_of(name: str, language: Language) -> Trusted:
    """Return how a metric is called."""
    return Trusted(BY_NAME[name].words[language])
