"""What is not ended half way: a cancel of whoever waits for it comes when it is over."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def unbroken(
    function: Callable[P, Coroutine[Any, Any, T]],
) -> Callable[P, Coroutine[Any, Any, T]]:
    """Let a coroutine function end by itself; who is cancelled meanwhile is so at its end.

    A statement goes on at the database whoever stops waiting for it, and SQLAlchemy closes a
    connection over which somebody did: the only one, which all others of the process use too.
    """

    @wraps(function)
    async def end(*args: P.args, **kwargs: P.kwargs) -> T:
        doing = asyncio.ensure_future(function(*args, **kwargs))
        try:
            return await asyncio.shield(doing)
        except asyncio.CancelledError:
            while not doing.done():
                with suppress(asyncio.CancelledError):
                    await asyncio.wait({doing})
            raise

    return end
