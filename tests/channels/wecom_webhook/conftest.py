"""A platform with two robots, and a channel that speaks by them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.channels.base import Channel, Setup
from bot.channels.wecom_webhook.channel import create
from bot.channels.wecom_webhook.settings import WecomWebhookSettings
from tests.channels.setups import setup_in
from tests.channels.wecom_webhook.endpoint import PATH, Endpoint
from tests.secrets import secret

KEYS = {"G1": secret("g1"), "G2": secret("g2")}


@dataclass
class Platform:
    """A running endpoint, and config.yaml in a folder for channels that post there."""

    endpoint: Endpoint
    url: str
    folder: Path

    def configured(self, more: str = "", robots: str = "{g1: env:G1, g2: env:G2}") -> Setup:
        """Write config.yaml with a channel `robot`; `more` are further settings of it."""
        channel = f"{{type: wecom_webhook, url: '{self.url}', robots: {robots}{more}}}"
        groups = "{g1: {name: 晨读群, mouth: robot}, g2: {name: 周末群, mouth: robot}}"
        (self.folder / "config.yaml").write_text(
            f"channels: {{main: {{type: console}}, robot: {channel}}}\ngroups: {groups}\n",
            encoding="utf-8",
        )
        return setup_in(self.folder, "robot", KEYS)

    def channel(self, more: str = "") -> Channel:
        setup = self.configured(more)
        settings = setup.deployment.channels["robot"]
        assert isinstance(settings, WecomWebhookSettings)
        return create(settings, setup)

    @property
    def contents(self) -> list[str]:
        """The texts posted, in order."""
        return [payload[payload["msgtype"]]["content"] for _, payload in self.endpoint.posted]


@pytest.fixture
async def platform(tmp_path: Path) -> AsyncIterator[Platform]:
    endpoint = Endpoint(set(KEYS.values()))
    server = await endpoint.start()
    (tmp_path / "sop").mkdir()
    yield Platform(endpoint, str(server.make_url(PATH + "send")), tmp_path)
    await server.close()
