"""/library: what there is, how often it was used, and what should be written anew."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from bot.domain.moments import to_us
from bot.store.tables import Result, Row, Use
from tests.databases import database_url
from tests.handlers.asking import CONFIG, PRIVATE, deploy, told
from tests.handlers.daily_posts import keep
from tests.rehearsal import Rehearsal, moment

AT = "2026-11-24 09:30"
LIBRARY = """
kind: library
id: lib
pieces:
  - {id: a, tags: 早安, say: "甲 {{ weekday }}"}
  - {id: b, tags: [早安, 读书], say: 一段超过二十个字的很长很长的话，应该被截短才对，真的}
---
kind: library
id: run
groups: [g2]
pieces: [{id: c, tags: 跑步, say: 跑}]
"""


def past(replies: int, days: int, piece: str) -> list[Row]:
    at = to_us(moment("2026-11-24 08:00") - timedelta(days=days))
    result = Result(f"{days}", "g1", "daily", "x", "noon", "", at, 0, 0, replies, 1, settled=True)
    return [result, Use(f"{days}", "g1", "lib", piece, at)]


async def ask(rehearsal: Rehearsal, *uses: tuple[str, str, Mapping[str, object]]) -> list[str]:
    for member, text, fields in uses:
        rehearsal.message(AT, member, text, **fields)
    url = database_url(rehearsal.folder / "zhiban.db")
    return told(rehearsal, await rehearsal.run(database=url), AT)


async def test_poor_pieces_come_first_with_their_uses_and_results(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, LIBRARY)
    rows = [past(10, days, "a") for days in range(4, 10)]
    rows += [past(2, 1, "b"), past(3, 2, "b"), past(9, 3, "b")]
    await keep(rehearsal, *(row for some in rows for row in some))
    everything, books, wrong, private = await ask(
        rehearsal,
        ("op", "/library", {}),
        ("op", "/内容库 读书", {}),
        ("op", "/library 晚安", {}),
        ("runner", "/library", PRIVATE),
    )
    piece = "⚠ lib/b「一段超过二十个字的很长很长的话，应该被…」"
    poor = f"{piece}用过 3 次，上次 11-23，反响是平时的 0.4 倍"
    good = "· lib/a「甲 {{ weekday }}」用过 6 次，上次 11-20，反响是平时的 1.2 倍"
    assert everything == f"内容库 2 条，1 条反响差、该改写：\n{poor}\n{good}"
    assert books == f"内容库“读书” 1 条，1 条反响差、该改写：\n{poor}"
    assert wrong == "没有这个标签，有的是：早安、读书"
    assert private.splitlines()[0] == "内容库 3 条："  # the other group's: nothing was used there
    assert private.splitlines()[-1] == "· run/c「跑」还没用过"


async def test_without_a_library_and_in_english(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path).config(CONFIG + "language: en\n")
    rehearsal.playbook(LIBRARY.replace("groups: [g2]", 'groups: "*"'))
    (plain,) = await ask(rehearsal, ("op", "/library 跑步", {}))
    assert plain == "1 piece in the library with the tag 跑步:\n· run/c “跑” never used"
    (tmp_path / "bare").mkdir()
    bare = Rehearsal(tmp_path / "bare").config(CONFIG)
    (none,) = await ask(bare, ("op", "/library", {}))
    assert none == "这里还没有内容库。"


async def test_members_do_not_see_it(rehearsal: Rehearsal) -> None:
    deploy(rehearsal, LIBRARY)
    (refused,) = await ask(rehearsal, ("u1", "/library", {}))
    assert refused == "/library 只有运营和管理员才能用哦。"
