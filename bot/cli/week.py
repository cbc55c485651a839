"""A made-up week of the samples' groups, so that the demo's pages have something to show."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from bot.app import Opened, build
from bot.channels.recording import RecordingChannel, Transcript
from bot.clock import VirtualClock
from bot.deployment import Deployment
from bot.domain.times import moment
from bot.engine.inbox import ReplayInbox
from bot.events import Event, MembersJoined, MessageReceived, Person
from bot.playground.suggestions import suggestions

_DAYS = 7
_NAMES = {
    "zh": ("王姐", "小李", "小张", "阿梅", "老周", "大鹏", "小雨", "陈老师"),
    "en": ("Anna", "Ben", "Cleo", "Dora", "Eli", "Fay", "Gus", "Hana"),
}


async def live_a_week(deployment: Deployment, opened: Opened, now: datetime) -> Opened:
    """Live through it in an empty database; nothing of what is said is sent."""
    config = deployment.config
    events = sorted(_happened(deployment, now), key=lambda event: event.at)
    clock = VirtualClock(events[0].at)
    mouths = {
        name: RecordingChannel(Transcript(None, go_on=False), config.zone, can)
        for name, can in deployment.abilities.items()
    }
    app = await build(None, deployment, opened, clock, mouths)
    await app.engine(ReplayInbox(iter(events), clock, None, now)).run()
    return Opened(opened.database, now)


def _happened(deployment: Deployment, now: datetime) -> Iterator[Event]:
    """Yield what members do: most of them check in, some ask; not everybody every day."""
    config = deployment.config
    people = [Person(f"m{n}", name) for n, name in enumerate(_NAMES[config.language])]
    today = now.astimezone(config.zone).date()
    for group in config.groups:
        begins = moment(today - timedelta(days=_DAYS), time(7), config.zone)
        joined = tuple(people)
        yield MembersJoined(id=f"came-{group}", at=begins, group=group, members=joined)
        written = suggestions(deployment, group)
        for day in range(_DAYS + 1):
            for n, person in enumerate(people[: len(people) - day % 3]):
                at = begins + timedelta(days=day, minutes=7 + 95 * n + 11 * day)
                text = written[0 if (n + day) % 4 else 1]
                if at < now:
                    id = f"said-{group}-{day}-{n}"
                    yield MessageReceived(id=id, at=at, group=group, member=person, text=text)
