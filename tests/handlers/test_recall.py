"""What a member takes back is forgotten; what it brought stays, flagged."""

from tests.rehearsal import Rehearsal


async def test_text_goes_check_in_and_points_stay(rehearsal: Rehearsal) -> None:
    rehearsal.playbook("{kind: checkin, id: c, match: 打卡, points: {each: 5}}")
    rehearsal.message("2026-11-23 09:00", "甲", "打卡 秘密")
    rehearsal.add("2026-11-23 09:05", "recall", member="甲", message="e1")
    database = f"sqlite+aiosqlite:///{rehearsal.folder / 'a.db'}"
    result = await rehearsal.run(database=database)
    (checkin,), (line,) = result.state["check_ins"], result.state["ledger"]
    assert (checkin["flagged"], line["flagged"], line["points"]) == (True, True, 5)
    assert "秘密".encode() not in (rehearsal.folder / "a.db").read_bytes()
