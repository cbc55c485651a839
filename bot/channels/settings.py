"""What config.yaml may say of each kind of channel beside its `type`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from bot.domain.capabilities import Capabilities
from bot.errors import RunFailed
from bot.reading.validation import Strict

_PLACES = ("env:", "file:")
_NO_SECRET = {
    "unset": ("没有设置环境变量 {name}", "the environment variable {name} is not set"),
    "unread": ("读不了密钥文件 {name}：{error}", "cannot read the secret in {name}: {error}"),
    "empty": ("密钥文件 {name} 是空的", "the file {name} holds no secret"),
}


def _named_place(written: object) -> object:
    named = isinstance(written, str) and written.startswith(_PLACES)
    if not named or not str(written).partition(":")[2].strip():
        raise PydanticCustomError("secret", "must be env:NAME or file:path, never the secret")
    return written


SecretRef = Annotated[
    str,
    BeforeValidator(_named_place),
    WithJsonSchema({"type": "string", "pattern": "^(env|file):."}),
]
"""Where a secret is: `env:NAME` or `file:path`; itself it never stands in config.yaml."""


def _web_address(url: str) -> str:
    if not url.startswith(("https://", "http://")) or "?" in url:
        raise PydanticCustomError("web_address", "must be http(s)://… without a query")
    return url


WebAddress = Annotated[str, AfterValidator(_web_address)]


class ChannelSettings(Strict):
    """What every kind of channel has."""

    type: str

    def capabilities(self) -> Capabilities:
        """Return what a channel with these settings can do."""
        return Capabilities()

    def secrets(self) -> Mapping[str, SecretRef]:
        """Return where the secrets are, by the field that names them."""
        return {}

    def account(self) -> str:
        """Return which account it is, where one channel at a time can be that; else ""."""
        return ""

    def mistakes(self, groups: Mapping[str, str], language: str) -> Mapping[str, str]:
        """Return what does not fit the groups bound to it (id and name), by field."""
        return {}


class ConsoleSettings(ChannelSettings):
    """`channels: {main: {type: console}}`"""

    type: Literal["console"] = "console"

    def capabilities(self) -> Capabilities:
        return Capabilities(instant=True)


class ReplaySettings(ChannelSettings):
    """`channels: {main: {type: replay, events: day.jsonl, speed: 60, out: said.jsonl}}`

    Paths are relative to config.yaml. `speed` 0 is as fast as it goes, 60 an hour a minute.
    """

    type: Literal["replay"] = "replay"
    events: str
    speed: float = Field(0, ge=0)
    out: str | None = None
    summary: str | None = None
    state: str | None = None

    def capabilities(self) -> Capabilities:
        return Capabilities(idempotent_send=True, instant=True)


def read_secret(
    ref: SecretRef, environ: Mapping[str, str], folder: Path, language: str = "en"
) -> str:
    """Return the secret; raise RunFailed with one line that says where it was looked for."""
    kind, _, name = ref.partition(":")
    no_secret = {which: told[language != "zh"] for which, told in _NO_SECRET.items()}
    if kind == "env":
        secret = environ.get(name, "").strip()
        if not secret:
            raise RunFailed(no_secret["unset"].format(name=name))
        return secret
    try:
        secret = (folder / name).read_text(encoding="utf-8-sig").strip()
    except (OSError, UnicodeError) as error:
        why = no_secret["unread"].format(name=name, error=type(error).__name__)
        raise RunFailed(why) from error
    if not secret:
        raise RunFailed(no_secret["empty"].format(name=name))
    return secret
