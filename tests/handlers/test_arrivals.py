"""Who came, who was there all the time, and who is told to have come once more."""

from datetime import timedelta

import pytest

from bot.events import Event, MembersLeft, MembersListed, MessageReceived, Person
from tests.living import came, live, said
from tests.rehearsal import Rehearsal, moment

WELCOME = """
kind: welcome
id: newcomers
say: "欢迎 {{ names }}！"
then:
  - {after: 1d, dm: "{{ name }}，还习惯吗？"}
"""
PEOPLE = (Person("甲", "甲"), Person("乙", "乙"))


def listed(id: str, at: str) -> MembersListed:
    return MembersListed(id=id, at=moment(at), group="g1", members=PEOPLE)


def left(id: str, at: str, member: str) -> MembersLeft:
    return MembersLeft(id=id, at=moment(at), group="g1", members=(Person(member, member),))


async def test_who_is_listed_was_there_before_and_is_not_greeted(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(WELCOME)
    lived = await live(rehearsal, [listed("l", "2026-11-23 09:00")])
    assert lived.texts == []
    assert lived.state["timers"] == lived.state["activity"] == []
    assert [(row["member"], row["joined_at"]) for row in lived.state["members"]] == [
        ("乙", None),
        ("甲", None),
    ]


async def test_who_is_listed_after_a_join_came_by_the_join(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(WELCOME)
    events: list[Event] = [
        came("j", "2026-11-23 09:00", "甲"),
        listed("l", "2026-11-23 09:00:30"),
    ]
    lived = await live(rehearsal, events)
    assert lived.texts == ["欢迎 甲！"]
    [row] = [row for row in lived.state["members"] if row["member"] == "甲"]
    assert row["joined_by"] == "j"


@pytest.mark.parametrize("batch", [1, 500])
@pytest.mark.parametrize("seconds", [0, 59])
async def test_a_join_told_twice_is_one(rehearsal: Rehearsal, seconds: int, batch: int) -> None:
    """As platforms do after a reconnection, and several channels that hear one group."""
    rehearsal.playbook(WELCOME)
    again = f"2026-11-23 09:00:{seconds:02}"
    events = [
        came("j", "2026-11-23 09:00", "甲", inviter="乙"),
        came("again", again, "甲", inviter="乙"),
        came("more", again, "甲", "丙", inviter="乙"),
    ]
    lived = await live(rehearsal, events, batch=batch)
    assert lived.texts == ["欢迎 甲！", "欢迎 丙！"]
    assert {row["member"]: row["data"].split('"')[1] for row in lived.state["timers"]} == {
        "甲": "j",
        "丙": "more",
    }
    assert [(row["kind"], row["n"]) for row in lived.state["activity"]] == [("invited", 2)]


async def test_the_path_goes_on_from_the_first_of_two_joins(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(WELCOME)
    events: list[Event] = [
        came("j", "2026-11-23 09:00", "甲"),
        came("again", "2026-11-23 09:00:20", "甲"),
        said("m", "2026-11-24 12:00", "乙", "早"),
    ]
    lived = await live(rehearsal, events)
    assert lived.texts == ["欢迎 甲！", "甲，还习惯吗？"]


async def test_who_comes_again_is_greeted_again(rehearsal: Rehearsal) -> None:
    """Also where nobody told that they had left: many platforms do not."""
    rehearsal.playbook(WELCOME)
    events: list[Event] = [
        came("j", "2026-11-23 09:00", "甲"),
        left("l", "2026-11-23 09:00:10", "甲"),
        came("back", "2026-11-23 09:00:20", "甲"),
        came("later", "2026-11-23 09:02", "甲"),
    ]
    assert (await live(rehearsal, events)).texts == ["欢迎 甲！"] * 3


async def test_who_writes_before_their_join_is_told_is_greeted(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(WELCOME)
    first: MessageReceived = said("m", "2026-11-23 09:00", "甲", "大家好")
    join = came("j", "2026-11-23 09:00:01", "甲")
    lived = await live(rehearsal, [first, join], until=join.at + timedelta(minutes=1))
    assert lived.texts == ["欢迎 甲！"]
