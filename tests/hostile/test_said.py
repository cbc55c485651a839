"""What nasty names and texts make of what the bot says, by the real App."""

import json

import pytest

from tests.hostile.strings import NASTY, mentions, traps
from tests.rehearsal import Rehearsal

CONFIG = "admins: [duty]\ngroups: {g1: {name: 阅读群}}\n"
PLAYBOOKS = """
kind: welcome
id: hello
groups: "*"
say: "欢迎 {{ names }} 进群"
---
kind: checkin
id: reading
title: 阅读打卡
groups: "*"
match: [签到]
---
kind: faq
id: faq
groups: "*"
entries: [{id: when, ask: [几点开始], answer: "{{ name }}：八点"}]
---
kind: guard
id: words
groups: "*"
words: [违禁]
say: "{{ name }} 请注意：{{ word }}"
"""


@pytest.fixture
def told(rehearsal: Rehearsal) -> Rehearsal:
    return rehearsal.config(CONFIG).playbook(PLAYBOOKS)


async def test_no_name_or_text_takes_effect_in_what_is_said(told: Rehearsal) -> None:
    for number, nasty in enumerate(NASTY):
        minute, member = f"2026-11-23 {8 + number // 60:02d}:{number % 60:02d}", f"u{number}"
        people = [{"id": member, "name": nasty}]
        told.add(f"{minute}:00", "join", members=people)
        told.message(f"{minute}:10", member, "签到", name=nasty)
        told.message(f"{minute}:20", member, "违禁", name=nasty)
        told.message(f"{minute}:30", member, f"{nasty} 怎么办？", name=nasty, mentions_bot=True)
        told.message(f"{minute}:40", "duty", f"/why {nasty}", group=None)
    told.message("2026-11-23 10:30:00", "duty", "/rank")
    told.message("2026-11-23 10:31:00", "duty", "/未答", group=None)
    lived = await told.run(batch=20)
    assert lived.summary["failures"] == 0
    assert len(lived.transcript) > 4 * len(NASTY)
    for line in lived.transcript:
        assert traps(line["text"]) == [], line
        assert mentions(line["text"]) == [], line
        assert line["mentions"] == [], line
        assert len(line["text"]) < 2_000, line
    assert all(json.loads(line)["key"] for line in lived.raw.splitlines())  # one wish, one line


@pytest.mark.parametrize("kind", ["welcome", "guard"])
async def test_nobody_makes_a_second_line(told: Rehearsal, kind: str) -> None:
    for number, nasty in enumerate(name for name in NASTY if name.split()):
        minute = f"2026-11-23 {8 + number // 60:02d}:{number % 60:02d}"
        if kind == "welcome":
            told.add(f"{minute}:00", "join", members=[{"id": f"u{number}", "name": nasty}])
        else:
            told.message(f"{minute}:00", f"u{number}", "违禁", name=nasty)
    lived = await told.run(batch=20)
    said = [line["text"] for line in lived.of("hello" if kind == "welcome" else "words")]
    assert len(said) > 50
    assert [text for text in said if len(text.splitlines()) != 1] == []


async def test_only_the_source_of_a_template_mentions(told: Rehearsal) -> None:
    greeting = "kind: welcome\nid: hi\ngroups: '*'\nsay: 'hi @{{ name }}, @{{ names }}!'"
    told.playbook(greeting, "w.yaml")
    told.playbook(PLAYBOOKS.partition("---")[2])
    for number, nasty in enumerate(NASTY):
        minute = f"2026-11-23 {8 + number // 60:02d}:{number % 60:02d}"
        told.add(f"{minute}:00", "join", members=[{"id": f"u{number}", "name": nasty}])
    lived = await told.run(batch=20)
    for number, line in enumerate(lived.of("hi")):
        assert line["mentions"] == [f"u{number}"]
        assert line["text"].count("@") == 2
        assert traps(line["text"]) == []
