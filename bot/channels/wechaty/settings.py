"""What config.yaml may say of a Wechaty channel."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from bot.channels.pace import Pace
from bot.channels.settings import ChannelSettings, SecretRef
from bot.domain.capabilities import Capabilities, Limits
from bot.domain.durations import Duration
from bot.reading.validation import Strict

_MEGABYTE = 1024 * 1024


def _host_and_port(written: str) -> str:
    host, _, port = written.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise PydanticCustomError("endpoint", "must be host:port, such as 127.0.0.1:8788")
    return written


Endpoint = Annotated[str, AfterValidator(_host_and_port)]


class Tls(Strict):
    """`tls: {ca: gateway.pem, name: insecure}`; an empty `{}` trusts what this machine trusts."""

    ca: str | None = None
    """File with the certificate that signed the gateway's; relative to config.yaml."""
    name: str | None = None
    """The name in the gateway's certificate, where it is not the host's."""


class Words(Strict):
    """`{words: [读书会]}`: who writes one of these in the request is accepted."""

    words: tuple[str, ...] = Field(min_length=1)

    def __contains__(self, hello: str) -> bool:
        return any(word.casefold() in hello.casefold() for word in self.words)


_CAREFUL = Limits(
    per_minute=20,
    per_day=2_000,
    same_text=3,
    spacing=timedelta(seconds=1.5),
    switch=timedelta(seconds=4),
    jitter=1,
    file_bytes=100 * _MEGABYTE,
)
"""What users report as safe; nobody knows a number, and too fast costs the account."""


class WechatySettings(ChannelSettings):
    """`channels: {main: {type: wechaty, endpoint: "127.0.0.1:8788", token: env:WECHATY_TOKEN}}`"""

    type: Literal["wechaty"] = "wechaty"
    endpoint: Endpoint
    token: SecretRef
    tls: Tls | None = None
    pace: Pace = Pace()
    relist: Duration = Field(timedelta(minutes=10), ge=timedelta(seconds=1))
    """How often member lists are looked at for joins and leaves that no event told."""
    accept_friends: Words | Literal["all", "ask", "none"] = "ask"
    """`ask`: an admin decides; `none`: left alone."""
    accept_rooms: Literal["all", "admins", "ask", "none"] = "ask"
    """`admins`: an invitation by an owner or admin is accepted, others are asked about."""

    def account(self) -> str:
        return self.endpoint

    @property
    def address(self) -> tuple[str, int]:
        """Return host and port of the gateway."""
        host, _, port = self.endpoint.rpartition(":")
        return host.strip("[]"), int(port)

    def capabilities(self) -> Capabilities:
        return Capabilities(
            lists_members=True,
            limits=self.pace.over(_CAREFUL),
        )

    def secrets(self) -> Mapping[str, SecretRef]:
        return {"token": self.token}
