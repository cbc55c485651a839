"""`zhiban explain`: one verdict a playbook, with the values compared and the line of the rule."""

from pathlib import Path

import pytest

from bot.cli.explain import explain
from bot.errors import InputWrong
from tests.databases import database_url
from tests.rehearsal import Rehearsal

PLAYBOOKS = """\
{kind: guard, id: words, groups: "*", words: [加微信], say: "{{ name }} 请注意"}
---
{kind: guard, id: more, groups: [g1], words: [加微信, 刷单]}
---
{kind: checkin, id: reading, groups: [g1], match: [打卡], days: 21, from: 2026-11-20}
---
kind: faq
id: shop
cooldown: 10m
entries:
  - {id: invoice, all: [发票, 怎么申请], answer: 在订单里申请}
---
{kind: faq, id: other, entries: [{id: ship, all: [发货], answer: 明天}]}
---
kind: welcome
id: newcomers
groups: "*"
merge_within: 60s
say: "欢迎 {{ names }}"
then: [{after: 1d, say: "{{ name }} 好"}]
---
kind: welcome
id: special
extends: newcomers
groups: [g1]
say: "特别欢迎 {{ names }}"
then: null
---
{kind: welcome, id: tagged, groups: "*", say: "你好"}
---
{kind: posts, id: daily, posts: [{id: tip, at: "10:00", on: everyday, say: 贴士}]}
---
{kind: engagement, id: score}
---
{kind: poll, id: vote, question: 几点？, options: [早上, 晚上], at: "12:00", closes: "21:00"}
"""
ALL = [
    "words",
    "more",
    "-",
    "reading",
    "shop",
    "other",
    "special",
    "tagged",
    "daily",
    "score",
    "vote",
]


@pytest.fixture
def life(rehearsal: Rehearsal) -> Rehearsal:
    """A group with several playbooks of each kind."""
    return rehearsal.playbook(PLAYBOOKS)


async def told(life: Rehearsal, monkeypatch: pytest.MonkeyPatch, event: str = "") -> str:
    """Return what is explained of an event, the last one if none is named."""
    monkeypatch.chdir(life.folder)
    wanted = event or life.events[-1]["id"]
    return await explain(life.write(), wanted, Path("config.yaml"), None)


def verdicts(story: str) -> dict[str, str]:
    """Return each verdict by playbook, and refuse two of one."""
    lines = [
        line for line in story.splitlines()[1:] if ": acted: " in line or ": not acted: " in line
    ]
    heads = [line.partition(": ")[0].partition(" ")[2] for line in lines]
    assert len(set(heads)) == len(heads)
    return {head: line.partition(": ")[2] for head, line in zip(heads, lines, strict=True)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "打卡 发票怎么申请 加 微 信",
            {
                "more": "acted: forbidden_word  word=加微信  sop/playbook.yaml:3",
                "words": "not acted: outranked  word=加微信  sop/playbook.yaml:1",
                "reading": "not acted: outranked_by_guard  sop/playbook.yaml:5",
                "shop": "not acted: outranked_by_guard  entry=invoice  sop/playbook.yaml:11",
            },
        ),
        (
            "打卡",
            {
                "words": "not acted: no_forbidden_word  text=打卡  sop/playbook.yaml:1",
                "-": "not acted: no_slash  text=打卡",
                "other": "not acted: not_a_question",
            },
        ),
        ("发票怎么申请", {"shop": "acted: keyword  entry=invoice  sop/playbook.yaml:11"}),
        ("/help", {"-": "acted: command  command=/help"}),
        ("//help", {"-": "not acted: escaped  command=//help"}),
    ],
)
async def test_every_playbook_has_one_reason(
    life: Rehearsal, monkeypatch: pytest.MonkeyPatch, text: str, expected: dict[str, str]
) -> None:
    life.message("2026-11-23 09:00", "u1", text)
    found = verdicts(await told(life, monkeypatch))
    assert set(found) == set(ALL)
    if text == "打卡":
        assert found["reading"].startswith("acted: checked_in  day=2026-11-23 streak=1")
        expected = {**expected, "other": found["other"]}
    assert {name: found[name] for name in expected} == expected
    assert found["daily"].startswith("not acted: not_for_this_event")


