"""Watching the files of the set-up, so that what is saved is taken up at once."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import aclosing
from pathlib import Path
from uuid import uuid4

from bot.app import App
from bot.engine.inbox import LiveInbox
from bot.events import SetupChanged
from bot.lazy import lazy
from bot.reading.files import Files, Stamps

_watchfiles = lazy("watchfiles")
log = logging.getLogger(__name__)
_SETTLED = 300
"""Milliseconds: what an editor does within them is one change."""
_STEP = 50
_LOOK_AGAIN = 0.6
"""Seconds between two looks at the files where the system tells nothing."""


async def hear_of_changes(app: App, inbox: LiveInbox) -> None:
    """Hand in word of each change of the files that were read last; for ever."""

    def changed() -> None:
        inbox.put(SetupChanged(id=f"setup:{uuid4().hex}", at=app.clock.now(), group=""))

    await watch(lambda: app.reloading.files, changed)


async def watch(files: Callable[[], Files], changed: Callable[[], None]) -> None:
    """Call `changed` when what `files` were read from is not any more as it was then; for ever.

    The system's word that something stirs makes it quick, looking makes it certain: links, network
    drives and folders put in the place of others are not always told. Without that word a change
    counts once two looks agree, since it may be half written.
    """
    told: Stamps | None = None
    before = files().seen
    while True:
        folders = _there(files())
        async with aclosing(_stirs(folders)) as stirs:
            async for stirred in stirs:
                read = files()
                now = await asyncio.to_thread(read.look)
                if now not in (read.seen, told) and (stirred or now == before):
                    told = now
                    changed()
                before = now
                if _there(files()) != folders:
                    break


async def _stirs(folders: Collection[Path]) -> AsyncGenerator[bool, None]:
    """Yield True when something happened in a folder, and False when nothing did for a while."""
    yield False  # what was saved before anybody watched
    try:
        async for stirred in _watchfiles.awatch(
            *folders,
            watch_filter=None,
            debounce=_SETTLED,
            step=_STEP,
            rust_timeout=int(_LOOK_AGAIN * 1000),
            yield_on_timeout=True,
            recursive=False,
            ignore_permission_denied=True,
        ):
            yield bool(stirred)
    except (OSError, RuntimeError) as error:  # no more watches, or a folder gone by now
        log.info("files are only looked at: %s", error)
        await asyncio.sleep(_LOOK_AGAIN)
        yield False


def _there(files: Files) -> dict[Path, int]:
    """Return the folders to watch that are there; each by its number, which a new one has not."""
    found: dict[Path, int] = {}
    for folder in sorted(files.folders()):
        try:
            found[folder] = folder.stat().st_ino
        except OSError:
            continue
    return found
