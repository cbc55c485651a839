"""What is done from time to time: member lists compared, welcome texts kept, days counted."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Iterable, Mapping, Sequence

from bot.channels.base import Setup
from bot.channels.wecom_customer.failures import ApiError, NoAnswer
from bot.channels.wecom_customer.rest import Api
from bot.channels.wecom_customer.settings import WecomCustomerSettings
from bot.channels.wecom_customer.statistics import Statistics
from bot.channels.wecom_customer.watch import Watch
from bot.channels.wecom_customer.welcome import Welcomes

log = logging.getLogger(__name__)

_SOON = 60.0
"""Seconds after which what failed is tried again."""


class Upkeep:
    """Does it at start and every `compare_every`; nothing that fails stops the rest."""

    def __init__(
        self, settings: WecomCustomerSettings, setup: Setup, api: Api, watch: Watch
    ) -> None:
        self._settings, self._setup, self._watch = settings, setup, watch
        self._welcomes = Welcomes(api, setup)
        self._statistics = Statistics(api, setup.memory, setup.deployment.config.zone)

    async def run(self) -> None:
        """Do it for ever, sooner again after something failed."""
        pause = self._settings.compare_every.total_seconds()
        while True:
            failures = await self._once()
            for why, where in failures.items():
                log.warning("channel %s: %s: %s", self._setup.name, _some(where), why)
            await asyncio.sleep(min(pause, _SOON) if failures else pause)

    async def _once(self) -> Mapping[str, Sequence[str]]:
        """Return what failed and in which groups: without a permission that is all of them."""
        groups, failures = await self._groups(), defaultdict[str, list[str]](list)
        looked = await asyncio.gather(*map(self._tried, map(self._watch.look, groups)))
        for group, why in zip(groups, looked, strict=True):
            failures[why].append(group)
        if self._settings.welcome:
            for group in groups:
                failures[await self._tried(self._welcome(group))].append(group)
        owners, now = self._settings.owners or self._watch.owners, self._setup.clock.now()
        failures[await self._tried(self._statistics.fetch(owners, now))].append("statistics")
        failures.pop("", None)
        return failures

    async def _groups(self) -> list[str]:
        """Return the groups of config.yaml and those heard since."""
        known = {**self._setup.groups, **await self._setup.memory.groups()}
        return [group for group in known if hears(self._setup, group)]

    async def _welcome(self, group: str) -> None:
        """Keep the welcome text of a group, once its name is known."""
        own = self._setup.deployment.config.group_name(group)
        if name := own or self._watch.name_of(group):
            await self._welcomes.keep(group, name)

    async def _tried(self, work: Awaitable[None]) -> str:
        return await tried(work, self._setup.deployment.config.language)


def _some(names: Iterable[str]) -> str:
    """Name three at most."""
    known = list(dict.fromkeys(names))
    return ", ".join(known[:3]) + (", …" if len(known) > 3 else "")


async def tried(work: Awaitable[None], language: str) -> str:
    """Do it; return why it failed, in words for the operator, or ""."""
    try:
        await work
    except ApiError as error:
        return error.told(language)
    except NoAnswer as error:
        return str(error)
    except Exception as error:
        log.exception("a customer group could not be kept up to date")
        return type(error).__name__
    return ""


def hears(setup: Setup, group: str) -> bool:
    """Say whether a group is heard here: config.yaml may bind it to another channel."""
    return setup.deployment.config.channel_of(group, setup.name) == setup.name
