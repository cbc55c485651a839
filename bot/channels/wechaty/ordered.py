"""Works on several things at the same time and hands them on in the order in which they came."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Generic, TypeVar

from bot.channels.wechaty.apart import end

T = TypeVar("T")


class Ordered(Generic[T]):
    """A window of work; what comes while it is full waits with whoever brings it.

    The gateway announces a message by its id alone: which group it belongs to is known when the
    work is done. So order in any group needs order in all.
    """

    def __init__(self, hand_on: Callable[[T], None], width: int = 64) -> None:
        self.hand_on, self._width = hand_on, width
        self._window: deque[asyncio.Task[Sequence[T]]] = deque()
        self._room = asyncio.Event()

    async def put(self, work: Coroutine[Any, Any, Sequence[T]]) -> None:
        """Start a piece of work, which must not raise; wait first while the window is full."""
        try:
            while len(self._window) >= self._width:
                self._room.clear()
                await self._room.wait()
        except asyncio.CancelledError:
            work.close()
            raise
        task = asyncio.create_task(work)
        self._window.append(task)
        task.add_done_callback(self._done)

    async def close(self) -> None:
        """Drop what is not done."""
        tasks = list(self._window)
        self._window.clear()
        await end(tasks)

    def _done(self, _: object) -> None:
        window = self._window
        while window and window[0].done():
            for thing in window.popleft().result():
                self.hand_on(thing)
        if len(window) <= self._width * 3 // 4:  # to be woken for each one costs more
            self._room.set()
