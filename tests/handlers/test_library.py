"""Posts that draw on a content library: each group gets what it has not had for a while."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from bot.cli.check import check
from bot.errors import InputWrong
from bot.setup.loading import load_deployment
from handlers.posts import shortages
from tests.handlers.daily_posts import MONDAY, daily, live, noted
from tests.rehearsal import Rehearsal, Result

POSTS = """
kind: posts
id: daily
slots: {morning: {name: 早, window: "07:30-08:30"}}
posts:
  - {id: hello, slot: morning, from: {tag: 早安, not_again: 3d}}
"""
LIBRARY = """
kind: library
id: lib
pieces:
  - {id: a, tags: [早安], say: "甲 {{ weekday }}"}
  - {id: b, tags: [早安, 读书], say: 乙}
  - {id: c, tags: 早安, say: 丙}
  - {id: d, tags: 读书, say: 丁}
"""
DUTY = "\nowners: [boss]\nduty: {member: boss}"


def stocked(
    folder: Path, posts: str = POSTS, library: str = LIBRARY, groups: str = "groups: {g1: {}}"
) -> Rehearsal:
    return daily(folder, posts, groups + DUTY).playbook(library, "library.yaml")


def said(result: Result, group: str = "g1") -> list[str]:
    lines = (line for line in result.transcript if line["group"] == group)
    return [line["text"][0] for line in lines if line["type"] == "say"]


async def test_no_piece_comes_twice_within_its_rest(tmp_path: Path) -> None:
    rehearsal = stocked(tmp_path, groups="groups: {g1: {}, g2: {}}")
    result = await live(rehearsal, MONDAY, "2026-12-23 00:00")
    for group in ("g1", "g2"):
        order = said(result, group)
        assert len(order) == 30
        assert all(len(set(order[n : n + 3])) == 3 for n in range(len(order) - 2))
    assert "甲 星期" in next(line["text"] for line in result.transcript if "甲" in line["text"])
    assert len(result.state["uses"]) == 60
    orders = set()
    for seed in range(4):
        other = await live(rehearsal, MONDAY, "2026-11-26 00:00", database=None, seed=seed)
        orders.add(tuple(said(other)))
    assert len(orders) > 1


async def test_what_was_never_said_comes_before_what_was(tmp_path: Path) -> None:
    many = "".join(f"  - {{id: p{n}, tags: 早安, say: '{n:02}'}}\n" for n in range(20))
    rehearsal = stocked(tmp_path, library=f"kind: library\nid: lib\npieces:\n{many}")
    result = await live(rehearsal, MONDAY, "2026-12-13 00:00")
    assert len({line["text"] for line in result.transcript}) == 20
    more = f"kind: library\nid: lib\npieces:\n{many}  - {{id: new, tags: 早安, say: 新}}"
    rehearsal.playbook(more, "library.yaml")
    later = await live(rehearsal, MONDAY, "2026-12-14 00:00")
    assert said(later)[20:] == ["新"]


async def test_the_same_days_choose_the_same_whatever_the_batch(tmp_path: Path) -> None:
    seen = []
    for batch in (1, 7, 500):
        posts = POSTS + '  - {id: book, at: "08:00", from: {tag: [读书, 早安], not_again: 1d}}\n'
        rehearsal = daily(tmp_path / str(batch), posts, "groups: {g1: {}, g2: {}}", batch)
        rehearsal.playbook(LIBRARY, "library.yaml")
        for n in range(60):
            rehearsal.message(f"2026-11-23 {7 + n // 30:02}:{n % 30 * 2:02}", f"u{n}", "早")
        result = await rehearsal.run(until="2026-11-27 09:00")
        seen.append((result.raw, result.raw_state))
    assert seen[0] == seen[1] == seen[2]
    assert seen[0][0].count(b"\n") == 19


async def test_restarts_forget_no_use(tmp_path: Path) -> None:
    whole = await live(stocked(tmp_path / "whole"), MONDAY, "2026-12-08 00:00")
    parts = stocked(tmp_path / "parts")
    for until in ("2026-11-24 08:00", "2026-11-25 12:00", "2026-12-08 00:00"):
        last = await live(parts, MONDAY, until)
    assert (last.raw, last.raw_state) == (whole.raw, whole.raw_state)


async def test_when_nothing_is_left_one_person_is_told_once(tmp_path: Path) -> None:
    rehearsal = stocked(tmp_path, POSTS.replace("3d", "7d"))
    result = await live(rehearsal, MONDAY, "2026-11-30 00:00")
    assert sorted(said(result)) == ["丙", "乙", "甲"]
    (task,) = [line for line in result.transcript if line["type"] == "task"]
    assert (task["member"], task["at"][:10]) == ("boss", "2026-11-26")
    assert "带“早安”的 3 条" in task["text"]
    assert "daily/hello 这次没有发" in task["text"]
    codes = [code for _, code, _ in await noted(rehearsal)]
    assert Counter(codes) == {"posted": 3, "nothing_left": 4}
    again = await live(rehearsal, MONDAY, "2026-12-07 00:00")
    assert sorted(said(again)) == ["丙", "丙", "乙", "乙", "甲", "甲"]
    tasks = [line["at"][:10] for line in again.transcript if line["type"] == "task"]
    assert tasks == ["2026-11-26", "2026-12-03"]  # once each time that it ran dry


async def test_missed_lists_what_found_nothing_to_say(tmp_path: Path) -> None:
    rehearsal = stocked(tmp_path, POSTS.replace("3d", "7d"))
    rehearsal.message("2026-11-27 12:00", "boss", "/missed")
    result = await live(rehearsal, MONDAY, "2026-11-27 12:00")
    (answer,) = result.of(None)[-1:]
    head, latest, task, first = answer["text"].splitlines()
    assert head == "最近 7 天错过 3 次："
    assert latest.startswith("11-27 0")
    assert latest.endswith(" daily/hello:2026-11-27/morning（内容库里没有可取的）")
    assert first.endswith(" daily/hello:2026-11-26/morning（内容库里没有可取的）")
    assert task.endswith("待办 1，还没做")


async def test_a_variant_of_the_library_has_its_own_pieces(tmp_path: Path) -> None:
    own = """
