"""What was due while no bot ran, and comes late: nothing of it is lost, whatever happens then."""

from collections.abc import Callable

import pytest

from bot.app import build, open_database
from bot.clock import VirtualClock
from bot.engine.inbox import LiveInbox
from bot.events import Event, MembersJoined, Person
from bot.setup.loading import load_deployment
from bot.store.database import Database
from bot.store.tables import Journal
from tests.databases import database_url
from tests.rehearsal import Rehearsal, moment
from tests.web.running import Chat

POSTS = """
kind: posts
id: p
groups: "*"
posts: [{id: a, at: "10:00", say: 早}, {id: b, at: "11:00", say: 好}, {id: c, at: "12:00", say: 安}]
"""
HELLO = "{kind: welcome, id: hello, groups: [g1], merge_within: 40m, say: '欢迎 {{ names }}'}"


class Killed(BaseException):
    """The process is gone."""


async def wake(rehearsal: Rehearsal, at: str, *came: Event, commits: int = 0) -> list[str]:
    """Start a bot at a moment, when events wait for it; return what it says until all is done.

    It is killed after so many commits, if any.
    """
    deployment, clock = load_deployment(rehearsal.folder / "config.yaml"), VirtualClock(moment(at))
    opened = await open_database(deployment.config, place(rehearsal))
    inbox, chat = LiveInbox(clock), Chat()
    for event in came:
        inbox.put(event)
    inbox.close()
    try:
        app = await build(None, deployment, opened, clock, {"main": chat})
        if commits:
            opened.database.on_commit.append(killer(commits))
        await app.engine(inbox).run()
    except Killed:
        pass
    finally:
        await opened.database.close()
    return [str(action.text) for action in chat.said]


def killer(commits: int) -> Callable[[], None]:
    left = iter(range(commits - 1))

    def kill() -> None:
        if next(left, None) is None:
            raise Killed

    return kill


def place(rehearsal: Rehearsal) -> str:
    return database_url(rehearsal.folder / "late.db")


async def moments(rehearsal: Rehearsal) -> int:
    """Count the moments that the journal has."""
    database = await Database.open(place(rehearsal))
    try:
        async with database.transaction() as work:
            return len(await work.rows(Journal, Journal.table.c.type == "moment"))
    finally:
        await database.close()


@pytest.fixture
def slow(rehearsal: Rehearsal) -> Rehearsal:
    """A bot that knows 20 groups, and takes one moment at a time."""
    groups = ", ".join(f"g{number}: {{}}" for number in range(20))
    return rehearsal.config(f"engine: {{batch: 1}}\ngroups: {{{groups}}}\n")


@pytest.mark.parametrize("commits", [3, 4, 9, 40])
async def test_a_kill_while_it_catches_up_loses_none_of_what_was_missed(
    slow: Rehearsal, commits: int
) -> None:
    slow.playbook(POSTS).message("2026-11-22 08:00", "甲", "早")
    await slow.run(until="2026-11-22 09:00", database=place(slow))
    await wake(slow, "2026-11-23 09:00", commits=commits)
    assert await moments(slow) < 60
    await wake(slow, "2026-11-23 09:00:10")
    assert await moments(slow) == 60, "they are listed as missed"


async def test_who_joins_while_much_is_late_is_greeted_with_who_waited(slow: Rehearsal) -> None:
    slow.playbook(f"{POSTS}---\n{HELLO}").join("2026-11-22 09:50", "老王")
    await slow.run(until="2026-11-22 09:55", database=place(slow))
    at = moment("2026-11-22 10:40")
    news = MembersJoined(id="j", at=at, group="g1", members=(Person("小李", "小李"),))
    said = await wake(slow, "2026-11-22 10:40", news)
    assert [text for text in said if "欢迎" in text] == ["欢迎 老王、小李"]
