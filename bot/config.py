"""config.yaml: which groups there are, who may do what, on which channels."""

import os
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field, PrivateAttr, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError
from sqlalchemy.engine import make_url

from bot.configparts import (
    BotConfig,
    ChannelConfig,
    DatabaseUrl,
    Engine,
    GroupConfig,
    Ids,
    Retention,
    ZoneName,
)
from bot.domain.times import Window
from bot.errors import InputWrong, Mistake, Place, file_name
from bot.reading.places import Places, field_name
from bot.reading.salvage import examine
from bot.reading.sentences import Language, operator_language, sentence, unknown
from bot.reading.validation import Strict, validate
from bot.reading.yamlfile import Document, read_yaml

Role = Literal["owner", "admin", "operator", "member"]
ChannelModels = Mapping[str, type[BaseModel]]

_FILE = "config.yaml"
_SECTIONS = ("channels", "bot", "owners", "admins", "operators", "groups", "retention", "engine")


class Config(Strict):
    """All of config.yaml; paths in it begin in the folder it was read from."""

    timezone: ZoneName = "Asia/Shanghai"
    database: DatabaseUrl = "sqlite+aiosqlite:///data/zhiban.db"
    playbooks: str = "sop"
    templates: str = "templates"
    channel: str | None = None
    channels: Mapping[str, ChannelConfig] = Field({}, validate_default=True)
    bot: BotConfig = BotConfig()
    owners: Ids = frozenset()
    admins: Ids = frozenset()
    operators: Ids = frozenset()
    groups: Mapping[str, GroupConfig] = {}
    quiet_hours: Window | None = Window.parse("22:30-07:00")
    retention: Retention = Retention()
    engine: Engine = Engine()
    language: Literal["zh", "en"] = "zh"
    seed: int = 0
    _folder: Path = PrivateAttr(default_factory=Path.cwd)
    _places: Places = PrivateAttr(default_factory=lambda: Places(_FILE, 0))

    @model_validator(mode="before")
    @classmethod
    def _without_empty_sections(cls, data: Any) -> Any:
        """Take a section of which only the heading is left for an absent one."""
        if isinstance(data, dict):
            return {key: data[key] for key in data if key not in _SECTIONS or data[key] is not None}
        return data

    @field_validator("channels")
    @classmethod
    def _with_short_form(
        cls, channels: Mapping[str, ChannelConfig], info: ValidationInfo
    ) -> Mapping[str, ChannelConfig]:
        """Read `channel: console` as the only channel, called "main"."""
        short = info.data.get("channel")
        if short and channels:
            raise PydanticCustomError("channel_twice", "channel and channels")
        return channels or {"main": ChannelConfig(type=short or "console")}

    @cached_property
    def zone(self) -> ZoneInfo:
        """Return the time zone of everything local."""
        return ZoneInfo(self.timezone)

    def path(self, name: str) -> Path:
        """Return where a file named in config.yaml or a playbook is."""
        return self._folder / name

    @property
    def playbooks_folder(self) -> Path:
        """Return the folder that playbooks are read from."""
        return self._folder / self.playbooks

    @property
    def templates_folder(self) -> Path:
        """Return the folder that template files are read from."""
        return self._folder / self.templates

    @property
    def database_url(self) -> str:
        """Return the database's URL with an SQLite file's path made absolute."""
        url = make_url(self.database)
        if url.drivername.startswith("sqlite") and url.database not in (None, "", ":memory:"):
            url = url.set(database=str(self._folder.absolute() / str(url.database)))
        return url.render_as_string(hide_password=False)

    def role_of(self, member: str, group: str) -> Role:
        """Return the highest role of a member id in a group; `""` is a private chat."""
        here = self.groups.get(group)
        if member in self.owners:
            return "owner"
        if member in self.admins or (here and member in here.admins):
            return "admin"
        if member in self.operators or (here and member in here.operators):
            return "operator"
        return "member"

    def group_name(self, group: str) -> str | None:
        """Return the operator's own name for a group."""
        return self.groups[group].name if group in self.groups else None

    def tags(self, group: str) -> frozenset[str]:
        """Return the tags of a group; one that is not listed has none."""
        return self.groups[group].tags if group in self.groups else frozenset()

    def channel_of(self, group: str) -> str:
        """Return the name of the channel a group is on: its own, else the file's first."""
        own = self.groups[group].channel if group in self.groups else None
        return own or next(iter(self.channels))

    def line_of(self, *path: object) -> Place:
        """Return where a value was written, or the nearest one around it."""
        return self._places.at(path)

    def channel_settings(
        self, models: ChannelModels, language: Language
    ) -> tuple[dict[str, BaseModel], list[Mistake]]:
        """Read every channel's settings with the model of its type; return what is wrong too."""
        settings: dict[str, BaseModel] = {}
        mistakes: list[Mistake] = []
        for name, channel in self.channels.items():
            path = ("channel",) if self.channel else ("channels", name)
            if (model := models.get(channel.type)) is None:
                at = path if self.channel else (*path, "type")
                why = unknown("channel_type", language, channel.type, models)
                mistakes.append(Mistake(self._places.at(at), field_name(at), why))
                continue
            raw, places = dict(channel.model_extra or {}), self._places.inner(path)
            own, wrong = validate(model, raw, places, language, field_name(path))
            mistakes += wrong
            settings |= {name: own} if own is not None else {}
        return settings, mistakes


def load_config(path: Path | None = None, channels: ChannelModels | None = None) -> Config:
    """Read config.yaml; raise InputWrong with every mistake.

    Without `path` it is the one in the current directory, or all defaults where there is none.
    `channels` are the models of the channel types' settings; absent, these are not looked at.
    """
    config, mistakes = read_config(path, channels, operator_language(os.environ))
    if mistakes:
        raise InputWrong(mistakes)
    return config


def read_config(
    path: Path | None, channels: ChannelModels | None, language: Language
) -> tuple[Config, list[Mistake]]:
    """Read config.yaml as far as it can be read, and return what is wrong with it."""
    if path is None and not Path(_FILE).exists():
        return Config(), []
    path = path or Path(_FILE)
    documents, mistakes = read_yaml(path, language)
    first = documents[0] if documents else Document({}, Places(file_name(path), 1))
    for more in documents[1:]:
        mistakes.append(Mistake(more.places.place, "YAML", sentence("one_document", language)))
    found, rest, wrong = examine(Config, first, language)
    config = found or Config()
    config._places, config._folder = rest.places, path.parent
    mistakes += [*wrong, *_unknown_channels(config, first, language)]
    if channels is not None:
        mistakes += config.channel_settings(channels, language)[1]
    return config, mistakes


def _unknown_channels(config: Config, document: Document, language: Language) -> Iterator[Mistake]:
    """Find groups on channels that are not there; one that is there and wrong is told already."""
    written = document.data.get("channels") if isinstance(document.data, dict) else None
    known = [*config.channels, *(written if isinstance(written, dict) else ())]
    for group, own in config.groups.items():
        if own.channel is not None and own.channel not in known:
            path = ("groups", group, "channel")
            why = unknown("channel", language, own.channel, map(str, known))
            yield Mistake(document.places.at(path), field_name(path), why)
