"""Looks at member lists in the background: finds who came or went while nobody told."""

import asyncio
import contextlib
import logging
import random
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from bot.channels.wechaty.compare import UNTOLD, Comparer
from bot.channels.wechaty.link import plain
from bot.channels.wechaty.roster import Roster
from bot.channels.wechaty.translate import Translator

log = logging.getLogger(__name__)
_SOON = 30


class Lister:
    """Says when which groups are looked at: all now and then, single ones when in doubt."""

    def __init__(
        self, comparer: Comparer, roster: Roster, translator: Translator, relist: timedelta
    ) -> None:
        self._comparer, self._roster, self._translator = comparer, roster, translator
        self._relist = relist.total_seconds()
        self._served: set[str] = set()
        self._doubtful: set[str] = set()
        self._woken = asyncio.Event()
        self._all_doubtful = False

    def doubt_all(self) -> None:
        """Look at all groups soon: somebody logged in."""
        self._all_doubtful = True
        self._woken.set()

    def serve(self, rooms: Iterable[str]) -> None:
        """Look at these groups from now on; others of the account are nobody's business."""
        for room in rooms:
            if room and room not in self._served:
                self._served.add(room)
                self.doubt(room)

    def doubt(self, room: str) -> None:
        """Look at a group soon: its list may have changed."""
        if room in self._served:
            self._doubtful.add(room)
            self._woken.set()

    async def run(self, stub: Any) -> None:
        """Look at all groups now and then, and in between at those in doubt."""
        while True:
            self._woken.clear()
            self._doubtful.clear()
            self._all_doubtful = False
            pause = self._relist * random.uniform(0.9, 1.1)
            try:
                rooms = [room for room in (await stub.room_list()).ids if room in self._served]
            except UNTOLD as error:
                log.info("the gateway lists no groups: %s", plain(error))
                pause = min(pause, _SOON)
            else:
                await self._compare_all(stub, rooms)
            await self._look_at_doubtful(stub, asyncio.get_running_loop().time() + pause)

    async def _look_at_doubtful(self, stub: Any, until: float) -> None:
        """Look at single groups for some time, or until all are in doubt."""
        loop = asyncio.get_running_loop()
        while not self._all_doubtful and (left := until - loop.time()) > 0:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._woken.wait()
            self._woken.clear()
            rooms, self._doubtful = list(self._doubtful), set()
            await self._comparer.compare(stub, rooms, False, self._is_vain)

    async def _compare_all(self, stub: Any, rooms: Sequence[str]) -> None:
        """Look at all groups: where another account id is logged in, all ids may be others."""
        account = self._translator.account
        new_login = await self._roster.is_new_login(account)
        await self._comparer.compare(stub, rooms, new_login, self._is_vain)
        if not self._all_doubtful:
            await self._roster.compared(account)

    def _is_vain(self) -> bool:
        """Say whether somebody logged in meanwhile, so that all must be looked at anew."""
        return self._all_doubtful
