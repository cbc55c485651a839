"""Forbidden words are found however they are disguised, and come before all else."""

import pytest

from bot.errors import InputWrong
from bot.setup.loading import load_deployment
from tests.rehearsal import Rehearsal

GUARD = """
kind: guard
id: words
words: [加薇信, 代开发票]
say: "{{ name }} 请注意群规"
---
{kind: checkin, id: c, match: 打卡, say: "好"}
"""


@pytest.mark.parametrize(
    "text", ["加薇信", "加 薇.信领钱", "加薇信打卡", "打卡 加薇信", "加薇訊？加薇信"]
)
async def test_a_forbidden_word_wins(rehearsal: Rehearsal, text: str) -> None:
    rehearsal.playbook(GUARD).message("2026-11-23 09:00", "甲", text)
    assert (await rehearsal.run()).texts == ["甲 请注意群规"]


async def test_ordinary_talk_is_left_alone(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(GUARD).message("2026-11-23 09:00", "甲", "薇信今天更新了")
    assert (await rehearsal.run()).texts == []


async def test_words_from_a_file(rehearsal: Rehearsal) -> None:
    (rehearsal.folder / "words.txt").write_text("# 广告\n刷单\n\n", encoding="utf-8")
    rehearsal.playbook('{kind: guard, id: w, file: words.txt, say: "{{ word }}"}')
    rehearsal.message("2026-11-23 09:00", "甲", "诚招刷單").message(
        "2026-11-23 09:01", "甲", "广告"
    )
    assert (await rehearsal.run()).texts == ["刷单"]


async def test_a_missing_file_is_told_with_its_line(rehearsal: Rehearsal) -> None:
    rehearsal.playbook("kind: guard\nid: w\nfile: none.txt\n").message(
        "2026-11-23 09:00", "甲", "x"
    )
    with pytest.raises(InputWrong, match=r"playbook\.yaml:3: file: cannot read it"):
        await rehearsal.run()


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("sop", "读不了：Is a directory"),
        ("/dev/zero", "要写文件夹里面的文件，不能用绝对路径或 '..'"),
    ],
)
def test_what_is_no_file_beside_it_is_told_in_chinese(
    rehearsal: Rehearsal, file: str, why: str
) -> None:
    rehearsal.playbook(f"kind: guard\nid: w\nfile: {file}\n").config("language: zh\n")
    with pytest.raises(InputWrong, match=rf"playbook\.yaml:3: file: {why}"):
        load_deployment(rehearsal.folder / "config.yaml", language="zh")


async def test_the_bots_own_words_are_not_guarded(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(GUARD).message("2026-11-23 09:00", "bot", "加薇信")
    assert (await rehearsal.run()).texts == []
