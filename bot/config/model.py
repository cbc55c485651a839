"""config.yaml: which groups there are, who may do what, on which channels."""

import os
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError
from sqlalchemy.engine import make_url

from bot.config.parts import (
    SECTIONS,
    BotConfig,
    ChannelConfig,
    DatabaseUrl,
    Duty,
    FromFile,
    GroupConfig,
    Ids,
    LogConfig,
    MetricsConfig,
    Web,
    WebConfig,
    ZoneName,
    secret_refs,
)
from bot.config.store import Backup, BackupConfig, Engine, Retention
from bot.domain.times import Window
from bot.errors import Mistake
from bot.reading.places import field_name
from bot.reading.sentences import Language, unknown
from bot.reading.validation import validate

Role = Literal["owner", "admin", "operator", "member"]
ChannelModels = Mapping[str, type[BaseModel]]


class Config(FromFile):
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
    duty: Duty | None = None
    groups: Mapping[str, GroupConfig] = {}
    quiet_hours: Window | None = Window.parse("22:30-07:00")
    retention: Retention = Retention()
    engine: Engine = Engine()
    backup: Backup = BackupConfig()
    web: Web = WebConfig()
    log: LogConfig = LogConfig()
    metrics: MetricsConfig | None = None
    language: Literal["zh", "en"] = "zh"
    font: str | None = None
    seed: int = 0

    @model_validator(mode="before")
    @classmethod
    def _without_empty_sections(cls, data: Any) -> Any:
        """Take a section of which only the heading is left for an absent one."""
        if isinstance(data, dict):
            return {key: data[key] for key in data if key not in SECTIONS or data[key] is not None}
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

    @property
    def playbooks_folder(self) -> Path:
        """Return the folder that playbooks are read from."""
        return self.path(self.playbooks)

    @property
    def templates_folder(self) -> Path:
        """Return the folder that template files are read from."""
        return self.path(self.templates)

    @property
    def database_url(self) -> str:
        """Return the database's URL with an SQLite file's path made absolute."""
        url = make_url(self.database)
        if url.drivername.startswith("sqlite") and url.database not in (None, "", ":memory:"):
            url = url.set(database=str(self.path(str(url.database)).absolute()))
        return url.render_as_string(hide_password=False)

    @cached_property
    def secret_files(self) -> frozenset[str]:
        """Return the absolute paths of the files that hold secrets, which nothing may show."""
        refs = secret_refs(self.channels.values(), self.web)
        files = (self.path(ref[5:]) for ref in refs if ref.startswith("file:"))
        return frozenset(os.path.abspath(file) for file in files)

    def role_of(self, member: str, group: str) -> Role:
        """Return the highest role of a member id in a group; `""` is a private chat.

        Who is on duty is an operator, who can do what they are told.
        """
        here = self.groups.get(group)
        if member in self.owners:
            return "owner"
        if member in self.admins or (here and member in here.admins):
            return "admin"
        if member in self.operators or (here and member in here.operators):
            return "operator"
        if (duty := (here.duty if here else None) or self.duty) and member == duty.member:
            return "operator"
        return "member"

    def group_name(self, group: str) -> str | None:
        """Return the operator's own name for a group."""
        return self.groups[group].name if group in self.groups else None

    def tags(self, group: str) -> frozenset[str]:
        """Return the tags of a group; one that is not listed has none."""
        return self.groups[group].tags if group in self.groups else frozenset()

    def channel_of(self, group: str, heard_on: str = "") -> str:
        """Return the name of the channel a group is on.

        Its own, else the one it was heard on, else the file's first.
        """
        here = self.groups.get(group)
        if here and here.channel:
            return here.channel
        channels = self.channels
        return heard_on if heard_on in channels else next(iter(channels))

    def mouth_of(self, group: str, heard_on: str = "") -> str:
        """Return the name of the channel by which the bot speaks in a group."""
        here = self.groups.get(group)
        return (here and here.mouth) or self.channel_of(group, heard_on)

    def bound_to(self, channel: str) -> Mapping[str, str]:
        """Return the listed groups that a channel hears or speaks in, id and name."""
        return {
            group: own.name or group
            for group, own in self.groups.items()
            if channel in (self.channel_of(group), self.mouth_of(group))
        }

    def on_duty(self, group: str) -> Duty | None:
        """Return who is told what a person must do for a group: on duty, else who is in charge."""
        here = self.groups.get(group)
        if (duty := (here.duty if here else None) or self.duty) is not None:
            return duty
        admins = (here.admins if here else frozenset()) or self.admins or self.owners
        return Duty(member=min(admins)) if admins else None

    def duties(self) -> Iterator[tuple[tuple[str, ...], Duty]]:
        """Yield who is on duty, with where that is written."""
        if self.duty:
            yield ("duty",), self.duty
        for group, own in self.groups.items():
            if own.duty:
                yield ("groups", group, "duty"), own.duty

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
