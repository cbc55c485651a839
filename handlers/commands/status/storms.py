"""What /status tells of storms in the last day: too much that came, and who is not answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.domain.moments import from_us, to_us
from bot.domain.speech import Member, Trusted
from bot.handling.context import Context
from bot.store.storms import rages
from bot.store.tables import Membership, Storm

_SHOWN = 5
_WHAT: Mapping[str, tuple[str, str]] = {
    "joins": ("{} 人进来", "{} came in"),
    "messages": ("{} 条消息", "{} messages"),
    "answers": ("{} 次没有回答", "{} were not answered"),
    "flood": ("一直提问（{} 次）", "asked on and on ({} times)"),
    "loop": ("总引出同样的话（{} 次）", "drew the same answer on and on ({} times)"),
}


@dataclass(frozen=True, slots=True)
class Seen:
    """One storm: when, where if it was in one group, whose if somebody's, and how much."""

    when: Trusted
    group: str
    who: Member | None
    what: Trusted
    now: bool


@dataclass(frozen=True, slots=True)
class Storms:
    """How many there were, and the latest."""

    number: int
    latest: Sequence[Seen]


async def storms(context: Context, groups: Sequence[str]) -> Storms:
    """Return the storms of the last day in these groups, the latest first; `""` is all of them."""
    s, since = Storm.table.c, to_us(context.now - timedelta(days=1))
    rows = await context.work.rows(
        Storm, s.last >= since, s.grp.in_(groups), order=[s.last.desc(), s.kind, s.grp, s.member]
    )
    return Storms(len(rows), [await _seen(context, row) for row in rows[:_SHOWN]])


async def _seen(context: Context, row: Storm) -> Seen:
    english, zone = context.deployment.config.language != "zh", context.deployment.config.zone
    known = await context.work.get(Membership, row.grp, row.member) if row.member else None
    begin, end = (from_us(moment).astimezone(zone) for moment in (row.since, row.last))
    form = "%H:%M" if begin.date() == end.date() else "%m-%d %H:%M"
    return Seen(
        when=Trusted(f"{begin:%m-%d %H:%M}–{end.strftime(form)}"),
        group=context.group_view(row.grp).name if row.grp else "",
        who=Member(row.member, known.name if known else row.member) if row.member else None,
        what=Trusted(_WHAT[row.kind][english].format(row.number)),
        now=rages(row, to_us(context.now)),
    )
