"""The composition root: reads what the operator set up and joins the parts; nobody else does."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

from bot.clock import Clock
from bot.config.model import Config
from bot.deployment import Deployment
from bot.domain.moments import from_us, to_us
from bot.domain.times import moment
from bot.engine.dispatcher import Dispatcher
from bot.engine.inbox import Inbox
from bot.engine.loop import Engine
from bot.engine.scheduler import Scheduler
from bot.events import Event
from bot.handling.router import Plans
from bot.outbox.action import Mouth
from bot.outbox.courier import Courier
from bot.outbox.sender import Sender
from bot.setup.reloading import Reloading, with_version
from bot.store import journal
from bot.store.activity import fold
from bot.store.database import Database
from bot.store.forgetting import finish
from bot.store.members.people import People, open_people
from bot.store.results import count_replies
from bot.store.retention import erase_recalled, erase_texts
from bot.store.storms.lately import open_storms
from bot.store.tables import Meta
from bot.store.work import Work
from bot.tally import Tally
from handlers import ROUTERS


@dataclass(slots=True)
class Opened:
    """A database with what it remembers of the last run."""

    database: Database
    lived_until: datetime | None


async def open_database(
    config: Config, url: str | None = None, patient: bool = False, alone: bool = False
) -> Opened:
    """Open, own and migrate the database of this deployment, or another one.

    A `patient` one waits, once it is open, while its disk is full or somebody else has locked it;
    `alone`: it may hold up the loop, in which nothing else goes on.
    """
    address, engine = url or config.database_url, config.engine
    database = await Database.open(
        address, engine.synchronous, language=config.language, patient=patient, alone=alone
    )
    async with database.transaction() as work:
        lived_until = await journal.lived_until(work)
    return Opened(database, lived_until)


@dataclass(slots=True)
class App:
    """A running bot: the same in `run`, `rehearse` and every test."""

    config_file: Path | None
    plans: Plans
    database: Database
    people: People
    dispatcher: Dispatcher
    scheduler: Scheduler
    sender: Sender
    mouths: Mapping[str, Mouth]
    clock: Clock
    reloading: Reloading
    tally: Tally

    def couriers(self) -> list[Courier]:
        """Return what sends by the channels that take their time, beside the loop."""
        slow = [name for name, mouth in self.mouths.items() if not mouth.capabilities.instant]
        couriers = {name: Courier(self.sender, self.clock, name) for name in slow}
        self.sender.leave_to({name: courier.wake for name, courier in couriers.items()})
        return list(couriers.values())

    def engine(self, inbox: Inbox) -> Engine:
        """Return the loop over an inbox."""
        batch = self.plans.deployment.config.engine.batch
        parts = (self.clock, inbox, self.dispatcher, self.scheduler, self.sender)
        return Engine(*parts, batch, self._grant, self._tidy, self.tally)

    async def _tidy(self, now: datetime) -> None:
        """Count activity and what posts drew, and forget what was kept long enough.

        Old enough is what was so when the day began: no matter when in the day it is done.
        """
        config = self.plans.deployment.config
        began = moment(now.astimezone(config.zone).date(), time.min, config.zone)
        async with self.database.transaction() as work:
            await fold(work, config.bot.id)
            await count_replies(work, now, config.bot.id)
            await finish(work)
            await erase_texts(work, began - config.retention.texts)
            await erase_recalled(work, began)

    async def _grant(self, wish: str, event: Event) -> None:
        """Do what a handler asked for."""
        assert wish == "reload", wish
        await self.reloading.reload(event)


async def build(
    config_file: Path | None,
    deployment: Deployment,
    opened: Opened,
    clock: Clock,
    mouths: Mapping[str, Mouth],
    tally: Tally | None = None,
) -> App:
    """Join the parts; what was in doubt at the last stop is settled before anything else."""
    database, now = opened.database, clock.now()
    lived = min(opened.lived_until or now, now)  # later where the machine's clock was set back
    async with database.transaction() as work:
        people = await open_people(work)
        storms = await open_storms(work, to_us(lived), deployment.config.bot.id)
        born = await journal.born(work, now)
        await _note_start(work, clock, now)
        deployment = await with_version(work, deployment, to_us(now), "")
    plans = Plans(ROUTERS, deployment)
    scheduler = Scheduler(database, plans)
    tally, seed = tally or Tally(), deployment.config.seed
    given = (tally, seed, lambda at: plans.deployment.unasked_at(at))
    sender = Sender(database, mouths, clock, people.platform_id, *given)
    rules = (scheduler.met, sender.claim_at_once, sender.paced)
    dispatcher = Dispatcher(database, plans, people, storms, *rules, lived)
    await scheduler.start(now, lived, _births(people, deployment.config, born, now))
    parts = (config_file, plans, database, people, dispatcher, scheduler)
    reloading = Reloading(*parts, clock, deployment.config.files)
    await reloading.answer_who_asked()
    await sender.recover(to_us(lived))
    return App(*parts, sender, mouths, clock, reloading, tally)


async def _note_start(work: Work, clock: Clock, now: datetime) -> None:
    """Remember when the bot was started last; where time is virtual, when it was first."""
    if not clock.virtual or await work.get(Meta, "started") is None:
        work.put(Meta("started", str(to_us(now))))


def _births(people: People, config: Config, born: datetime, now: datetime) -> dict[str, datetime]:
    """Return since when each group is known: those that config lists as long as the database."""
    births = {group: min(from_us(row.heard_at), now) for group, row in people.groups.items()}
    return births | dict.fromkeys(["", *config.groups], min(born, now))
