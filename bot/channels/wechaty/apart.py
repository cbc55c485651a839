"""Tasks of their own for what waits in grpclib.

When a connection ends, grpclib cancels the tasks that wait for it, to raise an error in them
instead. A cancellation that was meant comes to nothing when it arrives in the same moment. So who
calls the gateway does it in a task that nobody else needs, and that is cancelled until it ends.
"""

import asyncio
from collections.abc import Collection, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")
_AGAIN = 0.5


async def apart(work: Coroutine[Any, Any, T]) -> T:
    """Return what a piece of work returns; who waits here can always be cancelled."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.wait([task])
        return task.result()
    finally:
        await end([task])


async def until_one_ends(*works: Coroutine[Any, Any, None]) -> None:
    """Do all at the same time; when one ends or fails, end the others and do as it did."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        await end(tasks)


async def end(tasks: Collection[asyncio.Task[Any]]) -> None:
    """Cancel tasks until they have ended, and leave aside how they did."""
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=_AGAIN)
    await asyncio.gather(*tasks, return_exceptions=True)
