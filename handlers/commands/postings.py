"""The posts of a group as commands see them: which there are, and what they say."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.dates import said_date, said_weekday
from bot.domain.speech import Trusted
from bot.handling.context import Context
from bot.playbooks.posting import SAMPLE, Post, Posting
from bot.playbooks.stock import Source, rested, tagged
from bot.reading.places import KeyPath
from bot.store.uses import last_used


@dataclass(frozen=True, slots=True)
class Known:
    """A post, the playbook it is in, and what it says, rendered with sample values."""

    playbook: str
    id: str
    texts: tuple[Trusted, ...]
    source: Source | None
    """Where it draws its words from, if it has none of its own."""

    @property
    def name(self) -> Trusted:
        """Return how operators call it."""
        return Trusted(f"{self.playbook}/{self.id}")

    @property
    def tags(self) -> Trusted | None:
        """Return the tags of the pieces that it draws."""
        return Trusted("、".join(self.source.tag)) if self.source else None


def posts_of(context: Context, wanted: str | None = None) -> list[Known]:
    """Return the group's posts of that id or playbook/id, all without."""
    return [
        Known(playbook.id, one.id, _texts(context, playbook, one, path), one.source)
        for playbook in context.deployment.playbooks_of(context.event.group)
        if isinstance(playbook, Posting)
        for path, one in playbook.written()
        if wanted in (None, one.id, f"{playbook.id}/{one.id}")
    ]


async def ready_texts(context: Context, source: Source) -> tuple[Trusted, ...]:
    """Return what of each piece is read first, of those that may be drawn today."""
    group, deployment = context.event.group, context.deployment
    pieces = tagged(deployment.playbooks_of(group), source.tag)
    used = await last_used(context.work, group, deployment.config.zone)
    ready = rested(pieces, used, context.today(), source.not_again)
    values = {**SAMPLE, **_values(context, "")}
    said = (deployment.speech.render(one.piece.said, values) for one in ready)
    return tuple(Trusted(parts[0].text or parts[0].path or "") for parts in said if parts)


def _texts(context: Context, playbook: Posting, one: Post, path: KeyPath) -> tuple[Trusted, ...]:
    """Render all that a post may say, with today's date where it says one."""
    slot = playbook.slots.get(one.slot or "")
    values = _values(context, (slot and slot.name) or one.slot or "")
    return tuple(
        Trusted(part.text or part.path or "")
        for said in playbook.utterances()
        if said.path[: len(path)] == path
        for part in context.deployment.speech.render(said.say, {**said.sample, **values})
    )


def _values(context: Context, slot: str) -> Mapping[str, object]:
    day, language = context.today(), context.deployment.config.language
    return {
        "group": context.group,
        "date": Trusted(said_date(day, language)),
        "weekday": Trusted(said_weekday(day, language)),
        "slot": Trusted(slot),
    }
