"""How a wish to do something in a chat becomes rows of the outbox, or a task for a person."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from bot.deployment import Deployment
from bot.domain.capabilities import Capabilities, may
from bot.domain.moments import to_us
from bot.domain.speech import Rendered
from bot.events import Event, MomentCame
from bot.outbox.action import ActionType, Card
from bot.playbooks.base import Playbook
from bot.store.tables import Outbox

_PATIENCE = timedelta(hours=2)
"""By when a person should have done what nobody gave a time for."""


@dataclass(frozen=True, slots=True)
class Wish:
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


@dataclass(frozen=True, slots=True)
class Occasion:
    """What the rows of a wish have from the event that they follow from."""

    event: Event
    playbook: Playbook | None
    deployment: Deployment
    heard_on: str
    """The channel on which the event's group was heard, "" if that is not known."""
    due: datetime
    asked: bool

    def rows(self, wish: Wish) -> Iterator[Outbox]:
        """Yield a row for each part. Its key is the same in every run."""
        event, playbook = self.event, self.playbook.id if self.playbook else None
        cause = wish.cause or event.id
        for number, part in enumerate(wish.parts):
            name = (cause, playbook or "", wish.item, event.group, wish.member, str(number))
            kind: ActionType = wish.kind if part.kind == "text" else part.kind
            row = Outbox(
                seq=0,
                key="|".join(name),
                due=to_us(self.due),
                state="waiting",
                channel=self._channel(kind, wish.member),
                type=kind,
                grp=event.group,
                member=wish.member,
                text=part.text,
                path=part.path,
                mentions="",
                playbook=playbook,
                cause=cause,
                asked=self.asked,
                present=wish.present,
            )
            self._fit(row, part, wish.card)
            yield row

    def _channel(self, kind: ActionType, member: str) -> str:
        """Return the channel that does it: in a group its mouth, else the one it is heard on."""
        config, event = self.deployment.config, self.event
        aloud = kind in ("say", "image", "file", "announce") and not member
        if event.group:
            of = config.mouth_of if aloud else config.channel_of
            return of(event.group, self.heard_on)
        return event.channel or config.channel_of("")

    def _fit(self, row: Outbox, part: Rendered, card: Card | None) -> None:
        """Make of a row what its channel can do; what it may not do is for a person."""
        can = self.deployment.abilities.get(row.channel, Capabilities())
        event = self.event
        row.until = to_us(event.until) if isinstance(event, MomentCame) and event.until else None
        if row.type == "task" or not may(can, row.type, private=bool(row.member), asked=self.asked):
            self._hand_over(row)
        elif part.mentions and can.mentions:
            row.mentions, row.shown = json.dumps(part.mentions), json.dumps(part.shown)
        if card and can.cards and row.type == "say":
            row.card = json.dumps(asdict(card), ensure_ascii=False)

    def _hand_over(self, row: Outbox) -> None:
        """Make it a task, told in private to who is on duty, wherever that is."""
        row.wanted, row.about, row.type = row.type, row.member, "task"
        row.until = row.until or to_us(self.due + _PATIENCE)
        row.member, row.channel = self.deployment.desk_of(row.grp, row.channel)
