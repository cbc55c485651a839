"""METRICS: everything that is measured, with its definition, its SQL and its rows."""

from bot.metrics import members, posts, standouts, talk, work
from bot.metrics.metric import Metric

METRICS: tuple[Metric, ...] = (
    members.JOINS,
    members.LEAVES,
    members.GROWTH,
    members.PRESENT,
    members.ACTIVE,
    members.ACTIVE_PRESENT,
    members.ACTIVE_SHARE,
    talk.MESSAGES,
    talk.MESSAGES_EACH,
    talk.CHECK_INS,
    talk.ANSWERED,
    talk.UNANSWERED,
    posts.SENT,
    posts.MISSED,
    posts.HELD,
    posts.FAILED,
    posts.UNKNOWN,
    posts.REPLIES_15,
    posts.PEOPLE_15,
    posts.REPLIES_60,
    posts.PEOPLE_60,
    work.POINTS,
    work.TASKS_OPEN,
    work.TASKS_LATE,
    work.BOT_MESSAGES,
    standouts.TALKERS,
    standouts.STREAKS,
    standouts.MILESTONES,
)
BY_NAME = {metric.name: metric for metric in METRICS}
