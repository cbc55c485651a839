"""The composition root: reads what the operator set up and joins the parts; nobody else does."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.clock import Clock
from bot.config import Config, load_config
from bot.deployment import Deployment
from bot.dispatcher import Dispatcher
from bot.domain.calendar import WorkCalendar
from bot.domain.moments import from_us
from bot.domain.speech import Speech
from bot.engine import Engine
from bot.inbox import Inbox
from bot.outbox.sender import Mouth, Sender
from bot.playbooks.load import load_playbooks
from bot.router import Plans
from bot.scheduler import Scheduler
from bot.store import journal
from bot.store.database import Database
from bot.store.people import open_people
from handlers import CHECKS, KINDS, ROUTERS

log = logging.getLogger(__name__)


def load_deployment(config_file: Path) -> Deployment:
    """Read config, playbooks and templates; raise InputWrong with every mistake at once."""
    config = load_config(config_file)
    folder = config.templates_folder

    def template(name: str) -> str | None:
        file = folder / name
        return file.read_text(encoding="utf-8") if file.is_file() else None

    speech = Speech(template, config.language)
    library = load_playbooks(config.playbooks_folder, KINDS, config, speech, CHECKS)
    return Deployment(config, library, speech, WorkCalendar(_tell_unpublished))


def _tell_unpublished(year: int) -> None:
    log.warning("the Chinese working calendar of %d is not known yet: Monday to Friday count", year)


@dataclass(slots=True)
class Opened:
    """A database with what it remembers of the last run."""

    database: Database
    lived_until: datetime | None


async def open_database(config: Config, url: str | None = None) -> Opened:
    """Open, own and migrate the database of this deployment, or another one."""
    database = await Database.open(url or config.database_url, config.engine.synchronous)
    async with database.transaction() as work:
        lived_until = await journal.lived_until(work)
    return Opened(database, lived_until)


@dataclass(slots=True)
class App:
    """A running bot: the same in `run`, `rehearse` and every test."""

    deployment: Deployment
    database: Database
    dispatcher: Dispatcher
    scheduler: Scheduler
    sender: Sender
    engine: Engine


async def build(
    deployment: Deployment,
    opened: Opened,
    clock: Clock,
    inbox: Inbox,
    mouths: Mapping[str, Mouth],
) -> App:
    """Join the parts; what was in doubt at the last stop is settled before anything else."""
    database, config = opened.database, deployment.config
    now = clock.now()
    async with database.transaction() as work:
        people = await open_people(work)
        born = await journal.born(work, now)
    plans = Plans(ROUTERS, deployment)
    scheduler = Scheduler(database, deployment, plans)
    lived = opened.lived_until or now
    dispatcher = Dispatcher(database, deployment, plans, people, scheduler.met, lived)
    sender = Sender(database, mouths, clock, people.platform_id)
    births = {group: from_us(row.heard_at) for group, row in people.groups.items()}
    births |= dict.fromkeys(config.groups, born)
    await scheduler.start(now, lived, births)
    await sender.recover()
    engine = Engine(clock, inbox, dispatcher, scheduler, sender, config.engine.batch)
    return App(deployment, database, dispatcher, scheduler, sender, engine)
