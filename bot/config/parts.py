"""The parts that config.yaml is made of."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, PrivateAttr
from pydantic_core import PydanticCustomError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import Place
from bot.reading.files import Files
from bot.reading.places import Places
from bot.reading.validation import Strict

CONFIG_FILE = "config.yaml"
_DATABASES = ("sqlite+aiosqlite", "postgresql+asyncpg")

SECTIONS = (
    "channels",
    "bot",
    "owners",
    "admins",
    "operators",
    "groups",
    "retention",
    "engine",
    "backup",
    "web",
    "log",
    "metrics",
)
"""Of these only the heading may be left: then it is as if they were not there."""

Ids = frozenset[str]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        known = {"known": sorted(available_timezones())}
        raise PydanticCustomError("timezone", "unknown time zone", known) from None
    return name


def usable_database(url: str) -> str:
    """Refuse a URL without one of the drivers that this bot uses."""
    try:
        driver = make_url(url).drivername
    except (ArgumentError, ValueError):
        driver = ""
    if driver not in _DATABASES:
        drivers = {"drivers": ", ".join(f"{name}://" for name in _DATABASES)}
        raise PydanticCustomError("database", "must be a URL that begins with {drivers}", drivers)
    return url


ZoneName = Annotated[str, AfterValidator(_known_zone)]
DatabaseUrl = Annotated[str, AfterValidator(usable_database)]


class FromFile(Strict):
    """A model of a whole file: where that is, where each value stands, and what read it."""

    _folder: Path = PrivateAttr(default_factory=Path.cwd)
    _places: Places = PrivateAttr(default_factory=lambda: Places(CONFIG_FILE, 0))
    _files: Files = PrivateAttr(default_factory=Files)

    def placed(self, folder: Path, places: Places, files: Files) -> None:
        """Remember where it was read from, where each value was written, and what read it."""
        self._folder, self._places, self._files = folder, places, files

    @property
    def files(self) -> Files:
        """Return what reads all other files of the set-up."""
        return self._files

    def path(self, name: str) -> Path:
        """Return where a file named in config.yaml or a playbook is."""
        return self._folder / name

    def line_of(self, *path: object) -> Place:
        """Return where a value was written, or the nearest one around it."""
        return self._places.at(path)


class ChannelConfig(Strict):
    """A channel: its type, and settings that only this type knows (`model_extra`)."""

    model_config = ConfigDict(extra="allow")

    type: str


class BotConfig(Strict):
    """Who the bot is, and how members address it."""

    id: str = Field("bot", min_length=1)
    names: tuple[str, ...] = ("小助手",)


class Duty(Strict):
    """Who is told in private what a person must do, and on which channel."""

    member: str
    channel: str | None = None


class GroupConfig(Strict):
    """What the operator set for one group; without `channel` it is on the first one.

    `mouth` is another channel by which the bot speaks there, where the first only hears.
    """

    name: str | None = None
    tags: frozenset[str] = frozenset()
    channel: str | None = None
    mouth: str | None = None
    duty: Duty | None = None
    admins: Ids = frozenset()
    operators: Ids = frozenset()


class LogConfig(Strict):
    """How the log is written to stderr, and from which level on."""

    format: Literal["text", "json"] = "text"
    level: Literal["debug", "info", "warning", "error"] = "warning"


class MetricsConfig(Strict):
    """Where /metrics, /healthz and /readyz are answered beside the console, or without one."""

    host: str = "127.0.0.1"
    port: int = Field(9464, ge=0, le=65535)


class WebUser(Strict):
    """Who may log in to the console by a password; as whom, `member` says: an id in the chat.

    `password` is `env:NAME` or `file:path`, never the password itself.
    """

    password: str = Field(pattern=r"^(env|file):.+")
    member: str


CONSOLE_OWNER = "owner"
"""The user of the console who comes by the token that it prints."""


def _no_namesakes(users: Mapping[str, WebUser]) -> Mapping[str, WebUser]:
    """Refuse the owner's name: nobody could log in by it."""
    if CONSOLE_OWNER in users:
        raise PydanticCustomError("console_owner", "{name}", {"name": CONSOLE_OWNER})
    return users


class WebConfig(Strict):
    """Where the console listens.

    `proxy`: behind one that says who asks, and by https; it is on this machine, or at the addresses
    given instead of `true`.
    """

    host: str = "127.0.0.1"
    port: int = Field(8080, ge=0, le=65535)
    proxy: bool | str = False
    users: Annotated[Mapping[str, WebUser], AfterValidator(_no_namesakes)] = {}


def unless_off(written: object) -> object:
    """Take `off` for nothing."""
    return None if written in ("off", False) else written


Web = Annotated[
    WebConfig | None,
    BeforeValidator(unless_off, json_schema_input_type=WebConfig | Literal["off", False] | None),
]
"""`web: off` is no console."""


def secret_refs(channels: Iterable[ChannelConfig], web: WebConfig | None) -> list[str]:
    """Return all texts among which are the places of secrets (`env:NAME`, `file:path`)."""
    refs = [user.password for user in web.users.values()] if web else []
    return refs + [text for one in channels for text in _texts(one.model_extra or {})]


def _texts(value: object) -> list[str]:
    if isinstance(value, Mapping):
        return [text for part in value.values() for text in _texts(part)]
    return [value] if isinstance(value, str) else []
