"""What operators write for kind: report, and what can be wrong with it."""

from collections.abc import Iterator, Mapping
from datetime import time
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from bot.config.model import Config
from bot.domain.needs import Need
from bot.domain.times import TimeOfDay
from bot.playbooks.base import Playbook, Utterance, Why
from bot.playbooks.say import Say, Speaking
from bot.reading.places import KeyPath
from bot.reading.sentences import unknown
from handlers.report.brief import TROUBLES
from handlers.report.days import Every
from handlers.report.options import MetricName, OnDay, Recipients, Told
from handlers.report.sample import SAMPLE

USUAL = (
    "messages",
    "active",
    "active_share",
    "check_ins",
    "joins",
    "leaves",
    "people_15",
    "replies_60",
    "talkers",
    "streaks",
    "milestones",
    *TROUBLES,
)
"""What is told where nothing else is asked for."""
_NOBODY: Mapping[str, Why] = {
    "admins": {
        "zh": "config.yaml 里没有 owners 也没有 admins，请写成员 id",
        "en": "config.yaml names no owners and no admins: list member ids",
    },
    "duty": {
        "zh": "config.yaml 里没有写谁值班（duty），也没有管理员，请写成员 id",
        "en": "config.yaml names nobody on duty and no admin: list member ids",
    },
}
_OWN_ID: Why = {
    "zh": "变体是另一份简报，要有自己的 id",
    "en": "a variant is a brief of its own: it needs an id of its own",
}
_UNFIT_ON: Mapping[Every, Why] = {
    "day": {"zh": "每天都有，不用写 on", "en": "there is one every day: leave it out"},
    "week": {
        "zh": "every: week 要写星期几，例如 mon、周一",
        "en": "every: week takes a weekday, mon to sun",
    },
    "month": {
        "zh": "every: month 要写几号，1 到 31",
        "en": "every: month takes a day of the month, 1 to 31",
    },
}


class Report(Speaking, Playbook):
    """A brief about all its groups, at `at` on each day, or on one day `on` of a week or month.

    It tells what is in `include`: numbers beside those of the days before, what the posts of each
    slot drew, who stood out, what has to be looked after.
    """

    overall: ClassVar[bool] = True

    kind: Literal["report"]
    at: TimeOfDay = time(8, 30)
    every: Every = "day"
    on: OnDay | None = None
    to: Recipients = Told("admins")
    include: Annotated[tuple[MetricName, ...], Field(min_length=1)] = USUAL
    picture: bool = True
    say: Say | None = None

    def requires(self) -> Iterator[Need]:
        """Yield how it is told."""
        yield "post" if self.to.who == "group" else "dm"
        if self.picture:
            yield "picture"

    def speaks_in(self) -> str:
        """Return the group that is told; in private it is none."""
        return self.to.group

    def utterances(self) -> Iterator[Utterance]:
        """Yield the operator's own text, with a sample of all that it may say."""
        if self.say is not None:
            yield Utterance(("say",), self.say, SAMPLE)

    def conflicts(self, config: Config) -> Iterator[tuple[KeyPath, Why]]:
        """Yield what nobody would be told, or not then."""
        if self.extends == self.id:
            yield ("extends",), _OWN_ID
        weekday, of_month = self.on or (None, None)
        fits = {"day": self.on is None, "week": weekday is not None, "month": of_month is not None}
        if self.on is not None and not fits[self.every]:
            yield ("on",), _UNFIT_ON[self.every]
        if (quiet := config.quiet_hours) and quiet.contains(self.at):
            why = {
                "zh": f"{self.at:%H:%M} 在安静时段（{quiet}）里",
                "en": f"{self.at:%H:%M} lies in the quiet hours {quiet}",
            }
            yield ("at",), why
        yield from self._told_nobody(config)

    def _told_nobody(self, config: Config) -> Iterator[tuple[KeyPath, Why]]:
        group, known = self.to.group, config.groups
        if group and known and group not in known:
            yield (
                ("to", "group"),
                {
                    "zh": unknown("group", "zh", group, known),
                    "en": unknown("group", "en", group, known),
                },
            )
        in_charge = config.owners | config.admins
        duties = any(config.on_duty(group) for group in ("", *known))
        found = {"admins": bool(in_charge), "duty": duties}
        if not found.get(self.to.who, True):
            yield ("to",), _NOBODY[self.to.who]
