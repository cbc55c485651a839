"""Reads the database of a set-up beside the bot that may run on it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import sqlalchemy as sa

from bot.cli.statuswords import Words
from bot.config.model import Config
from bot.errors import RunFailed, said_in
from bot.store.drivers.sqlitefile import owner_of
from bot.store.reader import Reader
from bot.store.views.operation import is_owned


@asynccontextmanager
async def beside(config: Config, words: Words) -> AsyncIterator[tuple[Reader, int | None]]:
    """Yield a reader, and the process that has the database; 0: on a server, None: there is none.

    RunFailed, in `words`: it cannot be read.
    """
    url = sa.make_url(config.database_url)
    file = url.database if url.get_backend_name() == "sqlite" else None
    if file and not await asyncio.to_thread(Path(file).is_file):
        raise RunFailed(words.say("no_database"))
    with said_in(config.language):
        reader = Reader.open(config.database_url, still=True)
    try:
        yield reader, owner_of(file) if file else await is_owned(reader.rows)
    except (sa.exc.SQLAlchemyError, OSError) as error:
        why = str(error).strip().partition("\n")[0]
        raise RunFailed(words.say("unread", why=why)) from error
    finally:
        await reader.close()
