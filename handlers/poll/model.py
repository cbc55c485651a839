"""The playbook of a poll, or of a quiz, and what can be wrong with it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, PlainSerializer

from bot.config.model import Config
from bot.domain.amounts import Amount
from bot.domain.calendar import On
from bot.domain.durations import Duration, format_duration, parse_duration
from bot.domain.needs import Need
from bot.domain.rank import Rank
from bot.domain.speech import GroupView, Member, Names, Trusted
from bot.domain.times import TimeOfDay, moment, parse_time
from bot.errors import Unfit, shown
from bot.playbooks.base import WORDLESS, Playbook, Utterance, Why
from bot.playbooks.say import Say, Speaking, Text
from bot.reading.places import KeyPath
from handlers.poll.ballot import Ballot
from handlers.poll.tally import Counted

_SHORTEST, _LONGEST = timedelta(minutes=1), timedelta(days=31)
_DAY = timedelta(days=1)
_LENGTHS: Why = {"zh": "要在 1m 到 31d 之间", "en": "must be between 1m and 31d"}
_NO_QUIZ: Why = {
    "zh": "答题才用得上：请写 answer，正确选项的序号",
    "en": "is for a quiz: write answer, the number of the right option",
}


def _closing(written: object) -> timedelta | time:
    """Read a length of time or a time of day."""
    if isinstance(written, timedelta | time):
        return written
    for read in (parse_time, parse_duration):
        try:
            return read(written)
        except ValueError:
            continue
    raise Unfit(
        f'{shown(written)} 既不是时长（24h），也不是时刻（"21:00"）',
        f'{shown(written)} is neither a length of time, 24h, nor a time of day, "21:00"',
    )


def _written(closes: timedelta | time) -> str:
    return f"{closes:%H:%M}" if isinstance(closes, time) else format_duration(closes)


def _listed(written: Any) -> Any:
    return written if isinstance(written, list | tuple) else (written,)


Closing = Annotated[
    timedelta | time,
    BeforeValidator(_closing, json_schema_input_type=Duration | TimeOfDay),
    PlainSerializer(_written, return_type=str),
]
Number = Annotated[int, Field(ge=1, le=6)]
Numbers = Annotated[
    tuple[Number, ...], BeforeValidator(_listed, json_schema_input_type=Number | tuple[Number, ...])
]


class Poll(Speaking, Playbook):
    """A question with two to six options, asked on the days `on` at `at`; one vote a member.

    With `answer` it is a quiz: who is right gets `points`. With `multiple` a vote may be several
    options, and the answer is all of them; otherwise any of the answers is right.
    """

    rank = Rank.POST
    kind: Literal["poll"]
    question: Text
    options: Annotated[tuple[Text, ...], Field(min_length=2, max_length=6)]
    at: TimeOfDay
    on: On = On.parse("everyday")
    closes: Closing = _DAY
    multiple: bool = False
    answer: Numbers = ()
    points: Amount = 0
    explain: Say | None = None
    say: Say | None = None
    result: Say | None = None
    grace: Duration = timedelta(minutes=30)

    @cached_property
    def ballot(self) -> Ballot:
        """Return how votes for its options are written."""
        return Ballot(self.options, self.multiple)

    def span(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return when the poll of a day opens and closes, in UTC."""
        opens = moment(day, self.at, zone).astimezone(UTC)
        if isinstance(self.closes, timedelta):
            return opens, opens + self.closes
        last = day if self.closes > self.at else day + _DAY
        return opens, moment(last, self.closes, zone).astimezone(UTC)

    def is_right(self, chosen: tuple[int, ...]) -> bool:
        """Say whether a vote is what the quiz asked for."""
        if self.multiple:
            return set(chosen) == set(self.answer)
        return chosen[0] in self.answer

    def requires(self) -> Iterator[Need]:
        """Yield that it asks unasked, and hears at least who mentions it."""
        yield from ("mentions", "post")

    def utterances(self) -> Iterator[Utterance]:
        """Yield the question, the result and the explanation, with sample values."""
        common = {
            "group": GroupView("阅读群"),
            "question": Trusted(self.question),
            "quiz": bool(self.answer),
            "points": self.points,
        }
        asked = {
            "options": [Trusted(option) for option in self.options],
            "closes": Trusted("21:00"),
            "multiple": self.multiple,
            "buttons": True,
        }
        told = {
            "options": [Counted(Trusted(option), 3, 25, True) for option in self.options],
            "voters": 12,
            "right": 3,
            "first": Names((Member("u1", "小李"), Member("u2", "小张"))),
        }
        for field, sample in (("say", asked), ("result", told), ("explain", told)):
            if (say := getattr(self, field)) is not None:
                yield Utterance((field,), say, common | sample)

    def conflicts(self, config: Config) -> Iterator[tuple[KeyPath, Why]]:
        """Yield options, answers and times that cannot be meant."""
        yield from self.ballot.mistakes()
        yield from self._wrong_answers()
        yield from self._wrong_times(config)
        if self.say and not self.say.has_text:
            yield ("say",), WORDLESS

    def _wrong_answers(self) -> Iterator[tuple[KeyPath, Why]]:
        count = len(self.options)
        for answer in self.answer:
            if answer > count:
                why = {
                    "zh": f"没有第 {answer} 个选项，一共 {count} 个",
                    "en": f"there is no option {answer}, only {count}",
                }
                yield ("answer",), why
        for field in ("points", "explain"):
            if getattr(self, field) and not self.answer:
                yield (field,), _NO_QUIZ

    def _wrong_times(self, config: Config) -> Iterator[tuple[KeyPath, Why]]:
        if isinstance(self.closes, time):
            end = self.closes
        else:
            end = (datetime.combine(date.min, self.at) + self.closes).time()
            if not _SHORTEST <= self.closes <= _LONGEST:
                yield ("closes",), _LENGTHS
        quiet = config.quiet_hours
        for at, field in ({end: "closes"} | {self.at: "at"}).items():
            if quiet and quiet.contains(at):
                why = {
                    "zh": f"{at:%H:%M} 在安静时段（{quiet}）里",
                    "en": f"{at:%H:%M} lies in the quiet hours {quiet}",
                }
                yield (field,), why
