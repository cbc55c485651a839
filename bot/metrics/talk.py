"""What is written in the groups: messages, check-ins, questions."""

import sqlalchemy as sa

from bot.metrics.metric import BOT, Metric, among, during, given, happened
from bot.store.tables import Daily, Journal, Task

_D, _J, _T = Daily.table.c, Journal.table.c, Task.table.c
_MESSAGES = (happened(_J), _J.type == "message", _J.member != BOT)
_ANSWERED = ("keyword", "alike", "alike_unasked", "chosen")
"""The reason codes of FAQ answers that were said."""


def _folded(kind: str) -> tuple[sa.ColumnElement[bool], ...]:
    return among(_D.grp, "groups"), among(_D.day, "days"), _D.kind == kind


MESSAGES = Metric(
    "messages",
    "count",
    {"zh": "消息", "en": "Messages"},
    {
        "zh": "成员这些天在群里发的消息，图片和命令也算，后来撤回的也算，机器人的不算。",
        "en": "What members wrote in the groups on these days, images, commands and what was "
        "taken back included, without the bot's own.",
    },
    sa.select(_J.grp, _J.member, _J.at, _J.id.label("cause"), _J.text).where(*_MESSAGES),
    quick=sa.select(sa.func.coalesce(sa.func.sum(_D.n), 0)).where(*_folded("message")),
)
MESSAGES_EACH = Metric(
    "messages_each",
    "ratio",
    {"zh": "人均消息", "en": "Messages per active member"},
    {
        "zh": "消息数除以活跃成员数；没有活跃成员时没有这个数。",
        "en": "Messages divided by active members; there is none without active members.",
    },
    of=("messages", "active"),
)
CHECK_INS = Metric(
    "check_ins",
    "count",
    {"zh": "打卡", "en": "Check-ins"},
    {
        "zh": "为这些天打的卡，补卡算在补的那天，请假不算，撤销了的不算。",
        "en": "Check-ins for these days: a make-up counts for the day made up, a leave or what "
        "was undone does not.",
    },
    sa.select(_D.grp, _D.member, _D.day, _D.n).where(*_folded("check_in")),
)
ANSWERED = Metric(
    "answered",
    "count",
    {"zh": "自动答疑", "en": "Questions answered"},
    {
        "zh": "这些天里机器人用 FAQ 答上的消息；刚答过而没有重复的不算。",
        "en": "Messages of these days that the bot answered from an FAQ; what it had just "
        "answered and did not repeat is left out.",
    },
    sa.select(_J.grp, _J.member, _J.at, _J.id.label("cause"), _J.text).where(
        *_MESSAGES,
        sa.or_(*(_J.outcome.contains(f'"code": "{code}"') for code in _ANSWERED)),
    ),
)
UNANSWERED = Metric(
    "unanswered",
    "count",
    {"zh": "没答上的问题", "en": "Questions unanswered"},
    {
        "zh": "这些天里交给人来答的问题，到最后一天结束时（今天则到现在）还没有人标记做好或跳过。",
        "en": "Questions of these days left to a person that nobody had marked as done or "
        "skipped by the end of the last day, or by now.",
    },
    sa.select(_T.grp, _T.number, _T.made.label("at"), _T.text).where(
        among(_T.grp, "groups"),
        during(_T.made),
        _T.wanted == "task",
        sa.or_(_T.state == "open", _T.at >= given("until")),
    ),
)
