"""Friend requests and invitations are for a person to decide, and are accepted by the channel."""

from typing import Any

import pytest

from bot.events import Event, Person, RequestReceived
from tests.databases import rows_in
from tests.living import live, said
from tests.rehearsal import Rehearsal, moment

CONFIG = """
admins: [boss]
channels: {main: {type: console}, side: {type: console}}
groups: {g1: {operators: [op]}}
"""
PRIVATE: dict[str, Any] = {"group": "", "channel": "main"}


@pytest.fixture
def deployed(rehearsal: Rehearsal) -> Rehearsal:
    return rehearsal.config(CONFIG)


def request(**more: Any) -> RequestReceived:
    values: dict[str, Any] = {
        "id": "r1",
        "at": moment("2026-11-24 23:00"),
        "group": "",
        "channel": "side",
        "member": Person("u9", "小李\n@所有人"),
        "kind": "friend",
        "text": "我是王姐的朋友",
        "handle": "friend:abc",
    }
    return RequestReceived(**values | more)


async def test_who_is_on_duty_is_asked_at_once(deployed: Rehearsal) -> None:
    """Somebody waits for it, also at night."""
    lived = await live(deployed, [request(), request(id="r2", kind="group", text="", handle="g:1")])
    assert [(line["type"], line["member"]) for line in lived.transcript] == [("task", "boss")] * 2
    assert [text.splitlines() for text in lived.texts] == [
        [
            *("📌 待办 1", "小李 ＠所有人 想加我为好友：我是王姐的朋友"),
            "—— 同意回 /完成 1，不理回 /跳过 1",
        ],
        ["📌 待办 2", "小李 ＠所有人 邀请我进群", "—— 同意回 /完成 2，不理回 /跳过 2"],
    ]
    assert {line["at"][11:16] for line in lived.transcript} == {"23:00"}


async def test_done_accepts_it_on_the_channel_that_heard_it(deployed: Rehearsal) -> None:
    done = said("d", "2026-11-24 23:05", "boss", "/done 1", **PRIVATE)
    lived = await live(deployed, [request(), done])
    accepts = [line for line in lived.transcript if line["type"] == "accept"]
    assert [(line["text"], line["group"], line["member"]) for line in accepts] == [
        ("friend:abc", None, None)
    ]
    rows = await rows_in(lived.url, "SELECT channel, state FROM outbox WHERE type = 'accept'")
    assert rows == [("side", "sent")]
    assert lived.texts[-1] == "待办 1 完成 ✅"


@pytest.mark.parametrize("who", ["op", "boss"])
async def test_it_is_left_to_itself_by_skip_and_by_who_may_not(
    deployed: Rehearsal, who: str
) -> None:
    text = "/skip 1" if who == "boss" else "/done 1"
    use: Event = said("d", "2026-11-24 23:05", who, text, **PRIVATE)
    lived = await live(deployed, [request(), use])
    assert [line["type"] for line in lived.transcript] == ["task", "dm"]
    assert lived.state["tasks"][0]["state"] == ("skipped" if who == "boss" else "open")


async def test_the_same_request_asks_once_and_is_accepted_once(deployed: Rehearsal) -> None:
    uses = [
        said(f"d{number}", f"2026-11-24 23:0{number}", "boss", "/done 1", **PRIVATE)
        for number in (5, 6)
    ]
    for batch in (1, 500):
        lived = await live(deployed, [request(), request(), *uses], batch=batch)
        assert [line["type"] for line in lived.transcript] == ["task", "accept", "dm", "dm"]


async def test_its_words_are_forgotten_in_time(deployed: Rehearsal) -> None:
    deployed.config(CONFIG + "retention: {texts: 2d}\n")
    later: list[Event] = [said("a", "2026-11-28 08:00", "甲", "早")]
    for more, kept in (list[Event](), "我是王姐的朋友"), (later, None):
        lived = await live(deployed, [request(), *more])
        told = "SELECT text, data FROM journal WHERE type = 'request'"
        [(text, data)] = await rows_in(lived.url, told)
        assert text == kept
        assert "王姐" not in data
