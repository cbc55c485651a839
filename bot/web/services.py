"""What single pages need of their own, beside what all pages may ask."""

from collections.abc import Mapping
from typing import Protocol

from bot.app import App
from bot.playground.sessions import Playground
from bot.web.remembered import Remembered


class Service(Protocol):
    """Lives as long as the console."""

    async def close(self) -> None:
        """Give everything back."""


Services = Mapping[type, Service]


def open_services(app: App) -> Services:
    """Return all of them, by class."""
    playground = Playground(app.config_file, lambda: app.plans.deployment, app.clock)
    return {Playground: playground, Remembered: Remembered(app.clock.now)}
