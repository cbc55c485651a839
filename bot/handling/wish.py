"""How a wish to do something in a chat becomes rows of the outbox, or a task for a person."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta

from msgspec import Struct

from bot import trail
from bot.deployment import Deployment
from bot.domain.bytelimit import split
from bot.domain.capabilities import Capabilities, may
from bot.domain.moments import to_us
from bot.domain.rank import Rank
from bot.domain.speech import Rendered
from bot.events import CommandGiven, Event, MomentCame
from bot.handling.urgency import WORTH, rank_of
from bot.outbox.action import ActionType, Card
from bot.outbox.drafts import APPROVE, task_key
from bot.outbox.envelope import mention
from bot.playbooks.base import Playbook
from bot.store.tables import Outbox

_PAGE = Capabilities()
"""What answers a command on a page can do: such a channel is none of config.yaml's."""
_PATIENCE = timedelta(hours=2) // timedelta(microseconds=1)
"""By when a person should have done what nobody gave a time for."""


class Wish(Struct, frozen=True):
    """Something to do because of an event; `part`s are done one after the other."""

    kind: ActionType
    parts: Sequence[Rendered]
    item: str
    member: str = ""
    cause: str = ""
    """Another event than this one."""
    present: str = ""
    """A member without whom it is pointless."""
    card: Card | None = None
    wanted: str = ""
    """Of a task: what is wanted, where that is not an answer."""
    approve: bool | None = None
    """Whether a person has to let it out; None: as the playbook says."""
    due: datetime | None = None
    """When it is to go, if that is later."""
    rank: Rank | None = None
    """Its class where a channel has limits; None: that of what follows from its event."""


