"""`zhiban demo`: the console on this machine alone, opened on the playground; nothing is sent."""

import asyncio
import tempfile
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.app import Opened, build, open_database
from bot.channels.base import Channel, Emit
from bot.cli.attending import attend, stop_signals
from bot.cli.starter import lay_out
from bot.cli.watching import hear_of_changes
from bot.cli.week import live_a_week
from bot.clock import SystemClock
from bot.deployment import Deployment
from bot.domain.capabilities import Capabilities
from bot.engine.inbox import LiveInbox
from bot.lazy import lazy
from bot.outbox.action import Action, Mouth
from bot.setup.loading import load_deployment
from bot.store.reader import Reader
from bot.web.orders import PAGE, Orders

_hosting = lazy("bot.web.hosting")

_LINES = {
    "zh": "打开 {address}/playground 试一试（Ctrl-C 结束）。\n剧本在 {folder}，改了马上生效。",
    "en": "Open {address}/playground and play (Ctrl-C ends it).\n"
    "The playbooks are in {folder}: what you change holds at once.",
}


class _Mute:
    """Stands for a channel of config.yaml: it hears nothing, and what it says nobody hears."""

    capabilities = Capabilities(instant=True, idempotent_send=True)

    def __init__(self) -> None:
        self._closed = asyncio.Event()

    async def listen(self, emit: Emit) -> None:
        await self._closed.wait()

    async def perform(self, action: Action) -> str:
        return action.key

    async def close(self) -> None:
        self._closed.set()


async def demo(
    config_file: Path | None, language: str, port: int, browser: bool, tell: Callable[[str], None]
) -> None:
    """Serve until SIGINT or SIGTERM; without `config_file`, on a copy of the samples.

    No channel is connected, and the database is a new one that is deleted at the end.
    """
    with (
        tempfile.TemporaryDirectory(prefix="zhiban-") as folder,
        _set_up(config_file, language) as used,
    ):
        url = f"sqlite+aiosqlite:///{folder}/demo.db"
        deployment = load_deployment(used)
        opened = await open_database(deployment.config, url)
        try:
            if config_file is None:
                opened = await live_a_week(deployment, opened, SystemClock().now())
            await _serve(used, deployment, opened, Reader.open(url), port, browser, tell)
        finally:
            await opened.database.close()


async def _serve(
    config_file: Path,
    deployment: Deployment,
    opened: Opened,
    reader: Reader,
    port: int,
    browser: bool,
    tell: Callable[[str], None],
) -> None:
    told, clock = stop_signals(), SystemClock()
    inbox = LiveInbox(clock)
    channels: dict[str, Channel] = {name: _Mute() for name in deployment.channels}
    orders = Orders(clock, reader, inbox.put)
    mouths: dict[str, Mouth] = {**channels, PAGE: orders}
    app = await build(config_file, deployment, opened, clock, mouths)
    host = _hosting.open_demo(app, orders, reader, port)
    config = deployment.config
    folder = config.playbooks_folder
    tell(_LINES[config.language].format(address=host.entrance, folder=folder))
    if browser:
        await asyncio.to_thread(webbrowser.open, f"{host.entrance}/playground")
    try:
        beside = [host.serve(), hear_of_changes(app, inbox)]
        await attend(app, channels, inbox, told, beside)
    finally:
        await host.close()


@contextmanager
def _set_up(config_file: Path | None, language: str) -> Iterator[Path]:
    """Give the config.yaml asked for, else that of a copy of the samples."""
    if config_file is not None:
        yield config_file
        return
    with tempfile.TemporaryDirectory(prefix="zhiban-demo-") as folder:
        lay_out(Path(folder), language)
        yield Path(folder) / "config.yaml"
