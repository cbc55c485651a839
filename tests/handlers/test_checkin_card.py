"""The card of a day, and check-ins by a click on it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.handlers.challenges import challenge, days, outcomes, points
from tests.handlers.daily_posts import MONDAY, live, noted
from tests.handlers.polls import CARDS, DAY, click, early, outbox
from tests.handlers.test_checkin_mistakes import mistakes
from tests.rehearsal import Rehearsal

NIGHT = f"{DAY} 22:00"
BUTTON = [{"label": "打卡", "text": "打卡"}]


def card(*lines: str) -> str:
    return challenge("title: 阅读", "match: [打卡, 早读]", "points: {each: 5}", *lines)


async def test_the_card_goes_out_on_the_days_of_the_challenge(rehearsal: Rehearsal) -> None:
    rehearsal.config(CARDS).playbook(card("card: true", "from: 2026-11-24", "days: 2"))
    early(rehearsal)
    rows = await outbox(rehearsal, until="2026-11-30 12:00")
    assert rows == [
        (
            f"📖「阅读」第 {n} 天的打卡开始啦：点一下按钮就行～",
            {"title": "阅读", "buttons": BUTTON},
        )
        for n in (1, 2)
    ]
    said = (await rehearsal.run(until="2026-11-30 12:00")).transcript
    assert [(line["cause"], line["at"][:16]) for line in said] == [
        ("schedule:read:card:2026-11-24", "2026-11-24T08:00"),
        ("schedule:read:card:2026-11-25", "2026-11-25T08:00"),
    ]


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        (["card: '09:30'"], "09:30"),
        (["card: 09:30"], "09:30"),
        (["card: {at: '09:30'}"], "09:30"),
        (["card: true", "window: '07:00-10:00'"], "07:00"),
        (["card: true", "window: '22:00-02:00'", "day_ends: '02:00'"], "22:00"),
        (["card: {}"], "08:00"),
        (["card: false"], None),
        ([], None),
    ],
)
async def test_when_the_card_goes_out(
    rehearsal: Rehearsal, lines: list[str], at: str | None
) -> None:
    early(rehearsal.playbook(card(*lines))).events[0]["at"] = f"{DAY}T06:00:00+08:00"
    said = (await rehearsal.run(until=f"{DAY} 22:29")).transcript
    assert [line["at"][11:16] for line in said] == ([at] if at else [])


async def test_without_buttons_the_text_stands_by_itself(rehearsal: Rehearsal) -> None:
    early(rehearsal.playbook(card("card: true")))
    assert await outbox(rehearsal, until=NIGHT) == [
        ("📖「阅读」今天的打卡开始啦：回复【打卡】就行～", None)
    ]


async def test_own_words_and_button(rehearsal: Rehearsal) -> None:
    words = "{say: '{{ group.name }} {{ title }} {{ keyword }} {{ day }}', button: 我来啦}"
    rehearsal.config(CARDS + "groups: {g1: {name: 晨读群}}")
    early(rehearsal.playbook(card(f"card: {words}", "from: 2026-11-22")))
    (said,) = await outbox(rehearsal, until=NIGHT)
    buttons = [{"label": "我来啦", "text": "打卡"}]
    assert said == ("晨读群 阅读 打卡 2", {"title": "阅读", "buttons": buttons})


async def test_the_last_text_of_several_parts_carries_the_buttons(rehearsal: Rehearsal) -> None:
    words = "{parts: [{text: 一}, {text: 二}, {image: a.png}]}"
    early(rehearsal.config(CARDS).playbook(card(f"card: {words}")))
    cards = [(text, card is not None) for text, card in await outbox(rehearsal, until=NIGHT)]
    assert cards == [("一", False), ("二", True), ("", False)]


async def test_clicks_count_and_the_group_hears_nothing_of_them(rehearsal: Rehearsal) -> None:
    early(rehearsal.config(CARDS).playbook(card("card: true", "window: '08:00-09:00'")))
    for at, member in (("08:01", "u1"), ("08:02", "u2"), ("08:03", "u1"), ("09:01", "u3")):
        click(rehearsal, at, member, "打卡")
    rehearsal.events.append(dict(rehearsal.events[2]))
    rehearsal.events.sort(key=lambda event: str(event["at"]))
    rehearsal.message(f"{DAY} 09:02", "u4", "打卡", mentions_bot=True)
    noted = await outcomes(rehearsal, until=NIGHT)
    codes = ["checked_in_by_click", "checked_in_by_click", "again", "outside_window"]
    assert [noted[f"e{n}"][0]["code"] for n in (2, 3, 4, 5)] == codes
    result = await rehearsal.run(until=NIGHT)
    assert [days(result, member) for member in ("u1", "u2", "u3")] == [["11-23"], ["11-23"], []]
    assert (points(result, "u1"), points(result, "u2")) == (5, 5)
    assert [(line["type"], line["member"]) for line in result.transcript[1:]] == [
        ("dm", "u1"),
        ("dm", "u3"),
        ("say", None),
    ]
    assert result.texts[1] == "u1 今天已经打过卡啦，连续 1 天，明天见～"
    assert all("07:00" not in text and "打卡时间" in text for text in result.texts[2:])


async def test_who_clicks_too_early_is_told_each_time_in_private(rehearsal: Rehearsal) -> None:
    rehearsal.config(CARDS).playbook(card("card: true", "from: 2026-11-24"))
    click(click(rehearsal, "08:01", "u1", "打卡"), "08:02", "u1", "打卡")
    said = (await rehearsal.run(until=NIGHT)).transcript
    assert [(line["type"], line["member"], line["cause"]) for line in said] == [
        ("dm", "u1", "e1"),
        ("dm", "u1", "e2"),
    ]


async def test_a_card_somebody_sends_where_there_are_no_buttons_is_a_message(
    rehearsal: Rehearsal,
) -> None:
    early(rehearsal.playbook(card("card: true")))
    click(rehearsal, "08:01", "u1", "打卡")
    assert (await rehearsal.run(until=NIGHT)).texts[1:] == ["u1 连续 1 累计 1"]


@pytest.mark.parametrize(
    ("lines", "back", "late"),
    [
        (["card: true"], "23 15:00", True),
        (["card: true"], "23 20:00", True),
        (["card: true"], "23 20:01", False),
        (["card: true", "window: '08:00-09:00'"], "23 08:59", True),
        (["card: true", "window: '08:00-09:00'"], "23 09:00", False),
        (["card: '21:00'"], "23 22:29", True),
        (["card: '21:00'"], "23 22:30", False),
        (["card: '21:00'"], "24 07:30", False),
        (["card: '21:00'", "day_ends: '08:00'"], "24 07:30", True),
    ],
)
async def test_after_a_stop_the_card_is_late_or_missed(
    rehearsal: Rehearsal, lines: list[str], back: str, late: bool
) -> None:
    early(rehearsal.playbook(card(*lines, "from: 2026-11-23", "days: 1")))
    await live(rehearsal, MONDAY, f"{DAY} 07:45")
    back = f"2026-11-{back}"
    result = await live(rehearsal, back, back)
    assert [line["at"][:16].replace("T", " ") for line in result.transcript] == [back] * late
    assert ("missed" in [code for _, code, _ in await noted(rehearsal)]) != late
    again = await live(rehearsal, back, back)
    assert (again.raw, again.raw_state) == (result.raw, result.raw_state)


async def test_the_size_of_a_batch_changes_nothing(rehearsal: Rehearsal) -> None:
    early(rehearsal.playbook(card("card: '08:01'", "settle: '09:00'")))
    for n in range(120):
        click(rehearsal, f"08:0{n // 20}:{n % 20 * 3:02}", f"u{n * 7919 % 50}", "打卡")
    runs = [
        await rehearsal.config(CARDS).run(until="2026-11-24 10:00", batch=size)
        for size in (1, 7, 500)
    ]
    assert runs[0].summary["failures"] == 0
    assert len(runs[0].state["check_ins"]) == 50
    assert runs[0].raw == runs[1].raw == runs[2].raw
    assert runs[0].raw_state == runs[1].raw_state == runs[2].raw_state


@pytest.mark.parametrize(
    ("line", "more", "wrong"),
    [
        ("card: true", "needs: {text: 5}", "card: a click brings neither words nor an image"),
        ("card: '23:00'", "", "card.at: 23:00 is in the quiet hours (22:30-07:00)"),
        ("card: true", "window: '05:00-09:00'", "card.at: 05:00 is in the quiet hours"),
        ("card: '09:00'", "window: '07:00-09:00'", "card.at: 09:00 is outside the window"),
        ("card: often", "", "card: 'often' is no time of day"),
        ("card: {time: '08:00'}", "", "card.time: unknown key 'time'"),
        ("card: {say: {image: a.png}}", "", "card.say: needs a text among its parts"),
        ("card: {say: '{{ streak }}'}", "", "card.say: "),
    ],
)
def test_what_cannot_be_meant(rehearsal: Rehearsal, line: str, more: str, wrong: str) -> None:
    [found] = mistakes(rehearsal, challenge("match: 打卡", line, *filter(None, [more])))
    assert found.startswith(f"4: {wrong}")


def test_a_mistake_is_told_in_the_language_of_the_terminal(
    rehearsal: Rehearsal, tmp_path: Path
) -> None:
    playbook = challenge("match: 打卡", "card: true", "needs: {image: true}")
    rehearsal.playbook(playbook)
    command = [sys.executable, "-m", "bot", "check", "--config", str(tmp_path / "config.yaml")]
    env = os.environ | {"LC_ALL": "zh_CN.UTF-8", "PYTHONUTF8": "1"}
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "playbook.yaml:4: card: 点一下交不了文字和图片：card 和 needs 只能写一个" in done.stderr
