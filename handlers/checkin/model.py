"""kind: checkin. The playbook of a challenge in which members check in day by day."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec.structs import replace as changed
from pydantic import Field

from bot.config.model import Config
from bot.domain.amounts import Count
from bot.domain.challenge import Phase, challenge_day, day_number, last_day
from bot.domain.challenge_rules import Rules
from bot.domain.needs import Need
from bot.domain.speech import GroupView, Language, Member, Trusted
from bot.domain.times import TimeOfDay, Window, local_day
from bot.playbooks.base import Playbook, Utterance, Why
from bot.playbooks.say import Say, Speaking, Text
from bot.reading.places import KeyPath
from handlers.checkin.options import (
    Card,
    Evidence,
    FirstDay,
    Keywords,
    Leave,
    MakeUp,
    Points,
    card_mistakes,
    same,
)

_LATEST_DAY_END = time(12)
_CARD_AT = time(8)
_TOO_LATE: Why = {"zh": "最晚 12:00", "en": "must be 12:00 at the latest"}
_EARLY = {
    "zh": "{:%H:%M} 才换天，那天还没过完",
    "en": "is before day_ends, {:%H:%M}: the day is not over",
}
_NO_FIRST_DAY: Why = {
    "zh": "要从第一天数起：from 也要写",
    "en": "counts from the first day: write from as well",
}


class Challenge(Speaking, Playbook):
    """Members check in with a keyword, once a day; streaks, make-ups and leave follow from it.

    Words count for the day they were written on, also where an image completes them later. The
    window is for check-ins: make-ups and leave are heard at any time. A make-up is a day and paid
    as one, but no activity. Who checks in on a day of leave gets that day of leave back.
    """

    kind: Literal["checkin"]
    title: Text | None = None
    match: Keywords
    start: FirstDay | None = Field(None, alias="from")
    days: Count | None = None
    window: Window | None = None
    day_ends: TimeOfDay | None = None
    needs: Evidence = Evidence()
    points: Points = Points()
    make_up: MakeUp | None = None
    leave: Leave | None = None
    card: Card = None
    remind: TimeOfDay | None = None
    settle: TimeOfDay | None = None
    say: Say | None = None
    again: Say | None = None

    @cached_property
    def name(self) -> Trusted:
        """Return the title, or what stands in for it."""
        return Trusted(self.title or self.match[0])

    @property
    def card_at(self) -> time:
        """Return when the card goes out, where there is one."""
        at = self.card.at if self.card else None
        return at or (self.window.start if self.window else _CARD_AT)

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
        return self._rules[language]

    @cached_property
    def _rules(self) -> Mapping[Language, Rules]:
        rules = Rules(
            playbook=self.id,
            title=self.name,
            each=self.points.each,
            at=self.points.at,
            leave=self.leave is not None,
            start=self.start,
            days=self.days,
            day_ends=self.day_ends,
        )
        return {"zh": rules, "en": changed(rules, language="en")}

    @cached_property
    def last(self) -> date | None:
        """Return the last day, None where there is none."""
        return last_day(self.start, self.days)

    def phase(self, day: date) -> Phase:
        """Say whether the challenge runs on a day."""
        return challenge_day(self.start, self.last, day)

    def day_of(self, at: datetime, zone: ZoneInfo) -> date:
        """Return the day that something written at a moment counts for."""
        return local_day(at, zone, self.day_ends)

    def is_open(self, at: datetime, zone: ZoneInfo) -> bool:
        """Say whether check-ins are taken at a moment of a day."""
        return self.window is None or self.window.contains(at.astimezone(zone))

    def number_of(self, day: date, total: int) -> int:
        """Number a day of the challenge; without a first day, members count their own."""
        return day_number(self.start, day) if self.start else total

    def requires(self) -> Iterator[Need]:
        """Yield that it must hear its keyword or clicks, answer, and speak unasked."""
        yield from ("clicks" if self.card else "messages", "answer")
        if self.card or self.remind or self.settle:
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
        if self.card and self.card.say:
            invited = {"day": 7, "title": self.name, "keyword": Trusted("打卡"), "buttons": True}
            yield Utterance(("card", "say"), self.card.say, invited | {"group": sample["group"]})

    def conflicts(self, config: Config) -> Iterator[tuple[KeyPath, Why]]:
        """Yield days, times and keywords that cannot be meant."""
        if self.days and not self.start:
            yield ("days",), _NO_FIRST_DAY
        if self.day_ends and self.day_ends > _LATEST_DAY_END:
            yield ("day_ends",), _TOO_LATE
        elif self.settle and self.day_ends and self.settle < self.day_ends:
            yield ("settle",), {key: said.format(self.day_ends) for key, said in _EARLY.items()}
        for field, at in (("remind", self.remind), ("settle", self.settle)):
            if at and config.quiet_hours and config.quiet_hours.contains(at):
                zh, en = "{:%H:%M} 在安静时段（{}）里", "{:%H:%M} is in the quiet hours ({})"
                told = at, config.quiet_hours
                yield (field,), {"zh": zh.format(*told), "en": en.format(*told)}
        if self.card:
            yield from card_mistakes(self.card, self.card_at, self.needs, self.window, config)
        yield from self._doubled()

    def _doubled(self) -> Iterator[tuple[KeyPath, Why]]:
        """Yield keywords given twice."""
        taken: dict[str, KeyPath] = {}
        for path, word in self.words:
            if taken.setdefault(same(word), path) != path:
                zh, en = "'{}' 已经是 {} 的口令", "'{}' is a keyword of {} already"
                first = taken[same(word)][0]
                yield path, {"zh": zh.format(word, first), "en": en.format(word, first)}