async def test_the_event_is_told_at_the_time_of_the_group(
    life: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    life.message("2026-11-23 09:00", "u1", "早")
    heading = (await told(life, monkeypatch)).splitlines()[0]
    assert " 2026-11-23T09:00:00+08:00 g1 u1 " in heading


async def test_what_is_decided_silently_has_not_acted(
    life: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    life.message("2026-11-23 09:00", "u1", "发票怎么申请")
    life.message("2026-11-23 09:09", "u2", "发票怎么申请")
    found = verdicts(await told(life, monkeypatch))["shop"]
    assert found == "not acted: cooldown  entry=invoice cooldown=10m  sop/playbook.yaml:11"


async def test_the_bots_own_messages_are_left_alone(
    life: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    life.message("2026-11-23 09:00", "bot", "打卡")
    found = verdicts(await told(life, monkeypatch))
    assert all(found[name].startswith("not acted: own_message") for name in ALL[:6])


async def test_of_a_join_the_most_specific_welcome_hears(
    life: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    life.join("2026-11-23 09:00", "u9")
    found = verdicts(await told(life, monkeypatch))
    assert found["special"].startswith("acted: merged  members=1")
    assert found["tagged"].startswith("not acted: less_specific")
    assert found["reading"].startswith("not acted: not_for_this_event")


async def test_a_recall_is_no_command(life: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    life.message("2026-11-23 09:00", "u1", "打卡")
    life.add("2026-11-23 09:01", "recall", member="u1", name="u1", message="e1")
    story = await told(life, monkeypatch)
    assert "recall -: acted: recalled  message=e1 flagged=1" in story.splitlines()
    assert "commands -: not acted: not_for_this_event" in story.splitlines()


async def test_a_private_message_has_no_playbooks(
    life: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    life.message("2026-11-23 09:00", "u1", "/help", group=None)
    assert (await told(life, monkeypatch)).splitlines()[1:] == [
        "guard -: not acted: no_playbook",
        "commands -: acted: command  command=/help",
        "checkin -: not acted: no_playbook",
        "poll -: not acted: no_playbook",
        "faq -: not acted: no_playbook",
    ]


async def test_a_variant_tells_where_its_values_come_from(
    life: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    life.message("2026-11-23 09:00", "u1", "早")
    story = await told(life, monkeypatch)
    assert story.endswith(
        "special extends newcomers:\n"
        "  kind: sop/playbook.yaml:22\n"
        "  id: sop/playbook.yaml:23\n"
        "  groups[1]: sop/playbook.yaml:25\n"
        "  merge_within: sop/playbook.yaml:18\n"
        "  say: sop/playbook.yaml:26\n"
        "  extends: sop/playbook.yaml:24"
    )


async def test_what_came_later_does_not_count_and_nothing_changes(
    life: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    life.message("2026-11-23 09:00", "u1", "打卡")
    life.message("2026-11-23 09:01", "u1", "打卡")
    first = verdicts(await told(life, monkeypatch, "e1"))["reading"]
    second = verdicts(await told(life, monkeypatch, "e2"))["reading"]
    assert (first.split()[1], second.split()[1]) == ("checked_in", "again")
    assert not list(life.folder.glob("**/*.db"))


async def test_a_database_is_only_looked_at(
    life: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = database_url(f"{life.folder}/kept.db")
    life.message("2026-11-23 09:00", "u1", "打卡")
    await life.run(database=url)
    life.message("2026-11-23 09:01", "u1", "打卡")
    path = life.write("later.jsonl")
    story = await explain(path, "e2", life.folder / "config.yaml", url)
    assert "checkin reading: acted: again" in story
    monkeypatch.chdir(life.folder)
    assert (await life.run(database=url)).summary["new"] == 1


async def test_an_event_that_is_not_there_is_wrong_input(
    life: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    life.message("2026-11-23 09:00", "u1", "打卡")
    with pytest.raises(InputWrong, match="there is no event 'e7'"):
        await told(life, monkeypatch, "e7")
