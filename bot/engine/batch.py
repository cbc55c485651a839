"""What a batch needs before its handlers run, and what became of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeGuard

from bot.domain.moments import all_to_us
from bot.events import Event, IdentityChanged, MembersJoined, MessageReceived, MomentCame
from bot.handling.router import Plans, Step
from bot.store import journal
from bot.store.journal import Note
from bot.store.tables import Outbox, Row, Timer
from bot.store.work import Work

Authors = dict[tuple[str, str], str]
"""Who wrote which message, by group and id."""
NOTHING = Note()
"""What comes of a message that nobody handles."""


@dataclass(slots=True)
class Done:
    """What became of a batch: of the events given, the first `taken` are dealt with."""

    taken: int = 0
    new: int = 0
    """Of these, those that were heard for the first time; moments are not heard."""
    failures: int = 0
    written: set[type[Row]] = field(default_factory=set)
    wishes: list[tuple[str, Event]] = field(default_factory=list)
    soonest: int | None = None
    """When the first moment comes that was set by it, in microseconds."""
    claimed: list[Outbox] | None = None
    """What it wishes for and can go at once; None: what is due must be looked for."""

    def and_then(self, one: "Done") -> "Done":
        """Return what became of this and of the events behind it."""
        moments = [moment for moment in (self.soonest, one.soonest) if moment is not None]
        return Done(
            self.taken + one.taken,
            self.new + one.new,
            self.failures + one.failures,
            self.written | one.written,
            self.wishes + one.wishes,
            min(moments, default=None),
        )


class Batch:
    """Events that are heard for the first time, and what is known before their handlers run."""

    def __init__(
        self,
        events: Sequence[Event],
        steps: Sequence[Sequence[Step]],
        calm: Iterable[bool],
        authors: Authors,
        bot: str,
    ) -> None:
        """`steps` say who handles each, `calm` which tell nothing new of their groups.

        `authors` are of messages that these quote, `bot` is its own id.
        """
        self.events, self.steps, self.authors = events, steps, authors
        self.moments = all_to_us([event.at for event in events])
        self.quoting = any(e.reply_to for e in events if isinstance(e, MessageReceived))
        """Whether it matters who wrote what."""
        self.chatter: list[MessageReceived | None] = [
            event if told_nothing and not its and _is_plain(event, bot) else None
            for event, its, told_nothing in zip(events, steps, calm, strict=True)
        ]
        """Each that is a text, and nothing else, in a known group, that nobody handles."""
        self.chatter.append(None)  # nothing comes behind the last one


def _is_plain(event: Event, bot: str) -> TypeGuard[MessageReceived]:
    """Say whether a member wrote it in a chat, mentioning nobody and answering nothing."""
    if type(event) is not MessageReceived or event.member.id == bot:
        return False
    return not (event.mentions or event.mentions_bot or event.reply_to)


def begins_batch(event: Event, steps: Sequence[Step]) -> bool:
    """Say whether what was said because of the events before has to be out first.

    It would go by another id, or not at all.
    """
    if type(event) is IdentityChanged:
        return True
    return any(step.finding is not None and step.finding.first for step in steps)


def take_off_known(work: Work, events: Sequence[Event], new: Sequence[Event]) -> None:
    """Remove the timers of moments that have come before."""
    if len(new) < len(events):
        fresh = {(event.group, event.id) for event in new}
        for event in events:
            came = isinstance(event, MomentCame) and not event.planned
            if came and (event.group, event.id) not in fresh:
                work.remove(Timer, event.group, event.id)


async def load_needs(work: Work, events: Sequence[Event], steps: Sequence[Sequence[Step]]) -> None:
    """Load what the handlers named: one SELECT a table for the whole batch."""
    wanted: dict[type[Row], list[tuple[object, ...]]] = defaultdict(list)
    for event, its_steps in zip(events, steps, strict=True):
        for step in its_steps:
            if step.router.needs:
                for cls, key in step.router.needs(event, step.playbook, step.finding):
                    wanted[cls].append(key)
    for cls, keys in wanted.items():
        work.want(cls, keys)
    await work.load_wanted()


async def write_down(
    work: Work, plans: Plans, event: Event, at: int, note: Note, authors: Authors
) -> None:
    """Journal an event and the activity it counts as; a timer that came is taken off."""
    if isinstance(event, MessageReceived):
        write_message(work, plans, event, at, note, authors)
        return
    bot, day = plans.deployment.config.bot.id, plans.days.of(at)
    journal.write(work, event, at, day, note)
    if isinstance(event, MomentCame) and not event.planned:
        work.remove(Timer, event.group, event.id)
    elif isinstance(event, MembersJoined):
        await journal.count_invited(work, event, day, bot)


def write_message(
    work: Work, plans: Plans, event: MessageReceived, at: int, note: Note, authors: Authors
) -> None:
    """Journal a message, and whom it answers; keep whose it is, which others may quote."""
    day = plans.days.of(at)
    journal.write(work, event, at, day, note)
    authors[event.group, event.id] = event.member.id
    if event.mentions or event.reply_to:
        journal.count_answers(work, event, authors, day, plans.deployment.config.bot.id)


def lived_by(last: Event, behind: datetime | None) -> datetime:
    """Return until when all was lived that was to come, once the last event is dealt with.

    `behind` is when the first of the moments was due that are late and still to come.
    """
    if isinstance(last, MomentCame):
        return min(last.at, last.due)
    return min(last.at, behind or last.at)
