"""Who has another id: merged where that is certain, asked about elsewhere, and only by an admin."""

import json
from typing import Any

import pytest

from bot.events import Event, IdentityChanged, MembersListed, Person
from tests.databases import rows_in
from tests.living import Lived, live, said
from tests.rehearsal import Rehearsal, moment

CONFIG = """
owners: [owner]
admins: [boss]
groups:
  g1: {name: 阅读群, operators: [op]}
  g2: {name: 跑步群, admins: [runner]}
"""
CHECKIN = "{kind: checkin, id: read, match: [打卡], points: {each: 5}}"
NOON = "2026-11-24 12:00"


@pytest.fixture
def deployed(rehearsal: Rehearsal) -> Rehearsal:
    return rehearsal.config(CONFIG).playbook(CHECKIN)


def change(former: str, now: str, *, at: str = NOON, certain: bool = False) -> IdentityChanged:
    return IdentityChanged(
        id=f"identity:{former}:{now}",
        at=moment(at),
        group="g1",
        member=Person(now, "小李"),
        former=former,
        certain=certain,
        evidence="在 2 个群里都叫“小李”",
    )


def listed(*members: str, group: str = "g1") -> MembersListed:
    people = tuple(Person(member, member) for member in members)
    at = moment("2026-11-24 07:00")
    return MembersListed(id=f"list:{group}", at=at, group=group, members=people)


def apart() -> list[Event]:
    """Return the words of somebody under two ids, one after the other."""
    return [
        listed("u1", "n1", "op", "boss"),
        said("a", "2026-11-23 09:00", "u1", "打卡"),
        said("b", "2026-11-24 09:00", "n1", "打卡"),
    ]


def uses(*written: tuple[str, str], **more: Any) -> list[Event]:
    return [
        said(f"use{number}", f"2026-11-24 13:0{number}", member, text, **more)
        for number, (member, text) in enumerate(written)
    ]


async def after(deployed: Rehearsal, *events: Event) -> Lived:
    return await live(deployed, sorted(events, key=lambda event: event.at))


def members(lived: Lived) -> set[str]:
    return {row["member"] for row in lived.state["check_ins"]}


async def test_in_doubt_who_is_on_duty_is_asked_and_says_so(deployed: Rehearsal) -> None:
    events = [*apart(), change("u1", "n1"), *uses(("boss", "/done 1"), ("boss", "/tasks"))]
    lived = await after(deployed, *events)
    task = next(line for line in lived.transcript if line["type"] == "task")
    assert (task["member"], task["group"]) == ("boss", "g1")
    assert task["text"].splitlines() == [
        "📌 待办 1",
        "小李 好像换了 id（在 2 个群里都叫“小李”）：",
        "原来 u1",
        "现在 n1",
        "是同一位就发 /merge n1 u1",
        "—— 是同一位回 /完成 1，不是回 /跳过 1",
    ]
    assert members(lived) == {"u1"}
    assert lived.texts[-2].splitlines()[0] == "n1 的两个 id 并成一位了 ✅"
    assert lived.texts[-1] == "没有待办 👍"


async def test_the_command_closes_the_question_too(deployed: Rehearsal) -> None:
    events = [*apart(), change("u1", "n1"), *uses(("boss", "/merge n1 u1"))]
    lived = await after(deployed, *events)
    [task] = lived.state["tasks"]
    assert (task["wanted"], task["state"], task["by"]) == ("merge", "done", "boss")


async def test_those_on_duty_sleep_until_the_morning(deployed: Rehearsal) -> None:
    night = change("u1", "n1", at="2026-11-24 03:00")
    lived = await after(deployed, *apart(), night, said("c", "2026-11-24 08:00", "u2", "早"))
    [task] = [line for line in lived.transcript if line["type"] == "task"]
    assert task["at"][11:16] == "07:00"


async def test_certain_is_not_believed_of_two_who_wrote_at_once(deployed: Rehearsal) -> None:
    both = [*apart(), said("c", "2026-11-24 10:00", "u1", "早")]
    lived = await after(deployed, *both, change("u1", "n1", certain=True))
    assert members(lived) == {"u1", "n1"}
    assert [task["wanted"] for task in lived.state["tasks"]] == ["merge"]


async def test_two_who_wrote_at_once_are_merged_only_when_confirmed(deployed: Rehearsal) -> None:
    both = [*apart(), said("c", "2026-11-24 10:00", "u1", "早")]
    refused = await after(deployed, *both, *uses(("boss", "/merge n1 u1")))
    assert "更像是两个人" in refused.texts[-1]
    assert refused.texts[-1].endswith("/merge n1 u1 确认")
    assert members(refused) == {"u1", "n1"}
    for sure in ("确认", "confirm"):
        lived = await after(deployed, *both, *uses(("boss", f"/merge n1 u1 {sure}")))
        assert members(lived) == {"u1"}


