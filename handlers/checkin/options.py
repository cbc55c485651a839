"""The parts of a challenge as operators write them."""

from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from bot.config.model import Config
from bot.domain.addressing import unwrap
from bot.domain.amounts import Amount, Count
from bot.domain.durations import Days
from bot.domain.moments import YEARS
from bot.domain.spans import CalendarDate
from bot.domain.text import fold
from bot.domain.times import TimeOfDay, Window
from bot.errors import Unfit, shown
from bot.playbooks.base import WORDLESS, Why
from bot.playbooks.say import Say, Speaking, Text
from bot.reading.places import KeyPath
from bot.reading.validation import Strict

_WORDLESS_CLICK: Why = {
    "zh": "点一下交不了文字和图片：card 和 needs 只能写一个",
    "en": "a click brings neither words nor an image: write card or needs, not both",
}


def _bare(word: str) -> str:
    """Return a keyword as it is heard: `回复【打卡】` asks for 打卡."""
    bare = unwrap(word, ())
    if not same(bare):
        raise Unfit(f"{shown(word)} 不能当口令", f"{shown(word)} is no keyword")
    return bare


def same(word: str) -> str:
    """Return the form in which keywords are equal: 打卡 is also heard in #打卡."""
    return fold(word).strip().lstrip("#").strip()


def _listed(written: Any) -> Any:
    return written if isinstance(written, list | tuple) else (written,)


def _countable(day: date) -> date:
    """Refuse what the days of a challenge cannot be reckoned from."""
    if day.year not in YEARS:
        first, last = YEARS[0], YEARS[-1]
        raise Unfit(f"要在 {first} 到 {last} 年之间", f"must be in the years {first} to {last}")
    return day


FirstDay = Annotated[CalendarDate, AfterValidator(_countable)]
Keyword = Annotated[Text, AfterValidator(_bare)]
Keywords = Annotated[
    tuple[Keyword, ...],
    BeforeValidator(_listed, json_schema_input_type=Keyword | tuple[Keyword, ...]),
    Field(min_length=1),
]


class Evidence(Strict):
    """What has to come with the keyword: so many characters, or an image; either is enough."""

    text: Count | None = None
    image: bool = False


class Points(Strict):
    """What is paid: for each day, and once for each streak that is a milestone."""

    each: Amount = 0
    at: Mapping[Count, Amount] = {}


class MakeUp(Strict):
    """How members make up for missed days: with so many cards, so many days back."""

    keyword: Keyword
    cards: Count | None = None
    within: Annotated[Days, Field(ge=1)] | None = None


class Leave(Strict):
    """How members take leave, and for how many days in the whole challenge."""

    keyword: Keyword
    max: Count | None = None


class DailyCard(Speaking, Strict):
    """A card that invites to check in by a click, each day at `at`, else when the window opens.

    Written short, it is `true` or the time of day.
    """

    at: TimeOfDay | None = None
    say: Say | None = None
    button: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _short_forms(cls, data: object) -> object:
        if data is True:
            return {}
        return {"at": data} if isinstance(data, str | int) else data


def _wanted(written: object) -> object:
    return None if written is False else written


Card = Annotated[
    DailyCard | None,
    BeforeValidator(_wanted, json_schema_input_type=DailyCard | bool | TimeOfDay | None),
]


def card_mistakes(
    card: DailyCard, at: time, needs: Evidence, window: Window | None, config: Config
) -> Iterator[tuple[KeyPath, Why]]:
    """Yield what keeps a click on a card that goes out at `at` from being a check-in."""
    if needs.text or needs.image:
        yield ("card",), _WORDLESS_CLICK
    quiet = config.quiet_hours
    if quiet and quiet.contains(at):
        why = {
            "zh": f'{at:%H:%M} 在安静时段（{quiet}）里：换个时间，如 card: "08:00"',
            "en": f'{at:%H:%M} is in the quiet hours ({quiet}): write card: "08:00"',
        }
        yield ("card", "at"), why
    if window and not window.contains(at):
        why = {
            "zh": f"{at:%H:%M} 不在打卡时间（{window}）里",
            "en": f"{at:%H:%M} is outside the window ({window})",
        }
        yield ("card", "at"), why
    if card.say and not card.say.has_text:
        yield ("card", "say"), WORDLESS
