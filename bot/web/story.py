"""The whole story of an event in plain words: what came in, who decided what, what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson

from bot.domain.moments import from_us, to_us
from bot.engine.verdicts import verdicts
from bot.events import (
    Event,
    MembersJoined,
    MembersLeft,
    MessageRecalled,
    MessageReceived,
    Person,
    TopicChanged,
)
from bot.outbox.notes import in_words as note_in_words
from bot.reasons import in_words
from bot.store.stops import STOP, holds
from bot.store.tables import Journal, Ledger, Outbox, Pause
from bot.store.views import story
from bot.store.views.groups import pauses
from bot.web.console import Console

_COMMANDS = ("命令", "the commands")
_STATES: Mapping[str, tuple[str, str]] = {
    "draft": ("草稿，等人放行", "a draft that waits for approval"),
    "waiting": ("等着发", "waits to go out"),
    "claimed": ("正在发", "is on its way"),
    "sent": ("已发出", "went out"),
    "failed": ("没发出去", "failed"),
    "unknown": ("不知道发出去没有，不会再发", "may have gone out or not; it is not repeated"),
    "dropped": ("没有发", "was not sent"),
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What one playbook, or the commands, made of it; `rule` is the line it stands in."""

    who: str
    acted: bool
    why: str
    rule: str


@dataclass(frozen=True, slots=True)
class Saying:
    """A message that came of it, and what became of that in words."""

    row: Outbox
    fate: str


@dataclass(frozen=True, slots=True)
class Story:
    """What there is to tell of an event, with the names of those it is about."""

    row: Journal
    about: Sequence[str]
    then: Sequence[Decision]
    """What was noted when it happened."""
    now: Sequence[Decision]
    """Of playbooks that noted nothing: why not, by the playbooks as they are now."""
    said: Sequence[Saying]
    paid: Sequence[Ledger]
    counted: Sequence[Any]
    names: Mapping[str, str]


async def story_of(console: Console, row: Journal, language: str) -> Story:
    """Tell all that is known of an event."""
    rows = console.reader.rows
    said = await story.said_because(rows, row.grp, row.id)
    paid = await story.paid_because(rows, row.grp, row.id, row.at)
    counted = await story.counted_because(rows, row.grp, row.id)
    people = [row.member, *(p.member for p in paid), *(one.member for one in counted)]
    people += [member for one in said for member in (one.member, one.about)]
    then, stops = _noted(row, language), await stops_in(console, [row.grp])
    return Story(
        row,
        _about(row),
        then,
        _silent(console, row, {one.who for one in then}, language),
        [Saying(one, fate(one, stops, language)) for one in said],
        paid,
        counted,
        await story.names(rows, row.grp, {person for person in people if person}),
    )


async def stops_in(console: Console, groups: Sequence[str]) -> list[Pause]:
    """Return what stops everything in these groups now."""
    now = to_us(console.now)
    silent = await pauses(console.reader.rows, groups, now)
    return [pause for pause in silent if pause.playbook == STOP]


def fate(row: Outbox, stops: Sequence[Pause], language: str) -> str:
    """Say what became of a message, and why."""
    zh, en = _STATES.get(row.state, (row.state, row.state))
    state = zh if language == "zh" else en
    note = "stopped" if row.state == "waiting" and _is_held(row, stops) else row.note
    if not note or row.state == "sent":
        return state
    why = note_in_words(note, language)
    return f"{state}：{why}" if language == "zh" else f"{state}: {why}"


def _is_held(row: Outbox, stops: Sequence[Pause]) -> bool:
    """Say whether a stop holds a row; what waits although it was due before waits its turn."""
    return any(holds(stop, replace(row, due=max(row.due, stop.since))) for stop in stops)


def _noted(row: Journal, language: str) -> list[Decision]:
    """Return what the journal has of the decisions."""
    nobodys = _COMMANDS[language != "zh"] if row.type in ("message", "command") else ""
    return [
        Decision(
            outcome["playbook"] or nobodys or "-",
            outcome.get("acted", True),
            in_words(outcome, language),
            outcome.get("rule", ""),
        )
        for outcome in orjson.loads(row.outcome or "[]")
    ]


def _silent(console: Console, row: Journal, told: set[str], language: str) -> list[Decision]:
    """Return why the others did nothing; unknown where the words of a message are erased."""
    event = event_of(row)
    if event is None or row.grp == "":
        return []
    found = []
    for one in verdicts(console.app.plans, event, row):
        who = one.playbook or (_COMMANDS[language != "zh"] if one.kind == "commands" else one.kind)
        if who not in told and not one.acted:
            why = in_words({"code": one.code, "values": one.values}, language)
            found.append(Decision(who, False, why, one.rule))
    return found


def _about(row: Journal) -> list[str]:
    """Return who came or went."""
    facts = orjson.loads(row.data or "{}")
    people = facts.get("members") or []
    return [name or id for id, name in people]


def event_of(row: Journal) -> Event | None:
    """Make an event of what the journal has of it; None where that is not enough to judge it."""
    facts, member = orjson.loads(row.data or "{}"), Person(row.member or "")
    shared: dict[str, Any] = {"id": row.id, "at": from_us(row.at), "group": row.grp}
    people = tuple(Person(id, name) for id, name in facts.get("members") or ())
    if row.type == "message" and row.text is not None:
        return MessageReceived(
            **shared,
            member=member,
            text=row.text,
            kind=row.kind or "text",  # type: ignore[arg-type]  # written from an event
            mentions=tuple(facts.get("mentions", ())),
            mentions_bot=facts.get("mentions_bot", False),
            reply_to=row.reply_to,
        )
    if row.type == "join":
        return MembersJoined(**shared, members=people, inviter=facts.get("inviter"))
    if row.type == "leave":
        return MembersLeft(**shared, members=people, remover=facts.get("remover"))
    if row.type == "recall":
        return MessageRecalled(**shared, member=member, message=facts.get("message", ""))
    if row.type == "topic":
        return TopicChanged(**shared, member=member, topic=facts.get("topic", ""))
    return None
