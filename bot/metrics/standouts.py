"""Who stood out: a few members each, the first of their group or of several."""

import sqlalchemy as sa

from bot.metrics.metric import FOLDED_GROUP, Metric, among, during
from bot.store.tables import Daily, Ledger, Progress

_D, _L, _P = Daily.table.c, Ledger.table.c, Progress.table.c
_FEW = 5
_said = sa.func.sum(_D.n)
_first_day = sa.bindparam("first", type_=sa.Text)

TALKERS = Metric(
    "talkers",
    "list",
    {"zh": "发言最多", "en": "Wrote the most"},
    {
        "zh": "这些天里发消息最多的 5 位成员和条数；一样多的按 id 排。",
        "en": "The 5 members who wrote the most messages on these days, ties by id.",
    },
    sa.select(FOLDED_GROUP, _D.member, _said.label("n"))
    .where(among(_D.grp, "groups"), among(_D.day, "days"), _D.kind == "message")
    .group_by(FOLDED_GROUP.element, _D.member)
    .order_by(_said.desc(), FOLDED_GROUP.element, _D.member)
    .limit(_FEW),
)
STREAKS = Metric(
    "streaks",
    "list",
    {"zh": "连续打卡最久", "en": "Longest streaks"},
    {
        "zh": "这些天以来打过卡的成员里，现在连续天数最多的 5 位（至少 2 天）；一样多的按 id 排。",
        "en": "Of the members who checked in since the first of these days, the 5 with the "
        "longest streaks as they stand now, of at least 2 days, ties by id.",
    },
    sa.select(_P.grp, _P.member, _P.playbook, _P.streak.label("n"))
    .where(among(_P.grp, "groups"), _P.last_day >= _first_day, _P.streak > 1)
    .order_by(_P.streak.desc(), _P.grp, _P.member, _P.playbook)
    .limit(_FEW),
)
MILESTONES = Metric(
    "milestones",
    "list",
    {"zh": "达成里程碑", "en": "Milestones"},
    {
        "zh": "这些天里最近拿到打卡里程碑积分的 5 次，以及积分。",
        "en": "The 5 latest milestones of check-ins that were paid on these days, and the points.",
    },
    sa.select(_L.grp, _L.member, _L.at, _L.reason, _L.points.label("n"))
    .where(
        among(_L.grp, "groups"),
        during(_L.at),
        _L.points > 0,
        _L.key.like("checkin|%"),
        _L.key.not_like("%|____-__-__|%"),  # what a day earned, not a milestone
    )
    .order_by(_L.at.desc(), _L.seq.desc())
    .limit(_FEW),
)
