"""What /status tells of trouble in the last day: what failed, was not heard or not sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
import sqlalchemy as sa

from bot.domain.moments import HOUR, from_us, to_us
from bot.domain.speech import GroupView, Trusted
from bot.handling.context import Context
from bot.outbox.holds import COMPLAINT
from bot.store.backups.failing import failing
from bot.store.reading import reading
from bot.store.silences import open_silences
from bot.store.tables import Hold, Journal, Outbox
from handlers.commands.moments import local

_SHOWN = 5
_LONGEST = 16
_KINDS: Mapping[str, tuple[str, str]] = {
    "say": ("发言", "post"),
    "dm": ("私聊", "private message"),
    "image": ("图片", "image"),
    "file": ("文件", "file"),
    "recall": ("撤回", "recall"),
    "remove": ("移出成员", "removal"),
    "announce": ("群公告", "announcement"),
    "task": ("待办通知", "task"),
    "accept": ("接受请求", "acceptance"),
}
_ALOUD = ("say", "announce")
"""What a whole group was to read may be told to it again."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A time in which a channel heard nothing."""

    when: Trusted
    channel: Trusted


@dataclass(frozen=True, slots=True)
class Gaps:
    """How many there were, and the latest."""

    number: int
    latest: Sequence[Gap]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Since when something does not work, and why."""

    when: Trusted
    why: str


@dataclass(frozen=True, slots=True)
class Unsent:
    """Something that did not go out, or of which nobody knows."""

    when: Trusted
    what: Trusted
    text: str
    group: GroupView
    unknown: bool
    why: str


@dataclass(frozen=True, slots=True)
class AllUnsent:
    """How many there were, and the latest."""

    number: int
    latest: Sequence[Unsent]


async def failures(context: Context, groups: Sequence[str]) -> int:
    """Count the events at which a handler failed."""
    j = Journal.table.c
    failed = (*_lately(context), j.error.is_not(None), j.grp.in_([*groups, ""]))
    return int((await context.work.execute(sa.select(sa.func.count()).where(*failed)))[0][0])


async def gaps(context: Context, groups: Sequence[str]) -> Gaps:
    """Return when the channels of these groups heard nothing, the latest first."""
    config, j = context.deployment.config, Journal.table.c
    ears = {config.channel_of(group, context.people.channel_of(group)) for group in groups}
    of_channels = (*_lately(context), j.grp == "", j.type == "gap")
    rows = await context.work.rows(Journal, *of_channels, order=[j.at.desc(), j.seq.desc()])
    told = [(row.at, orjson.loads(row.data or "{}")) for row in rows]
    found = [
        Gap(_span(context, from_us(facts["since"]), from_us(at)), Trusted(channel))
        for at, facts in told
        if (channel := facts["channel"] or config.channel_of("")) in ears
    ]
    return Gaps(len(found), found[:_SHOWN])


async def silent(context: Context, groups: Sequence[str]) -> Sequence[Gap]:
    """Return which channels of these groups hear nothing, and since when."""
    config = context.deployment.config
    ears = {config.channel_of(group, context.people.channel_of(group)) for group in groups}
    found = await open_silences(reading(context.work))
    return [
        Gap(local(context, to_us(since)), Trusted(channel))
        for channel, since in sorted(found.items())
        if channel in ears
    ]


async def silenced(context: Context, groups: Sequence[str]) -> Sequence[Gap]:
    """Return by which channels nothing is said to these groups, and until when: complaints."""
    config, h = context.deployment.config, Hold.table.c
    mouths = {config.mouth_of(group, context.people.channel_of(group)) for group in groups}
    lasting = (h.until > to_us(context.now), h.why == COMPLAINT, h.channel.in_(mouths))
    found = await context.work.rows(Hold, *lasting)
    return [Gap(local(context, hold.until), Trusted(hold.channel)) for hold in found]


async def backup(context: Context) -> Trouble | None:
    """Return since when no backup could be made, and why."""
    found = await failing(context.work)
    return Trouble(local(context, to_us(found[0])), found[1]) if found else None


async def unsent(context: Context, groups: Sequence[str]) -> AllUnsent:
    """Return what failed on the way out or may not have arrived, the latest first."""
    o = Outbox.table.c
    lately = (o.state.in_(["failed", "unknown"]), o.due >= _since(context), o.grp.in_(groups))
    rows = await context.work.rows(Outbox, *lately, order=[o.due.desc(), o.seq.desc()])
    return AllUnsent(len(rows), [_unsent(context, row) for row in rows[:_SHOWN]])


def _unsent(context: Context, row: Outbox) -> Unsent:
    english = context.deployment.config.language != "zh"
    text = row.text if row.type in _ALOUD and not row.member else ""
    return Unsent(
        when=local(context, row.due),
        what=Trusted(_KINDS[row.type][english]),
        text=text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…",
        group=context.group_view(row.grp),
        unknown=row.state == "unknown",
        why=row.note,
    )


def _span(context: Context, since: datetime, until: datetime) -> Trusted:
    zone = context.deployment.config.zone
    begin, end = since.astimezone(zone), until.astimezone(zone)
    last = f"{end:%H:%M}" if begin.date() == end.date() else f"{end:%m-%d %H:%M}"
    return Trusted(f"{begin:%m-%d %H:%M} – {last}")


def _lately(context: Context) -> tuple[sa.ColumnElement[bool], ...]:
    """Say of events that they are of the last day; the hour is what an index finds them by."""
    since, j = _since(context), Journal.table.c
    return j.hour >= since // HOUR, j.at >= since


def _since(context: Context) -> int:
    return to_us(context.now - timedelta(days=1))
