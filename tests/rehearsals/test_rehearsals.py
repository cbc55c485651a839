"""Days lived beforehand or once more: a real process, a copy of a real database, nothing sent."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import NamedTuple

from bot.config.model import Config
from bot.rehearsals.rehearsals import Rehearsals
from bot.rehearsals.run import Run
from bot.rehearsals.wanted import Texts, Wanted
from bot.setup.loading import load_deployment
from bot.store.reader import Reader
from tests.databases import database_url, everything_in
from tests.rehearsal import Rehearsal, moment
from tests.web.running import SetClock

SOP = """
kind: checkin
id: reading
match: [打卡]
say: "{{ name }} 连续 {{ streak }} 天"
---
kind: posts
id: daily
posts:
  - {id: hello, at: "08:00", on: everyday, say: 早上好}
"""
TODAY = date(2026, 11, 25)
YESTERDAY, TOMORROW = date(2026, 11, 24), date(2026, 11, 26)


class Desk(NamedTuple):
    """An operator's rehearsals, with two days of life behind them."""

    rehearsals: Rehearsals
    folder: Rehearsal
    url: str

    def texts(self) -> Texts:
        """The set-up as it is on disk."""
        config_file = self.folder.folder / "config.yaml"
        return load_deployment(config_file).config.files.texts(self.folder.folder)

    async def done(self, wanted: Wanted) -> Run:
        run = await self.rehearsals.start("amy", wanted)
        await self.rehearsals.wait("amy")
        return run


@asynccontextmanager
async def desk(rehearsal: Rehearsal) -> AsyncIterator[Desk]:
    rehearsal.config("groups: {g1: {name: 晨读群}, g2: {name: 夜读群}}\n").playbook(SOP)
    url = database_url(rehearsal.folder / "kept.db")
    rehearsal.message("2026-11-24 07:30", "王姐", "打卡").message(
        "2026-11-25 07:30", "王姐", "打卡"
    )
    await rehearsal.run("2026-11-25 10:00", database=url)
    reader = Reader.open(url)
    told: list[None] = []
    rehearsals = Rehearsals(
        reader, Config, SetClock(moment("2026-11-25 10:00")), lambda: told.append(None)
    )
    try:
        yield Desk(rehearsals, rehearsal, url)
    finally:
        await rehearsals.close()
        await reader.close()


def told(run: Run, group: str, day: date) -> list[tuple[str | None, str | None, str]]:
    """What stands beside each other: live, edited, how it differs."""
    return [
        (row.live.text if row.live else None, row.edited.text if row.edited else None, row.change)
        for row in run.rows(group, day)
    ]


async def test_a_day_gone_by_is_lived_once_more_by_both_set_ups(rehearsal: Rehearsal) -> None:
    async with desk(rehearsal) as at:
        live = at.texts()
        edited = {name: text.replace("连续", "坚持") for name, text in live.items()}
        groups = frozenset({"g1"})
        run = await at.done(Wanted(live, edited, groups, since=YESTERDAY, until=YESTERDAY))
        assert (run.state, run.begins, run.wrong) == ("done", "nothing", {})
        assert told(run, "g1", YESTERDAY) == [
            ("打卡", "打卡", ""),
            ("王姐 连续 1 天", "王姐 坚持 1 天", "changed"),
            ("早上好", "早上好", ""),
        ]
        assert run.places() == {("g1", YESTERDAY): 1}


async def test_days_to_come_begin_with_what_is_known_now_and_change_nothing(
    rehearsal: Rehearsal,
) -> None:
    async with desk(rehearsal) as at:
        live, before = at.texts(), await everything_in(at.url)
        edited = {name: text.replace('at: "08:00"', 'at: "08:15"') for name, text in live.items()}
        wanted = Wanted(live, edited, frozenset({"g2"}), since=TOMORROW, until=TOMORROW)
        run = await at.done(wanted)
        assert (run.state, run.begins, run.wrong) == ("done", "now", {})
        [row] = run.rows("g2", TOMORROW)
        assert row.live
        assert row.edited
        assert [f"{line.at:%H:%M}" for line in (row.live, row.edited)] == ["08:00", "08:15"]
        assert list(run.places()) == [("g2", TOMORROW)]
        assert await everything_in(at.url) == before


async def test_what_is_new_or_gone_has_nothing_beside_it(rehearsal: Rehearsal) -> None:
    async with desk(rehearsal) as at:
        live = at.texts()
        edited = {name: text.replace("id: hello", "id: hi") for name, text in live.items()}
        wanted = Wanted(live, edited, frozenset({"g1"}), since=TOMORROW, until=TOMORROW)
        run = await at.done(wanted)
        assert {row.change for row in run.rows("g1", TOMORROW)} == {"new", "gone"}


async def test_a_log_is_checked_as_a_whole_and_bad_lines_may_be_skipped(
    rehearsal: Rehearsal,
) -> None:
    line = (
        '{"id":"x1","at":"2026-11-20T09:00:00+08:00","type":"message","group":"g9",'
        '"member":"u1","name":"小李","text":"打卡"}\n'
    )
    async with desk(rehearsal) as at:
        log = (line + "nonsense\n").encode()
        run = await at.done(Wanted(at.texts(), log=log))
        assert run.state == "failed"
        assert "events.jsonl:2" in run.wrong["live"]
        run = await at.done(Wanted(at.texts(), log=log, skip_bad=True))
        assert ("小李 连续 1 天", "小李 连续 1 天", "") in told(run, "g9", date(2026, 11, 20))


async def test_a_set_up_that_cannot_be_read_leaves_the_other_side(rehearsal: Rehearsal) -> None:
    async with desk(rehearsal) as at:
        live = at.texts()
        edited = {**live, "sop/playbook.yaml": "kind: chekin\n"}
        wanted = Wanted(live, edited, frozenset({"g1"}), since=TOMORROW, until=TOMORROW)
        run = await at.done(wanted)
        assert run.state == "done"
        assert run.wrong["edited"].startswith("sop/playbook.yaml:1")
        assert [row.live.text for row in run.rows("g1", TOMORROW) if row.live] == ["早上好"]


async def test_one_that_is_given_up_makes_room_for_the_next(rehearsal: Rehearsal) -> None:
    async with desk(rehearsal) as at:
        wanted = Wanted(
            at.texts(), groups=frozenset({"g1"}), since=TOMORROW, until=date(2027, 5, 1)
        )
        await at.rehearsals.start("bob", wanted)
        await at.rehearsals.cancel("bob")
        assert at.rehearsals.of("bob") is None
        run = await at.done(Wanted(at.texts(), since=YESTERDAY, until=YESTERDAY))
        assert run.state == "done"
