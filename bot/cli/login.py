"""`zhiban login`: where the owner of a set-up gets into the console of its running bot."""

import argparse
import asyncio
from collections.abc import Callable

import sqlalchemy as sa

from bot.cli.beside import beside
from bot.cli.statuswords import Words
from bot.config.file import load_config
from bot.errors import RunFailed
from bot.store.tables import Meta
from bot.web.kept import ENTRANCE

_ENTRANCE = sa.select(Meta.table.c.value).where(Meta.table.c.name == ENTRANCE)


def login(options: argparse.Namespace, tell: Callable[[str], None]) -> None:
    """Tell the address with the token of this run, which only who may read the database learns.

    RunFailed: no bot runs, or it has no console. InputWrong: config.yaml cannot be read.
    """
    config = load_config(options.config)
    words = Words(config.language, config.zone)

    async def entrance() -> str:
        async with beside(config, words) as (reader, owner):
            if owner is None:
                raise RunFailed(words.say("not_running"))
            return next((row.value for row in await reader.rows(_ENTRANCE)), "")

    if not (address := asyncio.run(entrance())):
        raise RunFailed(words.say("no_console"))
    tell(address)
