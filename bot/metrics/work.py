"""What is paid, left to be done, and said by the bot."""

import sqlalchemy as sa

from bot.metrics.metric import Metric, among, during, given
from bot.store.tables import Ledger, Outbox, Task

_L, _O, _T = Ledger.table.c, Outbox.table.c, Task.table.c
_SAID = ("say", "image", "file", "announce", "dm")
_OPEN = sa.select(_T.grp, _T.number, _T.made.label("at"), _T.due, _T.text).where(
    among(_T.grp, "groups"),
    _T.made < given("until"),
    sa.or_(_T.state == "open", _T.at >= given("until")),
)

POINTS = Metric(
    "points",
    "count",
    {"zh": "发放积分", "en": "Points given"},
    {
        "zh": "这些天里记上的积分之和，扣掉的不减。",
        "en": "The sum of the points credited on these days; what was taken is not subtracted.",
    },
    sa.select(_L.grp, _L.member, _L.at, _L.reason, _L.points.label("n")).where(
        among(_L.grp, "groups"), during(_L.at), _L.points > 0
    ),
)
TASKS_OPEN = Metric(
    "tasks_open",
    "count",
    {"zh": "待办", "en": "Open tasks"},
    {
        "zh": "最后一天结束时（今天则到现在）还开着的待办，没做好、没跳过也没过期，不论哪天来的。",
        "en": "Tasks neither done nor skipped nor lapsed by the end of the last day, or by now, "
        "of whatever day.",
    },
    _OPEN,
)
TASKS_LATE = Metric(
    "tasks_late",
    "count",
    {"zh": "过时的待办", "en": "Late tasks"},
    {
        "zh": "上面的待办里，那时已经过了时限的。",
        "en": "Those of the open tasks whose time was over by then.",
    },
    _OPEN.where(_T.due < given("until")),
)
BOT_MESSAGES = Metric(
    "bot_messages",
    "count",
    {"zh": "机器人发言", "en": "Messages of the bot"},
    {
        "zh": "机器人这些天该发、也发出去了的消息，群里的和为这些群私聊的都算，一段算一条。",
        "en": "What the bot was to say on these days and did, aloud or privately for these "
        "groups; each part counts.",
    },
    sa.select(_O.grp, _O.member, _O.at, _O.playbook, _O.cause, _O.text).where(
        among(_O.grp, "groups"), during(_O.due), _O.state == "sent", _O.type.in_(_SAID)
    ),
)
