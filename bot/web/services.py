"""What single pages need of their own, beside what all pages may ask."""

from collections.abc import Mapping
from typing import Protocol

from bot.app import App
from bot.playground.sessions import Playground
from bot.rehearsals.rehearsals import Rehearsals
from bot.store.reader import Reader
from bot.web.changes import Changes
from bot.web.remembered import Remembered
from bot.web.uploads import Uploads


class Service(Protocol):
    """Lives as long as the console."""

    async def close(self) -> None:
        """Give everything back."""


Services = Mapping[type, Service]


def open_services(app: App, reader: Reader, changes: Changes) -> Services:
    """Return all of them, by class."""
    playground = Playground(app.config_file, lambda: app.plans.deployment, app.clock)
    rehearsals = Rehearsals(reader, lambda: app.plans.deployment.config, app.clock, changes.tell)
    return {
        Playground: playground,
        Rehearsals: rehearsals,
        Remembered: Remembered(app.clock.now),
        Uploads: Uploads(app.clock.now),
    }
