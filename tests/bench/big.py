"""A big deployment as it looks after a hundred days, written straight into the tables.

200 groups, 40,000 members, 2,000,000 events: nobody lives through that for a benchmark.
"""

import random
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.moments import HOUR, to_us
from bot.store.statements import insert_new, upsert
from bot.store.tables import (
    Account,
    CheckIn,
    Daily,
    Group,
    Identity,
    Journal,
    Ledger,
    Membership,
    Meta,
    Outbox,
    Progress,
    Result,
    Task,
    Turnover,
)
from bot.store.tables.mapping import Row

ZONE = ZoneInfo("Asia/Shanghai")
SLOTS = {"morning": 450, "noon": 720, "afternoon": 930, "evening": 1200}
"""Minutes of the day at which they begin."""
PLAYBOOKS = """
kind: posts
id: daily
groups: "*"
slots:
  morning: {window: "07:30-08:30", name: 早间}
  noon: {window: "12:00-13:00", name: 午间}
  afternoon: {window: "15:30-16:30", name: 下午}
  evening: {window: "20:00-21:00", name: 晚间}
posts:
  - {id: p-morning, slot: morning, say: [早上好]}
  - {id: p-noon, slot: noon, say: [中午好]}
  - {id: p-afternoon, slot: afternoon, say: [下午好]}
  - {id: p-evening, slot: evening, say: [晚上好]}
---
kind: checkin
id: read
groups: "*"
title: 读书打卡
match: [打卡]
"""


@dataclass(frozen=True)
class Size:
    """How much there is; the last day is only half over."""

    groups: int = 200
    members: int = 200
    days: int = 101
    messages: int = 100
    """Of one group on one day."""


class Past:
    """Draws the past of every group, day by day, always the same."""

    def __init__(self, size: Size, now: datetime) -> None:
        self.size, self.now = size, now
        self.today = now.astimezone(ZONE).date()
        self._random = random.Random(4)
        self.groups = [f"g{number}" for number in range(size.groups)]

    def members(self, group: str) -> list[str]:
        return [f"{group}u{number}" for number in range(self.size.members)]

    def standing(self) -> Iterator[Row]:
        """Yield what is there once: groups and who is in them."""
        since = self._at(self.today - timedelta(days=self.size.days), 0)
        for group in self.groups:
            yield Group(group, f"第 {group[1:]} 群", since, "main", True)
            for member in self.members(group):
                yield Identity(member, member, "main", since)
                yield Membership(group, member, f"成员{member}", since, None, None, since, "j")
                yield Progress(
                    "read", group, member, self._random.randrange(60), 60, str(self.today)
                )
                yield Account(group, member, self._random.randrange(900))

    def days(self) -> Iterator[date]:
        for back in range(self.size.days - 1, -1, -1):
            yield self.today - timedelta(days=back)

    def day(self, day: date) -> Iterator[Row]:
        """Yield what happened in all groups on a day, up to now."""
        for group in self.groups:
            members = self.members(group)
            yield from self._talk(group, day, self._random.sample(members, len(members) // 5))
            yield from self._posts(group, day)
            if day.toordinal() % 7 == int(group[1:]) % 7:
                yield from self._turnover(group, day, self._random.choice(members))

    def _talk(self, group: str, day: date, talking: list[str]) -> Iterator[Row]:
        written = dict.fromkeys(talking, 0)
        for number in range(self.size.messages):
            at = self._at(day, 420 + number * 900 / self.size.messages)
            if at >= to_us(self.now):
                break
            who = self._random.choice(talking)
            written[who] += 1
            key, text = f"{group}{day}m{number}", "今天也来打卡，读了三十页"
            outcome = '[{"playbook": "faq", "code": "keyword"}]' if number % 20 == 0 else None
            yield Journal(
                0,
                group,
                key,
                at,
                at // HOUR,
                str(day),
                "message",
                "text",
                who,
                text,
                None,
                None,
                outcome,
                None,
            )
        yield from (Daily(group, who, str(day), "message", n) for who, n in written.items() if n)
        for who in talking[: len(talking) // 2]:
            at = self._at(day, 480)
            yield Daily(group, who, str(day), "check_in", 1)
            yield CheckIn("read", group, who, str(day), "check_in", at, f"{group}{day}c{who}")
            yield Ledger(0, f"{group}{day}{who}", group, who, at, 5, "打卡", "c")

    def _posts(self, group: str, day: date) -> Iterator[Row]:
        for slot, minute in SLOTS.items():
            at = self._at(day, minute + self._random.random() * 50)
            if at >= to_us(self.now):
                continue
            cause = f"schedule:daily:p-{slot}:{day}/{slot}"
            key = f"{cause}|daily||{group}||0"
            state = "failed" if self._random.random() < 0.002 else "sent"
            head = (0, key, at, state, "main", "say", group, "", "早上好", None, "", "daily", cause)
            yield Outbox(*head, False, at=at)
            if state == "sent":
                where = (group, "daily", f"p-{slot}", slot, str(day), at)
                n15, m15, n60, m60 = (self._random.randrange(n) for n in (9, 6, 30, 20))
                settled = at < to_us(self.now) - 3_600_000_000
                yield Result(key, *where, n15, m15, n60, m60, settled)

    def _turnover(self, group: str, day: date, who: str) -> Iterator[Row]:
        at = self._at(day, 300)
        yield Turnover(0, group, who, at, "leave", f"{group}{day}l")
        yield Turnover(0, group, who, at + 60_000_000, "join", f"{group}{day}j")
        number = day.toordinal() * self.size.groups + int(group[1:])
        state = "open" if self._random.random() < 0.02 else "done"
        done = None if state == "open" else at + 3_600_000_000
        asked = (f"{group}{day}t", number, group, "task", "什么时候开课？", at, at + 7_200_000_000)
        yield Task(*asked, state, "", done)

    def _at(self, day: date, minutes: float) -> int:
        return to_us(datetime.combine(day, time.min, ZONE) + timedelta(minutes=minutes))


def write(database: Path, size: Size, now: datetime) -> int:
    """Fill the tables of a database that has them and nothing else; return how many messages."""
    past = Past(size, now)
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        _insert(connection, past.standing())
        for day in past.days():
            _insert(connection, past.day(day))
        [messages] = connection.execute("SELECT count(*) FROM journal").fetchone()
        moment = str(to_us(now))
        _insert(connection, [Meta("folded journal", str(messages))])
        _insert(connection, [Meta("lived_until", moment), Meta("born", moment)])
    connection.close()
    return int(messages)


def _insert(connection: sqlite3.Connection, rows: Any) -> None:
    kinds: dict[type[Row], list[Row]] = {}
    for row in rows:
        kinds.setdefault(type(row), []).append(row)
    for cls, found in kinds.items():
        make = insert_new if cls.primary == ("seq",) else upsert
        connection.executemany(*make(cls, "sqlite").write(found))
