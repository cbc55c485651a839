"""A brief as what stands on a picture."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from bot.domain.template_faults import Language
from bot.picture.content import Bar, Chart, Grid, Passage, Picture, Tile
from handlers.report.brief import Brief, Number
from handlers.report.days import Period
from handlers.report.series import OfDay

_SHOWN = timedelta(days=14)
WORDS: Mapping[Language, Mapping[str, str]] = {
    "zh": {
        "messages": "每天的消息",
        "active": "每天的活跃成员",
        "slots": "各时段发的内容",
        "slot": "时段",
        "usual": "{value}（平时 {usual}）",
        "standouts": "值得一夸",
        "troubles": "要留意",
        "colon": "：",
        "comma": "、",
    },
    "en": {
        "messages": "Messages a day",
        "active": "Active members a day",
        "slots": "What the posts drew",
        "slot": "Slot",
        "usual": "{value} (usually {usual})",
        "standouts": "Well done",
        "troubles": "To look after",
        "colon": ": ",
        "comma": ", ",
    },
}


def charted(days: Period) -> Period:
    """Return the days whose bars are drawn: those of the brief, fourteen at least."""
    return Period(min(days.first, days.last - _SHOWN + timedelta(days=1)), days.last)


def poster(brief: Brief, series: Mapping[date, OfDay], days: Period, language: Language) -> Picture:
    """Return what stands on the picture of a brief."""
    words = WORDS[language]
    return Picture(
        title=brief.title,
        subtitle=brief.groups,
        tiles=tuple(_tile(number, brief.against) for number in brief.numbers),
        charts=tuple(_chart(name, words[name], series, days) for name in OfDay._fields),
        grids=(_grid(brief, words),) if brief.slots else (),
        passages=tuple(_passages(brief, words)),
    )


def _tile(number: Number, against: Sequence[str]) -> Tile:
    """Write each change with what it is a change from."""
    told = zip((number.before, number.week), against, strict=False)
    changes = tuple(f"{change} {since}" for change, since in told if change)
    return Tile(number.label, number.value, changes)


def _chart(name: str, title: str, series: Mapping[date, OfDay], days: Period) -> Chart:
    shown = charted(days).days
    form = "%m-%d" if len(shown) <= _SHOWN.days else "%d"
    none = OfDay()
    bars = (Bar(f"{day:{form}}", getattr(series.get(day, none), name)) for day in shown)
    return Chart(title, tuple(bars), len(days.days))


def _grid(brief: Brief, words: Mapping[str, str]) -> Grid:
    head = (words["slot"], *(one.label for one in brief.slots[0].drawn))
    rows = (
        (
            slot.name,
            *(
                words["usual"].format(value=one.value, usual=one.usual) if one.usual else one.value
                for one in slot.drawn
            ),
        )
        for slot in brief.slots
    )
    return Grid(words["slots"], head, tuple(rows))


def _passages(brief: Brief, words: Mapping[str, str]) -> Iterator[Passage]:
    """Yield who stood out, and what is to be looked after."""
    colon, comma = words["colon"], words["comma"]
    if brief.standouts:
        praised = []
        for one in brief.standouts:
            named = comma.join(f"{found.member} {found.value}" for found in one.members)
            praised.append(f"{one.label}{colon}{named}")
        yield Passage(words["standouts"], tuple(praised))
    if brief.troubles:
        counted = comma.join(f"{one.label} {one.count}" for one in brief.troubles)
        yield Passage(words["troubles"], (counted,))
