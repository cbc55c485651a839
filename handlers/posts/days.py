"""Which posts go out on a day, and when."""

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.deployment import Deployment
from bot.domain.calendar import WorkCalendar
from bot.domain.draw import moment_in
from bot.domain.times import moment
from bot.handling.router import Moment
from handlers.posts.model import Override, Post, Posts, Slot

_DRAWN = 0.75  # of a share; the rest keeps the posts of a slot apart
_NEVER_EXACT = timedelta(minutes=1)  # a loop that is busy for a second misses nothing


@dataclass(frozen=True, slots=True)
class Planned:
    """A post on one day; without a slot it goes out at its own time."""

    post: Post
    day: date
    slot: Slot | None

    @property
    def occurrence(self) -> str:
        """Name the day and slot or time: neither the window nor the moment drawn in it."""
        return f"{self.day}/{self.post.slot or f'{self.post.at:%H:%M}'}"

    @property
    def slot_name(self) -> str:
        """Return the slot as members read it."""
        return self.slot.name or self.post.slot or "" if self.slot else ""

    def span(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return when its window begins and ends; a time of day is a window without length."""
        if self.slot:
            return self.slot.window.span(self.day, zone)
        assert self.post.at is not None
        at = moment(self.day, self.post.at, zone)
        return at, at


def planned_on(playbook: Posts, post: Post, day: date) -> Planned:
    """Return a post as it would be on a day, whether it goes out then or not."""
    slots = _slots(playbook, _overrides(playbook, day))
    return Planned(post, day, slots[post.slot] if post.slot else None)


def posts_of_day(playbook: Posts, day: date, calendar: WorkCalendar) -> list[Planned]:
    """Return the posts that go out on a day, in the order written."""

    def goes_out(post: Post) -> bool:
        return post.enabled and post.on.matches(day, calendar)

    overrides = _overrides(playbook, day)
    slots = _slots(playbook, overrides)
    added = [post for override in overrides for post in override.posts if goes_out(post)]
    replaced = {post.replaces for post in added}
    own = [post for post in playbook.posts if post.id not in replaced and goes_out(post)]
    return [Planned(post, day, slots[post.slot] if post.slot else None) for post in own + added]


def agenda(playbook: Posts, group: str, day: date, deployment: Deployment) -> Iterator[Moment]:
    """Yield the moments of a day's posts in a group.

    Those of one slot draw from a share of its window each.
    """
    zone, seed = deployment.config.zone, deployment.config.seed
    planned = posts_of_day(playbook, day, deployment.calendar)
    shares = Counter(one.post.slot for one in planned)
    before: Counter[str | None] = Counter()
    for one in planned:
        start, end = one.span(zone)
        due, slot, item = start, one.post.slot, one.post.id
        if slot:
            first, last = _share(start, end, before[slot], shares[slot])
            key = (playbook.id, item, one.occurrence, group)
            due = moment_in(first, last, seed, *key).replace(microsecond=0)
            before[slot] += 1
        grace = max(playbook.grace, _NEVER_EXACT)
        yield Moment(item, one.occurrence, due, until=end, grace=grace)


def _share(start: datetime, end: datetime, number: int, of: int) -> tuple[datetime, datetime]:
    """Return the part of a window in which the post with this number is drawn."""
    begin, finish = start.astimezone(UTC), end.astimezone(UTC)
    length = (finish - begin) / of
    first = begin + number * length
    return first, first + (length * _DRAWN if of > 1 else length)


def _overrides(playbook: Posts, day: date) -> list[Override]:
    return [override for override in playbook.overrides if override.during.covers(day)]


def _slots(playbook: Posts, overrides: Collection[Override]) -> dict[str, Slot]:
    """Return the slots as they are under these overrides."""
    slots = dict(playbook.slots)
    for override in overrides:
        for key, change in override.slots.items():
            old = slots[key]
            slots[key] = Slot(window=change.window or old.window, name=change.name or old.name)
    return slots
