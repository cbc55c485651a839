"""A member whose id changes stays who they are: as if it had never changed."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from bot.events import Event, IdentityChanged, MembersListed, Person
from bot.store.members.twins import JOINED, NAMED
from bot.store.tables.mapping import METADATA
from tests.living import Lived, came, live, said
from tests.rehearsal import Rehearsal, moment

PLAYBOOKS = """
kind: checkin
id: read
match: [打卡]
points: {each: 5, at: {3: 20, 6: 50}}
leave: {keyword: 请假}
---
{kind: checkin, id: run, match: [跑步], points: {each: 1}, needs: {image: true}}
---
{kind: welcome, id: newcomers, say: "欢迎 {{ names }}", then: [{after: 6d, dm: "{{ name }} 好"}]}
---
{kind: engagement, id: score, weights: {message: 1, check_in: 5, answered: 3, invited: 10}}
---
{kind: faq, id: faq, entries: [{id: ship, ask: 什么时候发货, answer: 明天}]}
"""
OLD, NEW = "u1", "n1"
DAYS = range(20, 27)
CHANGED = 23
Name = Callable[[int], str]


@pytest.fixture
def deployed(rehearsal: Rehearsal) -> Rehearsal:
    return rehearsal.config("admins: [boss]").playbook(PLAYBOOKS)


def always(_: int) -> str:
    return OLD


def changing(day: int) -> str:
    return OLD if day < CHANGED else NEW


def changed(at: str, *, certain: bool = True, group: str = "g1") -> IdentityChanged:
    return IdentityChanged(
        id=f"identity:{at}",
        at=moment(at),
        group=group,
        member=Person(NEW, "王姐"),
        former=OLD,
        certain=certain,
        evidence="同名",
    )


def life(name: Name, *more: Event) -> list[Event]:
    """Return a week of somebody who checks in, is mentioned, brings others along and asks."""
    events: list[Event] = [*more, came("j", "2026-11-20 07:00", name(20))]
    for day in DAYS:
        who, at = Person(name(day), "王姐"), f"2026-11-{day}"
        text = "请假" if day == 22 else "打卡"
        events += [
            said(f"a{day}", f"{at} 08:00", who, text),
            said(f"b{day}", f"{at} 09:00", "u2", "收到", mentions=(who.id,)),
            said(f"c{day}", f"{at} 10:00", who, "跑步"),
            said(f"d{day}", f"{at} 11:00", "u2", "跑步", reply_to=f"a{day}"),
            said(f"e{day}", f"{at} 10:05", who, "", kind="image"),
            came(f"f{day}", f"{at} 13:00", f"friend{day}", inviter=who.id),
            said(f"g{day}", f"{at} 14:00", who, "/points"),
            said(f"h{day}", f"{at} 15:00", "boss", "/points give @他 3", mentions=(who.id,)),
        ]
    return sorted(events, key=lambda event: event.at)


def without_ids(lived: Lived) -> dict[str, Any]:
    """Return the state without what tells which ids there are."""
    return {name: rows for name, rows in lived.state.items() if name != "identities"}


def ours(line: dict[str, Any]) -> str | None:
    """Return whom a line of the transcript went to, by the first of their ids."""
    return OLD if line["member"] == NEW else line["member"]


@pytest.mark.parametrize("batch", [1, 500])
async def test_all_is_as_if_the_id_had_never_changed(
    deployed: Rehearsal, url: str, batch: int
) -> None:
    stayed = await live(deployed, life(always))
    change = changed("2026-11-23 06:00")
    lived = await live(deployed, life(changing, change), batch=batch, url=url)
    assert [line | {"member": ours(line)} for line in lived.transcript] == stayed.transcript
    assert without_ids(lived) == without_ids(stayed)
    ids = {row["platform"]: row["member"] for row in lived.state["identities"]}
    assert ids[NEW] == OLD
    assert any("欢迎" in text for text in lived.texts)


async def test_an_admin_joins_what_came_apart_before(deployed: Rehearsal, url: str) -> None:
    """Points that only the whole run earns are paid; what is sent goes to the id of now."""
    stayed = await live(deployed, life(always, said("m", "2026-11-26 20:00", "boss", "早")))
    merges = said("m", "2026-11-26 20:00", "boss", f"/merge {NEW} {OLD}")
    lived = await live(deployed, life(changing, merges), url=url)
    same = ("check_ins", "progress", "accounts", "activity", "scores", "timers", "marks")
    assert {name: lived.state[name] for name in same} == {name: stayed.state[name] for name in same}
    assert sum(row["points"] for row in lived.state["ledger"] if row["member"] == OLD) == next(
        row["points"] for row in lived.state["accounts"] if row["member"] == OLD
    )
    assert NEW not in {row["member"] for name in same[:4] for row in lived.state[name]}
    assert lived.texts[-1].splitlines() == [
        *("王姐 的两个 id 并成一位了 ✅", "n1 → u1", "带过来 8 天打卡、56 积分")
    ]


async def test_the_size_of_a_batch_changes_nothing(deployed: Rehearsal) -> None:
    """Also where one batch holds the change and what the same id does before and after it."""
    merges = said("m", "2026-11-26 12:00", "boss", f"/merge {NEW} {OLD}")
    large = await live(deployed, life(changing, merges))
    for batch in (1, 7):
        small = await live(deployed, life(changing, merges), batch=batch)
        assert (small.transcript, small.raw_state) == (large.transcript, large.raw_state)


async def test_once_merged_nothing_is_left_to_do(deployed: Rehearsal) -> None:
    twice: list[Event] = [
        changed("2026-11-26 19:00"),
        changed("2026-11-26 20:00"),
        said("again", "2026-11-26 21:00", "boss", f"/合并 {NEW} {OLD}"),
        said("more", "2026-11-26 21:01", "boss", "/merge @a @b", mentions=(OLD, NEW)),
    ]
    once = await live(deployed, life(changing, twice[0]))
    again = await live(deployed, life(changing, *twice))
    assert again.texts[-2:] == ["n1 和 u1 已经是同一位了。", "u1 和 u1 已经是同一位了。"]
    same = ("check_ins", "progress", "ledger", "accounts", "timers", "marks", "identities")
    for name in same:
        rows = [row for row in again.state[name] if row.get("platform") != "boss"]
        assert rows == [row for row in once.state[name] if row.get("platform") != "boss"]


async def test_a_restart_knows_who_is_who(deployed: Rehearsal, url: str) -> None:
    events = life(changing, changed("2026-11-23 06:00"))
    whole = await live(deployed, events)
    middle = next(n for n, event in enumerate(events) if event.id == "c23")
    await live(deployed, events[:middle], url=url)
    then = await live(deployed, events, url=url)
    assert then.raw_state == whole.raw_state


async def test_the_platform_is_told_the_id_of_now(deployed: Rehearsal) -> None:
    """Also of an id that it takes up again, and of one that took its place in turn."""
    third = Person("n2", "王姐")

    def change(number: int, former: str, now: Person) -> Event:
        at, id = moment(f"2026-11-20 07:0{number}"), f"i{number}"
        return IdentityChanged(id=id, at=at, group="g1", member=now, former=former, certain=True)

    async def told(*changes: Event) -> str:
        join = came("j", "2026-11-20 07:00", OLD)
        last = said("m", "2026-11-26 12:00", "u2", "早")
        lived = await live(deployed, [join, *changes, last])
        [member] = [line["member"] for line in lived.transcript if line["type"] == "dm"]
        return str(member)

    first, back = change(1, OLD, Person(NEW, "王姐")), change(2, NEW, Person(OLD, "王姐"))
    assert await told() == OLD
    assert await told(first) == NEW
    assert await told(first, back) == OLD
    assert await told(first, change(2, NEW, third)) == "n2"
    assert await told(first, change(2, NEW, third), change(3, "n2", Person(NEW))) == NEW


async def test_who_was_never_heard_before_can_have_been_somebody(deployed: Rehearsal) -> None:
    seen = said("m", "2026-11-26 07:00", Person(NEW, "王姐"), "打卡")
    lived = await live(deployed, [changed("2026-11-26 06:00"), seen])
    assert [row["member"] for row in lived.state["check_ins"]] == [OLD]
    assert [(row["member"], row["name"]) for row in lived.state["members"]] == [(OLD, "王姐")]


async def test_what_was_given_to_who_was_only_mentioned_is_theirs(deployed: Rehearsal) -> None:
    gives = said("p", "2026-11-26 05:00", "boss", "/points give @王姐 3", mentions=(NEW,))
    lived = await live(deployed, [gives, changed("2026-11-26 06:00")])
    assert [(row["member"], row["points"]) for row in lived.state["accounts"]] == [(OLD, 3)]
    assert [row["member"] for row in lived.state["ledger"]] == [OLD]


async def test_of_a_day_that_both_have_one_stays(deployed: Rehearsal) -> None:
    people = (Person(OLD, "王姐"), Person(NEW, "王姐"))
    events: Sequence[Event] = [
        MembersListed(id="l", at=moment("2026-11-20 06:00"), group="g1", members=people),
        said("a", "2026-11-20 08:00", OLD, "打卡"),
        said("b", "2026-11-21 08:00", OLD, "打卡"),
        said("c", "2026-11-21 09:00", NEW, "打卡"),
        said("d", "2026-11-22 08:00", NEW, "打卡"),
        said("m", "2026-11-22 09:00", "boss", f"/merge {NEW} {OLD} 确认"),
    ]
    lived = await live(deployed, events)
    assert [(row["day"], row["cause"]) for row in lived.state["check_ins"]] == [
        ("2026-11-20", "a"),
        ("2026-11-21", "b"),
        ("2026-11-22", "d"),
    ]
    [progress] = lived.state["progress"]
    assert (progress["streak"], progress["total"], progress["paid"]) == (3, 3, "3")
    keys = [row["key"] for row in lived.state["ledger"]]
    assert len(set(keys)) == 5
    assert all(key.startswith("checkin|read|g1|u1|") for key in keys)


def test_whatever_names_a_member_is_moved() -> None:
    """A new table or column that names one belongs in bot/store/members/merging.py."""
    naming = ("member", "by", "inviter", "present", "about")
    written = {
        (table.name, column.name)
        for table in METADATA.sorted_tables
        for column in table.columns
        if column.name in naming
    }
    own = {("checkins", "member"), ("progress", "member"), ("identities", "member")}
    moved = {(cls.table.name, "member") for cls in JOINED}
    moved |= {(cls.table.name, name) for cls, names in NAMED.items() for name in names}
    assert written == moved | own