async def test_the_two_are_mentioned_or_one_of_them(deployed: Rehearsal) -> None:
    both = uses(("boss", "/合并 @小李 @小李"), mentions=("n1", "u1"))
    assert members(await after(deployed, *apart(), *both)) == {"u1"}
    new = uses(("boss", "/merge @小 李 u1"), mentions=("n1",))
    assert members(await after(deployed, *apart(), *new)) == {"u1"}
    old = uses(("boss", "/merge n1 @小李"), mentions=("u1",))
    assert members(await after(deployed, *apart(), *old)) == {"u1"}


@pytest.mark.parametrize("text", ["/merge", "/merge n1", "/merge n1 u1 u2", "/merge bot u1"])
async def test_what_names_no_two_members_is_answered_by_the_usage(
    deployed: Rehearsal, text: str
) -> None:
    lived = await after(deployed, *apart(), *uses(("boss", text)))
    assert lived.texts[-1].startswith("用法：/merge /合并 @新 @旧")
    assert members(lived) == {"u1", "n1"}


async def test_an_id_that_nobody_has_is_told(deployed: Rehearsal) -> None:
    lived = await after(deployed, *apart(), *uses(("boss", "/merge n7 u1")))
    assert lived.texts[-1] == "没有见过 id n7。"


async def test_only_admins_of_all_groups_of_both_may(deployed: Rehearsal) -> None:
    events = [*apart(), listed("u1", "runner", group="g2")]
    told = await after(deployed, *events, *uses(("op", "/merge n1 u1")))
    assert "管理员" in told.texts[-1]
    told = await after(deployed, *events, *uses(("runner", "/merge n1 u1"), group="g2"))
    assert told.texts[-1] == "这要由这些群的管理员来合并：阅读群、跑步群"
    assert members(told) == {"u1", "n1"}


async def test_an_operator_cannot_agree_either(deployed: Rehearsal) -> None:
    events = [*apart(), change("u1", "n1"), *uses(("op", "/done 1"))]
    lived = await after(deployed, *events)
    assert lived.texts[-1] == "这要由这些群的管理员来合并：阅读群"
    assert (members(lived), lived.state["tasks"][0]["state"]) == ({"u1", "n1"}, "open")


async def test_nobody_becomes_an_admin_by_a_merge_but_by_an_owner(deployed: Rehearsal) -> None:
    events = [*apart(), listed("runner", group="g2")]
    for former in ("boss", "runner", "owner"):
        seen = said("c", "2026-11-23 10:00", former, "早")
        lived = await after(deployed, *events, seen, *uses(("boss", f"/merge n1 {former}")))
        assert lived.texts[-1] == "这里面有管理员，只有群主人能合并。"
    mine = said("c", "2026-11-23 10:00", "boss", "早")
    lived = await after(deployed, *events, mine, *uses(("owner", "/merge n1 boss")))
    assert members(lived) == {"u1", "boss"}


async def test_who_left_and_who_is_there_are_there(deployed: Rehearsal) -> None:
    lived = await after(deployed, *apart(), *uses(("boss", "/merge n1 u1")))
    [row] = [row for row in lived.state["members"] if row["member"] == "u1"]
    assert (row["name"], row["left_at"]) == ("n1", None)
    assert "n1" not in {row["member"] for row in lived.state["members"]}


async def test_what_goes_by_itself_is_journalled_and_bothers_nobody(deployed: Rehearsal) -> None:
    again = change("u1", "n2", at="2026-11-24 12:30", certain=True)
    lived = await after(deployed, *apart(), change("u1", "n1", certain=True), again)
    assert members(lived) == {"u1"}
    assert [line["type"] for line in lived.transcript] == ["say", "say"]
    rows = await rows_in(
        lived.url, "SELECT member, outcome FROM journal WHERE type = 'identity' ORDER BY seq"
    )
    told = [(member, json.loads(outcome)[0]) for member, outcome in rows]
    assert [(member, one["code"], one["values"]["now"]) for member, one in told] == [
        ("u1", "merged_ids", "n1"),
        ("u1", "merged_ids", "n2"),
    ]


async def test_why_tells_of_it(deployed: Rehearsal) -> None:
    asked = uses(("op", "/why"), reply_to="identity:u1:n1")
    lived = await after(deployed, *apart(), change("u1", "n1", certain=True), *asked)
    assert lived.texts[-1].splitlines() == [
        "这件事：",
        "· 我自己：换了 id，已并成一位成员（原 id：u1，现 id：n1）",
    ]
