"""A way to the database that waits where others fail: until there is room on the disk again."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa

from bot.errors import StoreFailed
from bot.store.drivers import Driver, Query, Rows, Write

T = TypeVar("T")
log = logging.getLogger(__name__)
_FIRST, _LONGEST = 0.5, 60.0
"""Seconds until it is tried again: doubled each time."""
_WAITS = {
    "zh": "{why}。已经听到的不会丢，先等着，{pause:g} 秒后再试",
    "en": "{why}. What was heard waits and is not lost; trying again in {pause:g} s",
}
_GOES_ON = {"zh": "数据库又能用了，继续工作", "en": "the database works again: going on"}


class Patient:
    """Tries again what fails for now, in growing pauses, while whoever asked for it waits.

    A failure may cost the transaction all that was written before, so that is kept until it ends
    and written anew. It stays right: one process owns the database, so that nothing of what the
    transaction has read is changed by anybody else.
    """

    def __init__(self, driver: Driver, language: str) -> None:
        self._driver, self._language = driver, language
        self._written: list[Callable[[], Awaitable[object]]] = []
        self._committing = False
        self._given_up = asyncio.Event()
        self.trouble = ""
        """Why it waits just now."""

    def give_up(self) -> None:
        """Wait no more: what fails raises."""
        self._given_up.set()

    async def run(self, writes: Sequence[Write] = (), queries: Sequence[Query] = ()) -> list[Rows]:
        rows = await self._insist(lambda: self._driver.run(writes, queries))
        if writes:
            self._written.append(lambda: self._driver.run(writes))
        return rows

    async def execute(self, statement: sa.Executable, parameters: Any = None) -> Rows:
        rows = await self._insist(lambda: self._driver.execute(statement, parameters))
        if not isinstance(statement, sa.Select):
            self._written.append(lambda: self._driver.execute(statement, parameters))
        return rows

    async def commit(self, writes: Sequence[Write]) -> None:
        self._committing = True
        try:
            await self._insist(lambda: self._driver.commit(writes))
        finally:
            self._committing = False
        self._written.clear()

    async def took_place(self) -> bool:
        return await self._driver.took_place()

    async def rollback(self) -> None:
        self._written.clear()
        await self._driver.rollback()

    async def scrub(self) -> bool:
        return await self._driver.scrub()

    async def _insist(self, do: Callable[[], Awaitable[T]]) -> T:
        pause = _FIRST
        while True:
            try:
                result: T = await (self._anew(do) if self.trouble else do())
            except StoreFailed as error:
                if not error.passing or self._given_up.is_set():
                    raise
                await self._wait(error.words[self._language], pause)
                pause = min(2 * pause, _LONGEST)
            else:
                if self.trouble:
                    log.warning(_GOES_ON[self._language])
                    self.trouble = ""
                return result

    async def _anew(self, do: Callable[[], Awaitable[T]]) -> Any:
        """Write again what this transaction had written before, then do it.

        A commit of which only the answer was lost took place: that is all there is to do then.
        """
        await self._driver.rollback()
        if self._committing and await self._driver.took_place():
            return None
        for write in self._written:
            await write()
        return await do()

    async def _wait(self, why: str, pause: float) -> None:
        self.trouble = why
        log.error(_WAITS[self._language].format(why=why, pause=pause))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await self._given_up.wait()
