"""Challenges to rehearse, and what to look at afterwards."""

import json
from typing import Any

from tests.databases import database_url, rows_in
from tests.rehearsal import Rehearsal, Result, later

SAY = "say: '{{ name }} 连续 {{ streak }} 累计 {{ total }}'"


def challenge(*lines: str, id: str = "read", say: str = SAY) -> str:
    """Write a playbook; it says `u1 连续 2 累计 3`."""
    return "\n".join(["kind: checkin", f"id: {id}", *lines, say])


BARE = challenge("match: 打卡")


def on_days(rehearsal: Rehearsal, member: str, *days: str, text: str = "打卡") -> None:
    """Let a member write at 08:00 on days such as `11-23`."""
    for day in days:
        rehearsal.message(f"2026-{day} 08:00", member, text)


def days(result: Result, member: str = "u1", kind: str | None = None) -> list[str]:
    """Return the days a member has in the database, such as `11-23`; a kind or all but leave."""
    rows = [row for row in result.state["check_ins"] if row["member"] == member]
    wanted = [row for row in rows if row["kind"] == kind or (not kind and row["kind"] != "leave")]
    return sorted(row["day"].removeprefix("2026-") for row in wanted)


def standing(result: Result, member: str = "u1") -> tuple[int, int]:
    """Return a member's streak and total."""
    [row] = [row for row in result.state["progress"] if row["member"] == member]
    return row["streak"], row["total"]


def points(result: Result, member: str = "u1") -> int:
    """Return a member's points; the account must be the sum of the ledger."""
    paid = [row["points"] for row in result.state["ledger"] if row["member"] == member]
    accounts = [row["points"] for row in result.state["accounts"] if row["member"] == member]
    assert accounts == ([sum(paid)] if paid else [])
    return sum(paid)


async def outcomes(rehearsal: Rehearsal, **how: Any) -> dict[str, list[dict[str, Any]]]:
    """Rehearse and return what was journalled about each event."""
    url = database_url(rehearsal.folder / "notes.db")
    await rehearsal.run(database=url, **how)
    found = await rows_in(url, "SELECT id, outcome FROM journal WHERE outcome IS NOT NULL")
    return {event: json.loads(outcome) for event, outcome in found}


def week(rehearsal: Rehearsal, members: int) -> None:
    """Write a week in which members check in, ramble, repeat themselves, make up, take leave."""
    for n in range(7 * members * 3):
        minutes = n * 7 * 24 * 60 // (21 * members)
        text = ("打卡 读了三十页", "打卡", "早上好", "补卡", "请假 明天", "打卡啦")[n * 31 % 97 % 6]
        kind = "image" if n % 5 == 0 else "text"
        at, member = later("2026-12-28 00:00", minutes=minutes), f"u{n * 7919 % members}"
        rehearsal.message(at, member, text if kind == "text" else "", kind=kind)
        if n % 11 == 0:
            rehearsal.events.append(dict(rehearsal.events[-1]))


FULL = challenge(
    "title: 阅读",
    "match: [打卡, '#打卡']",
    "from: 2026-12-28",
    "days: 21",
    'window: "05:00-02:00"',
    'day_ends: "02:00"',
    "needs: {text: 3, image: true}",
    "points: {each: 5, at: {2: 20, 4: 100}}",
    "make_up: {keyword: 补卡, cards: 2, within: 3d}",
    "leave: {keyword: 请假, max: 2}",
    'remind: "20:00"',
    'settle: "08:00"',
)
