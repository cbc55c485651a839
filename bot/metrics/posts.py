"""The posts of the calendars: what went out, what did not, and what came of it.

A post is what a playbook of kind `posts` says at one moment in one group, in however many parts;
its cause names the local date and slot, or time: `schedule:daily:hello:2026-11-23/morning`.
"""

from typing import Any

import sqlalchemy as sa

from bot.metrics.metric import Metric, among, during, given, happened
from bot.store.results import POST_CAUSE
from bot.store.stops import held
from bot.store.tables import Journal, Outbox, Result

_J, _O, _R = Journal.table.c, Outbox.table.c, Result.table.c
_MINUTE = 60_000_000  # microseconds


def _unsent(*which: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """Select the posts of which a part is in some state, each once."""
    cause, at, note = _O.cause, sa.func.min(_O.due).label("at"), sa.func.max(_O.note).label("note")
    return (
        sa.select(_O.grp, _O.playbook, cause, at, note)
        .where(among(_O.grp, "groups"), during(_O.due), cause.like(POST_CAUSE), *which)
        .group_by(_O.grp, _O.playbook, cause)
    )


def _missed() -> sa.Select[Any]:
    """Select the moments that came too late and the rows that had to wait too long."""
    late = sa.select(_J.grp, _J.id.label("cause"), _J.at).where(
        happened(_J),
        _J.type == "moment",
        _J.id.like(POST_CAUSE),
        _J.outcome.contains('"code": "missed"'),
    )
    lapsed = _unsent(_O.state == "dropped", _O.note.in_(["too late", "not approved"])).subquery()
    both = late.union(sa.select(lapsed.c.grp, lapsed.c.cause, lapsed.c.at)).subquery()
    return sa.select(both.c.grp, both.c.cause, both.c.at)


def _drawn(what: str, minutes: int) -> sa.Select[Any]:
    """Select how much the posts drew that are old enough to tell."""
    ended = _R.at + minutes * _MINUTE <= given("now")
    n = _R[f"{what}_{minutes}"].label("n")
    return sa.select(_R.grp, _R.playbook, _R.item, _R.slot, _R.at, n).where(
        among(_R.grp, "groups"), during(_R.at), ended
    )


SENT = Metric(
    "posts_sent",
    "count",
    {"zh": "发出的内容", "en": "Posts sent"},
    {
        "zh": "这些天里发出的定时内容，一条分几段发也算一条，每个群各算一条。",
        "en": "Posts that went out on these days: several parts are one, each group counts.",
    },
    sa.select(_R.grp, _R.playbook, _R.item, _R.slot, _R.at).where(
        among(_R.grp, "groups"), during(_R.at)
    ),
)
MISSED = Metric(
    "posts_missed",
    "count",
    {"zh": "错过的内容", "en": "Posts missed"},
    {
        "zh": "这些天里没有发的定时内容，因为轮到时太晚了，或者没有等到批准；人跳过的不算。",
        "en": "Posts of these days that were not sent because their turn came too late or nobody "
        "approved them in time; what somebody skipped is left out.",
    },
    _missed(),
)
HELD = Metric(
    "posts_held",
    "count",
    {"zh": "压着的内容", "en": "Posts held back"},
    {
        "zh": "这些天该发、现在还在等批准或者被按住没有发的定时内容。",
        "en": "Posts due on these days that now wait for approval or are held back.",
    },
    _unsent(
        sa.or_(
            _O.state == "draft",
            sa.and_(_O.state == "waiting", sa.or_(_O.note != "", held(0))),
        )
    ),
)
FAILED = Metric(
    "posts_failed",
    "count",
    {"zh": "发送失败的内容", "en": "Posts failed"},
    {
        "zh": "这些天该发、被平台拒绝了的定时内容，有一段没发出就算。",
        "en": "Posts due on these days of which the platform refused at least one part.",
    },
    _unsent(_O.state == "failed"),
)
UNKNOWN = Metric(
    "posts_unknown",
    "count",
    {"zh": "不知到没到的内容", "en": "Posts in doubt"},
    {
        "zh": "这些天该发、至少有一段不知道到没到的定时内容，不会自动重发。",
        "en": "Posts due on these days of which at least one part may have arrived or not; they "
        "are not sent again.",
    },
    _unsent(_O.state == "unknown"),
)
REPLIES_15 = Metric(
    "replies_15",
    "mean",
    {"zh": "15 分钟内回应", "en": "Replies in 15 minutes"},
    {
        "zh": "每条定时内容发出后 15 分钟内，成员在那个群里发的消息数的平均，命令不算；"
        "没满 15 分钟的内容不算。",
        "en": "Messages of members in the group within 15 minutes of a post, without commands; "
        "the mean over the posts that are 15 minutes old.",
    },
    _drawn("replies", 15),
)
PEOPLE_15 = Metric(
    "people_15",
    "mean",
    {"zh": "15 分钟内参与人数", "en": "Participants in 15 minutes"},
    {
        "zh": "每条定时内容发出后 15 分钟内，在那个群里发过消息的成员数的平均，命令不算；"
        "没满 15 分钟的内容不算。",
        "en": "Members who wrote in the group within 15 minutes of a post, not counting "
        "commands; the mean over the posts that are 15 minutes old.",
    },
    _drawn("people", 15),
)
REPLIES_60 = Metric(
    "replies_60",
    "mean",
    {"zh": "1 小时内回应", "en": "Replies in an hour"},
    {
        "zh": "每条定时内容发出后 1 小时内，成员在那个群里发的消息数的平均，命令不算；"
        "没满 1 小时的内容不算。",
        "en": "Messages of members in the group within an hour of a post, without commands; the "
        "mean over the posts that are an hour old.",
    },
    _drawn("replies", 60),
)
PEOPLE_60 = Metric(
    "people_60",
    "mean",
    {"zh": "1 小时内参与人数", "en": "Participants in an hour"},
    {
        "zh": "每条定时内容发出后 1 小时内，在那个群里发过消息的成员数的平均，命令不算；"
        "没满 1 小时的内容不算。",
        "en": "Members who wrote in the group within an hour of a post, not counting commands; "
        "the mean over the posts that are an hour old.",
    },
    _drawn("people", 60),
)
