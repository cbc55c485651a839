"""The database: one owner, one connection, migrations before anything else."""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import IO

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import RunFailed, SetupWrong, StoreFailed
from bot.lazy import lazy
from bot.store.drivers import Driver, driver_of
from bot.store.drivers.patience import Patient
from bot.store.drivers.sqlitefile import LogWatch, configure, look_through, own_file
from bot.store.drivers.troubles import trouble_of, uninstalled
from bot.store.drivers.unbroken import unbroken
from bot.store.schema import bring_up_to_date
from bot.store.work import Work

_postgres = lazy("bot.store.drivers.postgres")  # asyncpg needs not be there where SQLite is used
_HASTY, _PATIENT = 5_000, 1_000
"""Milliseconds that the driver waits for another's lock: the patient look again by themselves."""
_UNOPENED = {
    "zh": "打不开数据库 {url}：{why}",
    "en": "cannot open the database {url}: {why}",
}


class Database:
    """Opened once; every transaction runs on its one connection, one after the other."""

    def __init__(self, engine: AsyncEngine, lock: IO[bytes] | None, language: str) -> None:
        self._engine = engine
        self._lock = lock
        self._language = language
        self._turn = asyncio.Lock()
        self._connection: AsyncConnection | None = None
        self._driver: Driver | None = None
        self._patience: Patient | None = None
        self._unscrubbed = True  # the process before may have been killed before it could
        self.on_commit: list[Callable[[], None]] = []
        """Told after each transaction that wrote something."""
        self.changes: Counter[str] = Counter()
        """By table, in how many transactions rows of it were changed (see `Work.changed`)."""

    @classmethod
    async def open(
        cls,
        url: str,
        synchronous: str = "full",
        *,
        language: str = "en",
        patient: bool = False,
        alone: bool = False,
    ) -> "Database":
        """Open, take ownership and migrate.

        `url` is SQLAlchemy's: `sqlite+aiosqlite:///file.db` or `postgresql+asyncpg://…`. Raises
        RunFailed in one line when another process owns the database or it cannot be opened. Once
        open, it waits while it cannot be written, where it is `patient`; else it raises. `alone`:
        nothing else goes on in this process, so that a file may hold up its loop.
        """
        try:
            served = sa.make_url(url).get_backend_name() == "postgresql"
            in_file = (url, synchronous, language, patient, alone)
            database = cls._served(url, language) if served else cls._in_file(*in_file)
            try:
                await (database._start_served() if served else database._start(alone))
                if patient:
                    database._be_patient()
            except BaseException:
                await database.close()
                raise
        except (sa.exc.SQLAlchemyError, sqlite3.Error, OSError, StoreFailed) as error:
            raise _unopened(url, error, language) from error
        return database

    @classmethod
    def _served(cls, url: str, language: str) -> "Database":
        try:
            return cls(_postgres.postgres_engine(url), None, language)
        except ModuleNotFoundError as error:
            raise SetupWrong(uninstalled().words[language]) from error

    @classmethod
    def _in_file(
        cls, url: str, synchronous: str, language: str, patient: bool, alone: bool
    ) -> "Database":
        """Own a file, and say how it is written: where it is alone, by the loop's own thread."""
        file = sa.make_url(url).database
        engine = create_async_engine(url, connect_args={"check_same_thread": not alone})
        lock = own_file(file, language)
        database = cls(engine, lock, language)
        if file and lock:
            configure(engine, synchronous, _PATIENT if patient else _HASTY)
            database.on_commit.append(LogWatch(file, language).look)
        return database

    async def _start(self, alone: bool) -> None:
        self._connection = connection = await self._engine.connect()
        if self._lock:
            await connection.run_sync(look_through)
        await connection.run_sync(bring_up_to_date)
        await connection.commit()
        self._driver = await driver_of(connection, alone)

    async def _start_served(self) -> None:
        self._connection = connection = await _postgres.connect(self._engine)
        self._driver = driver = _postgres.PostgresDriver(connection, self._language)
        await driver.own()
        await connection.run_sync(bring_up_to_date)
        await driver.commit([])

    def _be_patient(self) -> None:
        assert self._driver
        self._driver = self._patience = Patient(self._driver, self._language)

    @property
    def trouble(self) -> str:
        """Return why all that wants to write waits just now; "" while nothing is wrong."""
        return self._patience.trouble if self._patience else ""

    def give_up(self) -> None:
        """Wait no more for what is wrong with the database: what fails from now on raises."""
        if self._patience:
            self._patience.give_up()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Work]:
        """Give a unit of work; commit it at the end, or roll it back when something is raised.

        Who is cancelled is so between two statements, or once all is committed.
        """
        async with self._turn:
            if self._connection is None or self._driver is None:
                raise RunFailed("the database is closed")
            try:
                work = Work(self._driver, self._connection.dialect.name)
                yield work
                await self._end(self._driver, work)
            except BaseException as error:
                await self._driver.rollback()
                if isinstance(error, StoreFailed):
                    error.say_in(self._language)
                raise

    @unbroken
    async def _end(self, driver: Driver, work: Work) -> None:
        """Commit, and tell who has to know."""
        await work.commit()
        if work.scrubs or self._unscrubbed:
            self._unscrubbed = not await driver.scrub()
        self.changes.update(work.changed)
        if work.written:
            for tell in self.on_commit:
                tell()

    async def close(self) -> None:
        """Give everything back, once the transaction that is open has ended."""
        async with self._turn:
            if self._connection is not None:
                await self._connection.close()
                self._connection = None
            await self._engine.dispose()
            if self._lock:
                self._lock.close()


def _unopened(url: str, error: Exception, language: str) -> RunFailed:
    return RunFailed(_UNOPENED[language].format(url=_shown(url), why=_why(error, language)))


def _why(error: Exception, language: str) -> str:
    trouble = error if isinstance(error, StoreFailed) else trouble_of(error)
    if trouble:
        return trouble.words[language]
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return str(error).strip().splitlines()[0]


def _shown(url: str) -> str:
    return sa.make_url(url).render_as_string(hide_password=True)
