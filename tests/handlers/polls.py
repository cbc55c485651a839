"""Polls to rehearse, where the bot hears everything and where it has cards with buttons."""

import json
from typing import Any

from tests.databases import database_url, rows_in
from tests.rehearsal import Rehearsal, Result

BOOK = """
kind: poll
id: book
question: 下周读什么？
options: [《三体》, 《活着》, 随便]
at: "10:00"
closes: "21:00"
"""
QUIZ = """
kind: poll
id: quiz
question: 谁写了《活着》？
options: [莫言, 余华]
at: "12:00"
on: 2026-11-23
closes: 2h
answer: 2
points: 5
explain: 余华，1992 年。
"""
CARDS = """
channels: {work: {type: wecom_bot, bot_id: aib, secret: env:NO_SECRET_IS_NEEDED_HERE}}
"""
DAY = "2026-11-23"


def vote(rehearsal: Rehearsal, *votes: tuple[str, str, str], **fields: Any) -> Rehearsal:
    """Let (time, member, text) be written, in order."""
    for at, member, text in votes:
        rehearsal.message(f"{DAY} {at}", member, text, **fields)
    return rehearsal


def click(rehearsal: Rehearsal, at: str, member: str, text: str) -> Rehearsal:
    """Let a member click on a card's button."""
    how = {"kind": "card", "mentions_bot": True, "reply_to": "the card"}
    return rehearsal.message(f"{DAY} {at}", member, text, **how)


def early(rehearsal: Rehearsal) -> Rehearsal:
    """Let the group be known before anything is planned."""
    return rehearsal.message(f"{DAY} 07:30", "u9", "早")


async def outbox(rehearsal: Rehearsal, **how: Any) -> list[tuple[str, dict[str, Any] | None]]:
    """Rehearse and return what the bot said, with the card of each where it had one."""
    url = database_url(rehearsal.folder / "said.db")
    await rehearsal.run(database=url, **how)
    rows = await rows_in(url, "SELECT text, card FROM outbox ORDER BY due, seq")
    return [(text, json.loads(card) if card else None) for text, card in rows]


def votes(result: Result) -> dict[str, str]:
    """Return the votes that stand, by member."""
    marks = [mark for mark in result.state["marks"] if mark["item"].startswith("vote")]
    return {mark["member"]: mark["data"] for mark in marks}


def said(result: Result) -> list[str]:
    """Return the causes of what was said, without `schedule:`."""
    return [line["cause"].removeprefix("schedule:") for line in result.transcript]
