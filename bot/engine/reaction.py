"""What one event leads to: its handlers, one after the other, and what is not to be answered."""

from collections.abc import Mapping, Sequence
from typing import TypeGuard

from bot.domain.moments import to_us
from bot.domain.storm import REST
from bot.engine.storms import count_answer, hear, mute, silence, tell
from bot.errors import StoreFailed
from bot.events import Event, MessageReceived, MomentCame
from bot.handling.context import Context
from bot.handling.router import Plans, Step
from bot.playbooks.base import Playbook
from bot.store.journal import RESTORED, Note
from bot.store.members.people import People
from bot.store.storms import Storms
from bot.store.work import Work


class HandlerFailed(Exception):
    """A handler or a matcher raised; the transaction is lost and run again without it."""

    def __init__(self, step: int, error: Exception) -> None:
        super().__init__(step, error)
        self.step, self.error = step, error


class Reactions:
    """Calls handlers, and keeps those in a storm from shouting."""

    def __init__(self, plans: Plans, people: People, storms: Storms) -> None:
        self._plans, self._people, self.storms = plans, people, storms

    async def react(
        self, work: Work, event: Event, at: int, steps: Sequence[Step], failed: Mapping[int, str]
    ) -> Note:
        """Run the steps of an event but those that `failed`; return what came of it.

        `at` is its moment in microseconds.
        """
        note, deployment = self.note(event), self._plans.deployment
        note.errors += failed.values()
        if not note.muted and steps and isinstance(event, MessageReceived):
            note.muted = mute(self.storms, work, event, at)
        # A flood is told of as such, and no second time.
        if note.muted not in REST and not self.overhear(event, at):
            hear(self.storms, work, event, at, deployment.config.bot.id)
        for number, step in enumerate(steps):
            if number not in failed:
                await self._call(self.context(work, event, at, step.playbook, note), step, number)
        count_answer(self.storms, work, event, at, note, deployment.config)
        if self.storms.begun:
            await tell(self.storms, self.context(work, event, at, None, note))
        return note

    def note(self, event: Event) -> Note:
        """Begin to note what comes of an event: nothing is said of what a restore goes back to."""
        restored = self._plans.deployment.restored
        past = restored and _happened(event) <= restored
        return Note(muted=RESTORED if past else "")

    def overhear(self, event: Event, at: int) -> TypeGuard[MessageReceived]:
        """Take note of a message in a calm minute; False where `hear` has to look at it."""
        if type(event) is not MessageReceived:
            return False
        bot = self._plans.deployment.config.bot.id
        return event.member.id == bot or self.storms.overhear(event.group, at)

    def context(
        self, work: Work, event: Event, at: int, playbook: Playbook | None, note: Note
    ) -> Context:
        """Return what a handler of an event may touch; `at` is its moment in microseconds."""
        plans, people = self._plans, self._people
        return Context(work, event, at, playbook, plans.deployment, people, note, plans.agenda)

    async def _call(self, context: Context, step: Step, number: int) -> None:
        if muted := context.noted.muted:
            silence(context, step)
            if step.router.answers and muted != RESTORED:  # what it does else still counts
                return
        try:
            if step.finding and step.heard and step.router.on_message:
                await step.router.on_message(context, step.finding, step.heard)
            else:
                event = context.event
                await step.router.on[type(event)](context, step.playbook, event)
        except StoreFailed:
            raise
        except Exception as error:
            raise HandlerFailed(number, error) from error


def _happened(event: Event) -> int:
    """Return when an event happened, or should have (microseconds)."""
    return to_us(event.due if isinstance(event, MomentCame) else event.at)