extends: lib
groups: [g2]
pieces:
  - {id: a, tags: [早安], say: 己}
  - {id: b, tags: [晚安]}
  - {id: c, tags: [晚安]}
"""
    rehearsal = stocked(
        tmp_path, POSTS.replace("3d", "1d"), LIBRARY + "---" + own, "groups: {g1: {}, g2: {}}"
    )
    result = await live(rehearsal, MONDAY, "2026-12-01 00:00")
    assert set(said(result)) == {"甲", "乙", "丙"}
    assert set(said(result, "g2")) == {"己"}


async def test_images_go_out_behind_their_words(tmp_path: Path) -> None:
    pieces = """
kind: library
id: pictures
pieces:
  - {id: a, tags: 早安, say: 早, image: a.png}
  - {id: b, tags: 早安, image: sub/b.png}
"""
    rehearsal = stocked(tmp_path, library=pieces)
    (tmp_path / "sub").mkdir()
    for name in ("a.png", "sub/b.png"):
        (tmp_path / name).write_bytes(b"")
    result = await live(rehearsal, MONDAY, "2026-11-25 00:00")
    sent = [line.get("path") or line["text"] for line in result.transcript]
    assert sent in (["早", "a.png", "sub/b.png"], ["sub/b.png", "早", "a.png"])
    uses = {use["key"] for use in result.state["uses"]}
    assert uses == {line["key"] for line in result.transcript if line["key"].endswith("|0")}


@pytest.mark.parametrize(
    ("posts", "library", "wrong"),
    [
        (
            POSTS.replace("早安", "早按"),
            LIBRARY,
            "posts[hello].from.tag: no piece of a content library",
        ),
        (
            POSTS.replace("from: {tag: 早安, not_again: 3d}", "say: x, from: {tag: 早安}"),
            LIBRARY,
            "",
        ),
        (
            POSTS,
            LIBRARY + "  - {id: a, tags: 早安, say: x}",
            "pieces[a].id: 'a' is already taken at",
        ),
        (POSTS, LIBRARY + "  - {id: e, tags: 早安}", "pieces[e]: write say, image or both"),
        (POSTS, LIBRARY + "  - {id: e, tags: [], say: x}", "pieces[e].tags: must not be empty"),
        (POSTS, LIBRARY + "  - {id: e, tags: t, image: no.png}", "there is no file 'no.png'"),
        (POSTS, LIBRARY + "  - {id: e, tags: t, image: ../x.png}", "without '..'"),
        (POSTS, LIBRARY + "  - {id: e, tags: t, say: '{{ nme }}'}", "unknown name 'nme'"),
        (POSTS, LIBRARY.replace("kind:", "groups: [g2]\nkind:"), "has the tag '早安'"),
        (POSTS.replace("3d", "0d"), LIBRARY, "from.not_again: must be at least 1"),
    ],
)
def test_what_check_says(tmp_path: Path, posts: str, library: str, wrong: str) -> None:
    stocked(tmp_path, posts, library, "groups: {g1: {}, g2: {}}")
    with pytest.raises(InputWrong) as caught:
        load_deployment(tmp_path / "config.yaml", language="en")
    assert (wrong or "write exactly one of say and from") in str(caught.value)


def test_check_warns_where_the_calendar_wants_more_than_there_is(tmp_path: Path) -> None:
    posts = POSTS.replace("3d", "4d") + '  - {id: tea, at: "16:00", on: tue, from: {tag: 早安}}\n'
    posts += '  - {id: book, at: "17:00", on: sun, from: {tag: 读书, not_again: 14d}}\n'
    stocked(tmp_path, posts, groups="groups: {g1: {}, g2: {}}")
    deployment = load_deployment(tmp_path / "config.yaml")
    hello, tea = shortages(deployment, date(2026, 11, 23), "zh")
    place = f"{tmp_path}/sop/playbook.yaml"
    assert hello == f"△ {place}:6: daily/hello：4 天里要用 5 次，内容库里带“早安”的只有 3 条"
    assert tea == f"△ {place}:7: daily/tea：30 天里要用 35 次，内容库里带“早安”的只有 3 条"
    first, _ = check(tmp_path / "config.yaml").splitlines()[-2:]
    assert first.startswith(f"△ {place}:6: daily/hello")


async def test_a_draft_has_its_piece_until_its_moment(tmp_path: Path) -> None:
    posts = POSTS.replace("not_again: 3d}", "not_again: 3d}, approve: true")
    rehearsal = stocked(tmp_path, posts)
    rehearsal.message("2026-11-23 21:00", "boss", "/ok 2", group=None)
    result = await live(rehearsal, MONDAY, "2026-11-24 12:00")
    (use, *_) = [one for one in result.state["uses"] if "2026-11-24" in one["key"]]
    (sent,) = [line for line in result.transcript if line["type"] == "say"]
    text = {"a": "甲 星期二", "b": "乙", "c": "丙"}[use["piece"]]
    assert (sent["key"], sent["text"]) == (use["key"], text)


async def test_a_draft_rests_its_piece_from_when_it_goes_out(tmp_path: Path) -> None:
    posts = (
        'kind: posts\nid: daily\nposts:\n  - {id: held, at: "08:00", on: 2026-11-24, approve: true,'
        " from: {tag: 早安, not_again: 2d}}\n"
        '  - {id: free, at: "21:00", on: [2026-11-25, 2026-11-26], '
        "from: {tag: 早安, not_again: 2d}}"
    )
    library = "kind: library\nid: lib\npieces: [{id: a, tags: 早安, say: 甲}]"
    rehearsal = stocked(tmp_path, posts, library).message("2026-11-23 12:00", "boss", "早")
    rehearsal.message("2026-11-24 07:30", "boss", "/ok 1")
    result = await rehearsal.run(until="2026-11-27 00:00")
    sent = [line["at"][8:16] for line in result.of("daily") if line["type"] == "say"]
    assert sent == ["24T08:00", "26T21:00"]
