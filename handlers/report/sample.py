"""A made-up brief, with which an operator's own text is tried out."""

from dataclasses import fields
from datetime import date

from bot.domain.speech import Member, Trusted
from handlers.report import lines
from handlers.report.brief import Brief, Number, Standout, Standouts, Trouble
from handlers.report.days import Period
from handlers.report.slots import Drawn, SlotResult

_DAY = Period(date(2026, 11, 22), date(2026, 11, 22))
_BRIEF = Brief(
    title=lines.title("day", _DAY, "zh"),
    groups="阅读群、周末书友群",
    against=lines.against(_DAY, "zh"),
    watched=True,
    numbers=[Number("messages", *map(Trusted, ("消息", "128", "▲12", "▼3")))],
    slots=[
        SlotResult(
            "morning",
            Trusted("早间轻互动"),
            2,
            [Drawn("people_15", *map(Trusted, ("15 分钟内参与人数", "8", "6")))],
        )
    ],
    standouts=[
        Standouts("talkers", Trusted("发言最多"), [Standout(Member("u1", "王姐"), Trusted("42"))])
    ],
    troubles=[Trouble("tasks_open", Trusted("待办"), 3)],
)


def values_of(brief: Brief) -> dict[str, object]:
    """Return a brief as the names that its text may use."""
    return {field.name: getattr(brief, field.name) for field in fields(Brief)}


SAMPLE = values_of(_BRIEF)
