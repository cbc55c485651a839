"""What a member takes back is forgotten; what it brought stays, flagged."""

import pytest

from tests.databases import database_url, rows_in
from tests.rehearsal import Rehearsal


async def test_text_goes_check_in_and_points_stay(rehearsal: Rehearsal) -> None:
    rehearsal.playbook("{kind: checkin, id: c, match: 打卡, points: {each: 5}}")
    rehearsal.message("2026-11-23 09:00", "甲", "打卡 秘密")
    rehearsal.add("2026-11-23 09:05", "recall", member="甲", name="甲", message="e1")
    url = database_url(rehearsal.folder / "a.db")
    result = await rehearsal.run(database=url)
    (checkin,), (line,) = result.state["check_ins"], result.state["ledger"]
    assert (checkin["flagged"], line["flagged"], line["points"]) == (True, True, 5)
    texts = await rows_in(url, "SELECT text, data, outcome FROM journal WHERE type <> 'moment'")
    assert len(texts) == 2
    assert "秘密" not in str(texts)
    if url.startswith("sqlite"):
        assert "秘密".encode() not in (rehearsal.folder / "a.db").read_bytes()


NEEDS = "{kind: checkin, id: c, match: 打卡, needs: {text: 5, image: true}, points: {each: 5}}"


@pytest.mark.parametrize("taken_back", ["e1", "e3"])
@pytest.mark.parametrize("order", [("打卡", "image"), ("image", "打卡")])
async def test_a_check_in_rests_on_its_words_and_its_image(
    rehearsal: Rehearsal, order: tuple[str, str], taken_back: str
) -> None:
    rehearsal.playbook(NEEDS)
    for minute, what in enumerate(order):
        kind, text = ("image", "") if what == "image" else ("text", what)
        rehearsal.message(f"2026-11-23 09:0{minute}", "甲", text, kind=kind)
        rehearsal.message(f"2026-11-23 09:0{minute}", "乙", text, kind=kind, id=f"other{minute}")
    rehearsal.add("2026-11-23 09:05", "recall", member="甲", name="甲", message=taken_back)
    state = (await rehearsal.run()).state
    for table in ("check_ins", "ledger"):
        assert {row["member"]: row["flagged"] for row in state[table]} == {"甲": True, "乙": False}


@pytest.mark.parametrize("order", [("打卡", "image"), ("image", "打卡")])
async def test_what_is_taken_back_completes_nothing(
    rehearsal: Rehearsal, order: tuple[str, str]
) -> None:
    rehearsal.playbook(NEEDS)
    for minute, what in enumerate(order):
        kind, text = ("image", "") if what == "image" else ("text", what)
        rehearsal.message(f"2026-11-23 09:0{minute}", "甲", text, kind=kind)
        if not minute:
            who = {"member": "管理员", "name": "管理员"}
            rehearsal.add("2026-11-23 09:00:30", "recall", message="e1", **who)
    assert (await rehearsal.run()).state["check_ins"] == []
