"""Who came, went, is there and takes part."""

import sqlalchemy as sa

from bot.metrics.metric import BOT, FOLDED_GROUP, Metric, among, during, given
from bot.store.tables import Daily, Membership, Turnover

_D, _M, _T = Daily.table.c, Membership.table.c, Turnover.table.c


def _turnover(kind: str) -> sa.Select[tuple[str, str, int, str, str | None]]:
    of_groups = (among(_T.grp, "groups"), during(_T.at))
    return sa.select(_T.grp, _T.member, _T.at, _T.cause, _T.by).where(
        *of_groups, _T.kind == kind, _T.member != BOT
    )


def _active() -> sa.Select[tuple[str, str]]:
    did = _D.kind.in_(["message", "check_in"])
    of_groups = (among(_D.grp, "groups"), among(_D.day, "days"))
    return sa.select(FOLDED_GROUP, _D.member).where(*of_groups, did).distinct()


def _present(those: sa.FromClause = Membership.table) -> sa.Select[tuple[str, str, int | None]]:
    """Select who, of all or of `those`, was there at `end`.

    Their next coming or leaving since is a leaving, or there is none and they are still there.
    """
    since = (
        sa.select(sa.func.min(_T.seq).label("seq"))
        .where(among(_T.grp, "groups"), _T.at >= given("end"))
        .group_by(_T.grp, _T.member)
        .subquery()
    )
    then = sa.select(_T.grp, _T.member, _T.kind).join(since, _T.seq == since.c.seq).subquery()
    same = sa.and_(then.c.grp == _M.grp, then.c.member == _M.member)
    there = sa.and_(
        then.c.kind.is_(None),
        sa.or_(_M.left_at.is_(None), _M.left_at >= given("end")),
        sa.or_(_M.joined_at.is_(None), _M.joined_at < given("end")),
    )
    return (
        sa.select(_M.grp, _M.member, _M.joined_at)
        .select_from(those.outerjoin(then, same))
        .where(among(_M.grp, "groups"), _M.member != BOT, sa.or_(then.c.kind == "leave", there))
    )


def _active_present() -> sa.Select[tuple[str, str, int | None]]:
    active = _active().subquery()
    theirs = sa.and_(_M.grp == active.c.grp, _M.member == active.c.member)
    return _present(active.join(Membership.table, theirs))


JOINS = Metric(
    "joins",
    "count",
    {"zh": "入群", "en": "Joins"},
    {
        "zh": "这些天里进群的次数：同一次被告知两遍算一次，退群后又出现算一次，机器人自己不算。",
        "en": "How often members came on these days: told twice it counts once, to be heard "
        "again after leaving counts too, the bot itself does not.",
    },
    _turnover("join"),
)
LEAVES = Metric(
    "leaves",
    "count",
    {"zh": "退群", "en": "Leaves"},
    {
        "zh": "这些天里退群的次数，自己退的和被移出的都算，机器人自己不算。",
        "en": "How often members left on these days, by themselves or removed, without the bot.",
    },
    _turnover("leave"),
)
GROWTH = Metric(
    "growth",
    "difference",
    {"zh": "净增", "en": "Net growth"},
    {"zh": "入群次数减退群次数。", "en": "Joins less leaves."},
    of=("joins", "leaves"),
)
PRESENT = Metric(
    "present",
    "count",
    {"zh": "在群人数", "en": "Members"},
    {
        "zh": "最后一天结束时在群里的成员：同一人在几个群里算几个，没听到进群的也算，机器人不算。",
        "en": "Members in the groups at the end of the last day: one in two groups counts twice, "
        "whose coming was not heard counts too, the bot does not.",
    },
    _present(),
)
ACTIVE = Metric(
    "active",
    "count",
    {"zh": "活跃成员", "en": "Active members"},
    {
        "zh": "这些天里在群里发过消息或打过卡的成员：发几条都算一个，在两个群里活跃算两个。",
        "en": "Members who wrote or checked in on these days: each once, but in each group.",
    },
    _active(),
)
ACTIVE_PRESENT = Metric(
    "active_present",
    "count",
    {"zh": "在群的活跃成员", "en": "Active members still there"},
    {
        "zh": "活跃成员里，最后一天结束时还在群里的。",
        "en": "Active members who were in the group at the end of the last day.",
    },
    _active_present(),
)
ACTIVE_SHARE = Metric(
    "active_share",
    "share",
    {"zh": "活跃率", "en": "Active share"},
    {
        "zh": "在群的活跃成员除以在群人数；没有成员时没有这个数。",
        "en": "Active members still there divided by members; there is none without members.",
    },
    of=("active_present", "present"),
)
