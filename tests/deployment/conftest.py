"""What the tests of deployments share."""

from tests.channels.wecom_bot.conftest import gateway

__all__ = ["gateway"]
