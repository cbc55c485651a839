"""The journal: every event once, what came of it, and the activity it counts as."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
import orjson

from bot.domain.moments import HOUR, from_us, to_us
from bot.events import (
    BackupTried,
    CommandGiven,
    Event,
    HearingGap,
    IdentityChanged,
    MembersJoined,
    MembersLeft,
    MembersListed,
    MessageRecalled,
    MessageReceived,
    MomentCame,
    PlatformComplained,
    RequestReceived,
    SetupChanged,
    SilenceNoticed,
    TopicChanged,
)
from bot.store.facts import data_of, member_of
from bot.store.members.presence import came_by
from bot.store.tables import Activity, Journal, Meta
from bot.store.work import Work

TYPES: Mapping[type[Event], str] = {
    MessageReceived: "message",
    CommandGiven: "command",
    MembersJoined: "join",
    MembersLeft: "leave",
    TopicChanged: "topic",
    MessageRecalled: "recall",
    MembersListed: "members",
    IdentityChanged: "identity",
    RequestReceived: "request",
    HearingGap: "gap",
    SilenceNoticed: "silence",
    BackupTried: "backup",
    PlatformComplained: "complaint",
    MomentCame: "moment",
    SetupChanged: "setup",
}
_WRITTEN = (TYPES[MessageReceived], TYPES[CommandGiven])
"""What has an author: who answers a topic or a recall answers nobody."""
_IDS = ("grp", "id")
"""What makes an event the same, in the order in which many are looked up quickest."""
_AS_THEY_ARE = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
_QUARTER = 900_000_000  # microseconds; every zone's offset is a multiple of a quarter of an hour

RESTORED = "restored"
"""Why nothing is said: it may have been before a backup was restored, and nobody knows any more."""


class Days:
    """The local date of a moment, looked up once a quarter of an hour."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone
        self._quarter, self._day = -1, ""

    def of(self, us: int) -> str:
        """Return the local date, `2026-11-23`."""
        quarter = us // _QUARTER
        if quarter != self._quarter:
            self._quarter = quarter
            self._day = from_us(us).astimezone(self._zone).date().isoformat()
        return self._day


class Note(msgspec.Struct):
    """What came of an event: a line for each playbook that had to do with it."""

    outcomes: list[dict[str, object]] = msgspec.field(default_factory=list)
    errors: list[str] = msgspec.field(default_factory=list)
    muted: str = ""
    """Why nothing is said because of it (a kind of storm), whatever is done."""
    said: bool = False
    """Something is said, or given to a person to do."""
    nobody: str = ""
    """Who stands for its author, whom it made the bot forget."""
    silent: bool = False
    """Its text is not kept."""


async def unknown(work: Work, events: Iterable[Event]) -> list[Event]:
    """Return the events that are not in the journal yet, each id once, in order."""
    first: dict[tuple[str, str], Event] = {}
    for event in events:
        first.setdefault((event.group, event.id), event)
    if not first:
        return []
    for grp, event_id in await work.keyed(Journal, _IDS, list(first), *_IDS):
        del first[grp, event_id]
    return list(first.values())


def write(work: Work, event: Event, at: int, day: str, note: Note) -> None:
    """Append an event, its moment in microseconds and its local day, and what came of it."""
    kind = text = quoted = None
    if isinstance(event, MessageReceived):
        member: str | None = event.member.id
        kind, text, quoted = event.kind, event.text, event.reply_to
    else:
        member = member_of(event)
        text = event.text if isinstance(event, RequestReceived) else None
    if note.silent:
        member, text = note.nobody or member, None
    outcomes = _written(note.outcomes) if note.outcomes else None
    errors = "\n".join(note.errors) if note.errors else None
    about = (TYPES[type(event)], kind, member, text, quoted, data_of(event), outcomes, errors)
    work.append_values(Journal, [(event.group, event.id, at, at // HOUR, day, *about)])


def _written(outcomes: list[dict[str, object]]) -> str:
    """Write in the form of `json.dumps`, which queries know, in less than half the time."""
    try:
        compact = orjson.dumps(outcomes, default=str, option=_AS_THEY_ARE)
    except TypeError:  # a number of more than 64 bits, say
        return json.dumps(outcomes, ensure_ascii=False, default=str)
    return msgspec.json.format(compact, indent=0).decode()


def chatter(event: MessageReceived, at: int, day: str) -> tuple[object, ...]:
    """Return what `write` appends of a message that mentions nobody, and of which nothing came."""
    member, hour = event.member.id, at // HOUR
    said = (event.kind, member, event.text, event.reply_to)
    return (event.group, event.id, at, hour, day, "message", *said, None, None, None)


def count_answers(
    work: Work, event: MessageReceived, authors: Mapping[tuple[str, str], str], day: str, bot: str
) -> None:
    """Write down whom a message answers: those it mentions and the author of what it quotes."""
    if not event.group or event.member.id == bot:
        return
    author = authors.get((event.group, event.reply_to or ""))
    for member in dict.fromkeys([*event.mentions, *([author] if author else [])]):
        if member not in (event.member.id, bot):
            work.append(Activity(0, event.group, member, day, "answered", event.id))


async def count_invited(work: Work, event: MembersJoined, day: str, bot: str) -> None:
    """Write down whom a member brought along: others, and not the bot."""
    if event.inviter in (None, bot):
        return
    for person in await came_by(work, event):
        if person.id not in (event.inviter, bot):
            cause = f"{event.id}/{person.id}"
            work.append(Activity(0, event.group, event.inviter or "", day, "invited", cause))


async def authors(work: Work, events: Iterable[Event]) -> dict[tuple[str, str], str]:
    """Return who wrote the messages that these events quote, by (group, message id)."""
    quoted = {
        (event.group, event.reply_to)
        for event in events
        if isinstance(event, MessageReceived) and event.reply_to and event.group
    }
    if not quoted:
        return {}
    found = await work.keyed(Journal, _IDS, sorted(quoted), *_IDS, "member", "type")
    return {(grp, id): member for grp, id, member, type in found if member and type in _WRITTEN}


async def lived_until(work: Work) -> datetime | None:
    """Return the moment that was lived until, None in a new database."""
    row = await work.get(Meta, "lived_until")
    return from_us(int(row.value)) if row else None


def live_until(work: Work, moment: datetime) -> None:
    """Remember that everything up to `moment` is done."""
    work.put(Meta("lived_until", str(to_us(moment))))


async def restored_at(work: Work) -> int:
    """Return when a backup was put in the place of the database (microseconds), 0 for never."""
    row = await work.get(Meta, RESTORED)
    return int(row.value) if row else 0


async def born(work: Work, now: datetime) -> datetime:
    """Return when this database was first used; that is `now` for a new one."""
    row = await work.get(Meta, "born")
    if row is None:
        work.put(row := Meta("born", str(to_us(now))))
    return from_us(int(row.value))
