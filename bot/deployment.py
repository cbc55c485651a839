"""What an operator set up: config, playbooks, templates and calendar, read once, never changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from pydantic import BaseModel

from bot.config.model import Config
from bot.domain.calendar import WorkCalendar
from bot.domain.capabilities import Capabilities
from bot.domain.challenge_rules import Ruled, Rules
from bot.domain.score import Weighing, Weighs
from bot.domain.speech import Speech
from bot.domain.times import quiet_release
from bot.picture.fonts import Font, find_font
from bot.playbooks.base import Playbook
from bot.playbooks.library import Library


@dataclass(frozen=True)
class Deployment:
    """The compiled set-up that handlers read."""

    config: Config
    library: Library
    speech: Speech
    channels: Mapping[str, BaseModel]
    """The settings of each channel, by its name."""
    abilities: Mapping[str, Capabilities] = field(default_factory=dict)
    """What each channel can do, by its name."""
    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    version: int = 0
    """Its number in the database's history of versions; 0 before it has one."""
    restored: int = 0
    """When the database was put back from a backup (microseconds); 0: never."""

    @cached_property
    def markup(self) -> bool:
        """Say whether any channel's texts are Markdown."""
        return any(can.markup for can in self.abilities.values())

    @cached_property
    def font(self) -> Font | None:
        """Return the letters of pictures, looked for once; None where no font has Chinese ones."""
        return find_font(self.config.path(self.config.font) if self.config.font else None)

    def with_seed(self, seed: int) -> "Deployment":
        """Return the same with other draws."""
        return replace(self, config=self.config.model_copy(update={"seed": seed}))

    def playbooks_of(self, group: str) -> Sequence[Playbook]:
        """Return the playbooks that serve a group, the most specific first.

        In no group (`""`) these are the ones that speak of all their groups at once.
        """
        if not group:
            return self.library.overall
        return self.library.for_group(group, self.config.tags(group))

    def desk_of(self, group: str, channel: str) -> tuple[str, str]:
        """Return who is told in private what is to be done for a group, and on which channel.

        Without a channel of their own it is `channel` where that can reach a member, else the
        first that can. Nobody is "": then it is only listed.
        """
        duty = self.config.on_duty(group)
        if duty is None:
            return "", channel
        reaching = [name for name, can in self.abilities.items() if can.direct]
        if duty.channel or not reaching:
            return (duty.member, duty.channel) if duty.channel else ("", channel)
        return duty.member, channel if channel in reaching else reaching[0]

    def rules_of(self, playbook: str, group: str) -> Rules | None:
        """Return the rules of a challenge that serves a group; None where it does not any more."""
        for served in self.playbooks_of(group):
            if served.id == playbook and isinstance(served, Ruled):
                return served.rules(self.config.language)
        return None

    def unasked_at(self, at: datetime) -> datetime:
        """Return when something goes that nobody asked for: at once, or when it is not quiet."""
        return quiet_release(at, self.config.quiet_hours, self.config.zone)

    def weighing_of(self, group: str) -> Weighing | None:
        """Return how engagement is weighed in a group; None where no playbook says."""
        for playbook in self.playbooks_of(group):
            if isinstance(playbook, Weighs):
                return playbook.weighing()
        return None
