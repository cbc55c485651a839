"""Living on channels: hearing, handling and sending until they close or somebody says stop."""

import asyncio
import contextlib
import logging
import signal
from collections.abc import (
    AsyncIterator,
    Callable,
    Collection,
    Coroutine,
    Iterable,
    Mapping,
    Sequence,
)
from typing import Any

from msgspec.structs import replace as changed

from bot.app import App
from bot.channels.base import Channel, Emit
from bot.engine.inbox import LiveInbox
from bot.errors import RunFailed, SetupWrong, ends_task
from bot.store.database import Database
from bot.tally import ChannelTally, Tally

log = logging.getLogger(__name__)
_FIRST = asyncio.FIRST_COMPLETED
_LAST_SENDS = 15.0
"""Seconds that what is on its way has to arrive when the process is asked to end."""
_LAST_WORDS = 2.0
"""Seconds that channels then have to stop hearing, and as many to close."""
_AGAIN = 5.0
"""Seconds after which a cancel that came to nothing is said again: pages have three to end."""


async def attend(
    app: App,
    channels: Mapping[str, Channel],
    inbox: LiveInbox,
    told: asyncio.Event,
    beside: Sequence[Coroutine[object, object, None]] = (),
) -> None:
    """Hear, handle and send until the channels close or it is `told` to stop; then close them.

    What runs `beside` ends with it, and by itself ends nothing.
    """
    couriers = app.couriers()
    engine = asyncio.create_task(app.engine(inbox).run())
    hearing = asyncio.create_task(listen(channels, inbox.put, app.tally))
    stopped = asyncio.create_task(told.wait())
    sending, aside = _begun(courier.run() for courier in couriers), _begun(beside)
    try:
        await asyncio.wait({engine, hearing, stopped, *sending}, return_when=_FIRST)
    finally:
        _cancel(hearing, stopped, *aside)
        for close in (inbox.close, *(courier.close for courier in couriers)):
            close()
        await asyncio.wait({engine, *sending}, timeout=_LAST_SENDS)
        _cancel(*sending)
        app.database.give_up()
        await asyncio.wait({engine})  # what was heard is on disk before anything is given up
        await asyncio.wait({hearing, *sending}, timeout=_LAST_WORDS)
        await _ended(aside)
        await _close(channels)
    _raise_from(engine, hearing, *sending)


def _begun(works: Iterable[Coroutine[Any, Any, None]]) -> list[asyncio.Task[None]]:
    return [asyncio.create_task(work) for work in works]


def _raise_from(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        if task.done() and not task.cancelled():
            task.result()


def _cancel(*tasks: asyncio.Task[Any]) -> None:
    for task in tasks:
        task.cancel()


async def _ended(tasks: Collection[asyncio.Task[Any]]) -> None:
    """Return when all have ended, which are ours: what they use is not closed before."""
    while tasks:
        _, tasks = await asyncio.wait(tasks, timeout=_AGAIN)
        _cancel(*tasks)


async def _close(channels: Mapping[str, Channel]) -> None:
    """Close all channels; one that fails or hangs keeps neither the others nor the end."""
    closing = {asyncio.create_task(one.close(), name=name) for name, one in channels.items()}
    for task in (await asyncio.wait(closing, timeout=_LAST_WORDS))[0]:
        if not task.cancelled() and (error := task.exception()):
            log.error("channel %s: %s: %s", task.get_name(), type(error).__name__, error)


async def listen(channels: Mapping[str, Channel], emit: Emit, tally: Tally | None = None) -> None:
    """Hear all channels until each has closed; one that fails leaves the others alone.

    That is told at once, and raised as RunFailed when the last has closed. Nobody waits for those
    that never hear anything, unless there are no others.
    """
    tell = log.error if len(channels) > 1 else log.debug
    ears = {name: one for name, one in channels.items() if not one.capabilities.deaf} or channels
    counts = (tally or Tally()).channels
    hearing = (_hear(name, one, emit, tell, counts[name]) for name, one in ears.items())
    ends = await asyncio.gather(*hearing)
    if failures := [end for end in ends if end]:
        again = not any(isinstance(end, SetupWrong) for end in failures)
        raise (RunFailed if again else SetupWrong)("; ".join(map(str, failures)))


async def _hear(
    name: str, channel: Channel, emit: Emit, tell: Callable[..., None], own: ChannelTally
) -> RunFailed | None:
    """Hear one channel until it closes; return why it failed, if it did."""
    own.listening = True
    try:
        await channel.listen(lambda event: emit(changed(event, channel=name)))
    except (Exception, asyncio.CancelledError) as error:
        if ends_task(error):
            raise
        why = f"channel {name} hears nothing any more: {type(error).__name__}: {error}"
        tell(why, exc_info=log.isEnabledFor(logging.DEBUG))
        own.over(f"{type(error).__name__}: {error}")
        return SetupWrong(why) if isinstance(error, SetupWrong) else RunFailed(why)
    own.over("closed")
    return None


@contextlib.asynccontextmanager
async def beginning(database: Database, told: asyncio.Event) -> AsyncIterator[None]:
    """Wait no more for what is wrong with the database when it is `told` to stop before it lives.

    Nothing was heard yet that could be lost.
    """

    async def give_up() -> None:
        await told.wait()
        database.give_up()

    watch = asyncio.create_task(give_up())
    try:
        yield
    finally:
        watch.cancel()


def stop_signals() -> asyncio.Event:
    """Return what is set when the process is asked to end."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises instead
            loop.add_signal_handler(number, told.set)
    return told
