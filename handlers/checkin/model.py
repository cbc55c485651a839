"""kind: checkin. The playbook of a challenge in which members check in day by day."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from functools import cached_property
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field

from bot.config import Config
from bot.domain.challenge import Phase, challenge_day, day_number
from bot.domain.challenge_rules import Rules
from bot.domain.durations import Days
from bot.domain.needs import Need
from bot.domain.spans import CalendarDate
from bot.domain.speech import GroupView, Language, Member, Trusted
from bot.domain.text import fold, unwrap
from bot.domain.times import TimeOfDay, Window, local_day
from bot.playbooks.base import Playbook, Utterance
from bot.playbooks.say import Say, Speaking, Text
from bot.reading.places import KeyPath
from bot.reading.validation import Strict

_LATEST_DAY_END = time(12)


def _bare(word: str) -> str:
    """Return a keyword as it is heard: `回复【打卡】` asks for 打卡."""
    bare = unwrap(word, ())
    if not same(bare):
        raise ValueError(f"{word!r} is no keyword")
    return bare


def same(word: str) -> str:
    """Return the form in which keywords are equal: 打卡 is also heard in #打卡."""
    return fold(word).strip().lstrip("#").strip()


def _listed(written: Any) -> Any:
    return written if isinstance(written, list | tuple) else (written,)


Keyword = Annotated[Text, AfterValidator(_bare)]
Keywords = Annotated[tuple[Keyword, ...], BeforeValidator(_listed), Field(min_length=1)]
Count = Annotated[int, Field(ge=1)]
Amount = Annotated[int, Field(ge=0)]


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


class Challenge(Speaking, Playbook):
    """Members check in with a keyword, once a day; streaks, make-ups and leave follow from it.

    Words count for the day they were written on, also where an image completes them later. The
    window is for check-ins: make-ups and leave are heard at any time. A make-up is a day and paid
    as one, but no activity. Who checks in on a day of leave gets that day of leave back.
    """

    kind: Literal["checkin"]
    title: Text | None = None
    match: Keywords
    start: CalendarDate | None = Field(None, alias="from")
    days: Count | None = None
    window: Window | None = None
    day_ends: TimeOfDay | None = None
    needs: Evidence = Evidence()
    points: Points = Points()
    make_up: MakeUp | None = None
    leave: Leave | None = None
    remind: TimeOfDay | None = None
    settle: TimeOfDay | None = None
    say: Say | None = None
    again: Say | None = None

    @cached_property
    def name(self) -> Trusted:
        """Return the title, or what stands in for it."""
        return Trusted(self.title or self.match[0])

    @cached_property
    def words(self) -> tuple[tuple[KeyPath, str], ...]:
        """Return every keyword of it, and where it is written."""
        words: list[tuple[KeyPath, str]] = [(("match",), word) for word in self.match]
        if self.make_up:
            words.append((("make_up", "keyword"), self.make_up.keyword))
        if self.leave:
            words.append((("leave", "keyword"), self.leave.keyword))
        return tuple(words)

    def rules(self, language: Language = "zh") -> Rules:
        """Return what decides about days and points."""
        return Rules(
            playbook=self.id,
            title=self.name,
            each=self.points.each,
            at=self.points.at,
            leave=self.leave is not None,
            start=self.start,
            days=self.days,
            day_ends=self.day_ends,
            language=language,
        )

    def phase(self, day: date) -> Phase:
        """Say whether the challenge runs on a day."""
        return challenge_day(self.start, self.days, day)

    def day_of(self, at: datetime, zone: ZoneInfo) -> date:
        """Return the day that something written at a moment counts for."""
        return local_day(at, zone, self.day_ends)

    def number_of(self, day: date, total: int) -> int:
        """Number a day of the challenge; without a first day, members count their own."""
        return day_number(self.start, day) if self.start else total

    def requires(self) -> Iterator[Need]:
        """Yield that it must hear its keyword, answer, and remind and settle unasked."""
        yield from ("messages", "answer")
        if self.remind or self.settle:
            yield "post"

    def utterances(self) -> Iterator[Utterance]:
        """Yield what is said about a check-in, with a sample one."""
        sample = {
            "name": Member("u1", "小李"),
            "group": GroupView("阅读群"),
            "title": self.name,
            "day": 7,
            "streak": 7,
            "total": 7,
            "points": 25,
            "milestone": 7,
        }
        if self.say:
            yield Utterance(("say",), self.say, sample)
        if self.again:
            yield Utterance(("again",), self.again, sample | {"points": 0, "milestone": None})

    def conflicts(self, config: Config) -> Iterator[tuple[KeyPath, str]]:
        """Yield days, times and keywords that cannot be meant."""
        if self.days and not self.start:
            yield ("days",), "counts from the first day: write from as well"
        if self.day_ends and self.day_ends > _LATEST_DAY_END:
            yield ("day_ends",), "must be 12:00 at the latest"
        elif self.settle and self.day_ends and self.settle < self.day_ends:
            yield (
                ("settle",),
                f"is before day_ends, {self.day_ends:%H:%M}: the day is not over",
            )
        for field, at in (("remind", self.remind), ("settle", self.settle)):
            if at and config.quiet_hours and config.quiet_hours.contains(at):
                yield (field,), f"{at:%H:%M} is in the quiet hours ({config.quiet_hours})"
        taken: dict[str, KeyPath] = {}
        for path, word in self.words:
            if taken.setdefault(same(word), path) != path:
                yield path, f"'{word}' is a keyword of {taken[same(word)][0]} already"
