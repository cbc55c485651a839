"""What an operator set up: config, playbooks, templates and calendar, read once, never changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from pydantic import BaseModel

from bot.config import Config
from bot.domain.calendar import WorkCalendar
from bot.domain.score import Weighing, Weighs
from bot.domain.speech import Speech
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
    calendar: WorkCalendar = field(default_factory=WorkCalendar)

    def with_seed(self, seed: int) -> "Deployment":
        """Return the same with other draws."""
        return replace(self, config=self.config.model_copy(update={"seed": seed}))

    def playbooks_of(self, group: str) -> Sequence[Playbook]:
        """Return the playbooks that serve a group, the most specific first; none in private."""
        return self.library.for_group(group, self.config.tags(group)) if group else ()

    def weighing_of(self, group: str) -> Weighing | None:
        """Return how engagement is weighed in a group; None where no playbook says."""
        for playbook in self.playbooks_of(group):
            if isinstance(playbook, Weighs):
                return playbook.weighing()
        return None
