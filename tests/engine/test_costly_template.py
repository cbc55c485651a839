"""A template that is sound for most and too costly for one fails for that one alone."""

import time

import pytest

from bot.cli.explain import explain
from bot.errors import InputWrong
from bot.setup.loading import load_deployment
from tests.rehearsal import Rehearsal

COSTLY = """
kind: checkin
id: read
match: 打卡
say: "{% for i in range(900) %}{{ '' if name|upper|lower|title|upper }}{% endfor %}好的 {{ name }}"
"""


@pytest.mark.parametrize("batch", [1, 500])
async def test_one_message_fails_with_a_reason_and_no_other(
    rehearsal: Rehearsal, batch: int
) -> None:
    rehearsal.playbook(COSTLY)
    for number, name in enumerate(("甲", "x" * 64, "乙")):
        rehearsal.message("2026-11-23 07:00", f"u{number}", "打卡", name=name)
    began = time.process_time()
    result = await rehearsal.run(batch=batch)
    assert time.process_time() - began < 30
    assert result.summary["failures"] == 1
    assert result.texts == ["好的 甲", "好的 乙"]
    story = await explain(rehearsal.write(), "e2", rehearsal.folder / "config.yaml", None)
    assert "does too much: fewer or shorter loops, texts and filters" in story


async def test_what_check_can_see_is_told_with_its_line(rehearsal: Rehearsal) -> None:
    (rehearsal.folder / "templates" / "long.j2").write_text("x" * 60_000, encoding="utf-8")
    rehearsal.playbook("kind: welcome\nid: w\nsay: {template: long.j2}\n")
    why = r"playbook\.yaml:3: say: long\.j2: is longer than 50000 characters"
    with pytest.raises(InputWrong, match=why):
        load_deployment(rehearsal.folder / "config.yaml", language="en")