class Occasion(Struct, frozen=True):
    """What the rows of a wish have from the event that they follow from."""

    event: Event
    playbook: Playbook | None
    deployment: Deployment
    heard_on: str
    """The channel on which the event's group was heard, "" if that is not known."""
    at: int
    """When it happened, in microseconds."""
    due: int
    """When what follows from it may go: then, or once it is not quiet."""
    asked: bool

    def rows(self, wish: Wish) -> list[Outbox]:
        """Return its rows (see `_rows`); those that a person has to let out as drafts.

        Behind the drafts comes the task that asks for it, to be told at once.
        """
        rows = [*self._rows(wish)]
        if self.playbook and self.playbook.approve if wish.approve is None else wish.approve:
            rows += self._drafted(rows)
        else:
            for row in rows:
                row.until = row.until or row.due + WORTH[row.rank]
        trail.wished(rows)
        return rows

    def _drafted(self, rows: Sequence[Outbox]) -> list[Outbox]:
        """Make drafts of rows; return the task that asks for them, if there is one."""
        drafts: list[Outbox] = []
        for row in rows:
            if row.type != "task" and not self._abilities(row.channel).prepared:
                row.state = "draft"
                row.until = row.until or row.due + _PATIENCE
                drafts.append(row)
        return [self._asking(drafts)] if drafts else []

    def _asking(self, drafts: Sequence[Outbox]) -> Outbox:
        """Return the task that asks a person to let a draft out."""
        first, said = drafts[0], "\n".join(row.text or f"[{row.path}]" for row in drafts)
        row = replace(first, key=task_key(first.key), state="waiting", due=self.due, text=said)
        row.path = None
        row.mentions = row.shown = row.card = row.present = row.note = ""
        return self._for_a_person(row, APPROVE)

    def _rows(self, wish: Wish) -> Iterator[Outbox]:
        """Yield a row for each part, or several where a channel takes no text that long.

        Its key is the same in every run. A card goes with the last text.
        """
        last = _last_text(wish.parts) if wish.card else None
        for number, part in enumerate(wish.parts):
            kind: ActionType = wish.kind if part.kind == "text" else part.kind
            channel = self._channel(kind, wish.member)
            can = self._abilities(channel)
            row = self._row(wish, kind, str(number), part, channel)
            alone = may(can, kind, private=bool(wish.member), asked=self.asked)
            alone = alone and not (can.prepared and wish.present)  # no mass send for one member
            if kind == "task" or not alone:
                yield self._for_a_person(row, wish.wanted or kind)
                continue
            if can.limits.text_bytes or part.mentions or wish.card:
                card = wish.card if can.cards and number == last else None
                yield from self._pieces(row, part, card, can)
            else:
                yield row
            if can.prepared:
                confirm = self._row(wish, kind, f"{number}.confirm", part, channel)
                yield self._for_a_person(confirm, "confirm")

    def _row(self, wish: Wish, kind: str, number: str, part: Rendered, channel: str) -> Outbox:
        event, playbook = self.event, self.playbook.id if self.playbook else None
        cause = wish.cause or event.id
        key = row_key(cause, playbook, wish.item, event.group, wish.member, number)
        until = to_us(event.until) if type(event) is MomentCame and event.until else None
        due = max(to_us(wish.due), self.due) if wish.due else self.due
        # In their order: to name them all would take as long as the whole rest.
        what = (0, key, due, "waiting", channel, kind, event.group, wish.member)
        said = (part.text, part.path, "", playbook, cause, self.asked, wish.present)
        return Outbox(
            *what,
            *said,
            note="quiet" if due > self.at and not wish.due else "",
            until=until,
            item=wish.item,
            version=self.deployment.version,
            rank=rank_of(event, self.playbook) if wish.rank is None else wish.rank,
        )

    def _abilities(self, channel: str) -> Capabilities:
        return self.deployment.abilities.get(channel, _PAGE)

    def _channel(self, kind: ActionType, member: str) -> str:
        """Return the channel that does it: in a group its mouth, else the one it is heard on."""
        config, event = self.deployment.config, self.event
        if type(event) is CommandGiven and member == event.member.id:
            return event.channel
        aloud = kind in ("say", "image", "file", "announce") and not member
        if event.group:
            of = config.mouth_of if aloud else config.channel_of
            return of(event.group, self.heard_on)
        private = "" if type(event) is CommandGiven else event.channel
        return private or config.channel_of("")

    def _pieces(
        self, row: Outbox, part: Rendered, card: Card | None, can: Capabilities
    ) -> Iterator[Outbox]:
        """Yield the row with what its channel can carry; the last of several has the card."""
        limit = can.limits.text_bytes
        names = [f"@{name}" for name in part.shown]
        pieces = split(part.text, limit, names) if limit and part.kind == "text" else [part.text]
        for number, text in enumerate(pieces):
            key = f"{row.key}.{number}" if number else row.key
            piece = replace(row, key=key, text=text) if number else row
            piece.text = text
            if part.mentions and can.mentions:
                mention(piece, part.mentions, part.shown)
            if card and number == len(pieces) - 1 and row.type == "say":
                piece.card = json.dumps(asdict(card), ensure_ascii=False)
            yield piece

    def _for_a_person(self, row: Outbox, wanted: str) -> Outbox:
        """Make it a task, told in private to who is on duty, wherever that is."""
        row.wanted, row.about, row.type = wanted, row.member, "task"
        if wanted != "confirm":  # that comes behind what is to be confirmed
            row.rank = Rank.WELCOME
        row.until = row.until or row.due + _PATIENCE
        row.member, row.channel = self.deployment.desk_of(row.grp, row.channel)
        return row


def _last_text(parts: Sequence[Rendered]) -> int | None:
    texts = (number for number, part in enumerate(parts) if part.kind == "text")
    return max(texts, default=None)


def row_key(
    cause: str, playbook: str | None, item: str, group: str, member: str = "", number: str = "0"
) -> str:
    """Name a row of the outbox, in every run alike; `number` is that of the part of a wish."""
    return "|".join((cause, playbook or "", item, group, member, number))
