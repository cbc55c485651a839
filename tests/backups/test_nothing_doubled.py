"""After a restore nobody knows what went out since the backup: nothing of it is said again."""

from pathlib import Path
from typing import Any

import pytest

from bot.store.backups.copying import copy_database
from bot.store.backups.restoring import restore
from tests.rehearsal import Rehearsal, Result, moment

PLAYBOOKS = """
kind: posts
id: daily
posts:
  - {id: news, at: "07:50", say: [早报]}
  - {id: late, at: "08:20", say: [晚一点]}
---
{kind: checkin, id: read, match: 打卡, say: "{{ name }} 打卡了"}
---
kind: welcome
id: hello
merge_within: 60m
say: "欢迎 {{ names }}"
"""
LOST = ["u9 打卡了", "u1 打卡了", "欢迎 n1", "早报"]
"""What goes out between the backup and the restore."""


async def lived(rehearsal: Rehearsal, until: str, **more: Any) -> Result:
    url = f"sqlite+aiosqlite:///{rehearsal.folder / 'life.db'}"
    return await rehearsal.run(until=f"2026-11-23 {until}", database=url, **more)


def said(result: Result) -> list[str]:
    """Return what playbooks said."""
    return [line["text"] for line in result.transcript if line["playbook"]]


@pytest.fixture
async def backup(rehearsal: Rehearsal) -> Path:
    """A backup of 06:51, of a life that has gone on until 08:06."""
    rehearsal.config("admins: [admin]\nduty: {member: admin}").playbook(PLAYBOOKS)
    rehearsal.message("2026-11-23 06:44", "u0", "打卡").join("2026-11-23 06:45", "n1")
    rehearsal.message("2026-11-23 06:46", "admin", "/stop").message(
        "2026-11-23 06:47", "u9", "打卡"
    )
    await lived(rehearsal, "06:51")
    file = rehearsal.folder / "backup.db"
    copy_database(rehearsal.folder / "life.db", file)
    rehearsal.message("2026-11-23 07:00", "admin", "/go")
    rehearsal.message("2026-11-23 07:40", "u1", "打卡")
    assert said(await lived(rehearsal, "08:06")) == ["u0 打卡了", *LOST]
    return file


async def lived_on(rehearsal: Rehearsal, backup: Path, *, resend: bool) -> Result:
    """Go back to the backup at 08:10, hear what was heard before once more, and live on."""
    now = moment("2026-11-23 08:10")
    restored = restore(backup, rehearsal.folder / "life.db", now, resend=resend)
    assert restored.doubtful == (0 if resend else 1)
    (rehearsal.folder / "out.jsonl").unlink()  # else it would repeat no line that it has
    rehearsal.message("2026-11-23 08:11", "u2", "打卡")
    rehearsal.message("2026-11-23 09:00", "admin", "/遗漏")
    return await lived(rehearsal, "09:01")


async def test_what_may_have_gone_out_is_not_said_again_but_counts(
    rehearsal: Rehearsal, backup: Path
) -> None:
    then = await lived_on(rehearsal, backup, resend=False)
    missed = then.texts[-1]
    assert said(then) == ["u2 打卡了", "晚一点"]
    assert "daily/news:2026-11-23/07:50（恢复备份前可能发过）" in missed
    assert "08:20" not in missed
    states = {row["text"]: (row["state"], row["note"]) for row in then.state["outbox"]}
    assert states["u9 打卡了"] == ("unknown", "restored")
    assert [row["member"] for row in then.state["check_ins"]] == ["u0", "u9", "u1", "u2"]


async def test_the_answer_to_a_reload_is_not_said_again(rehearsal: Rehearsal) -> None:
    rehearsal.config("admins: [admin]").message("2026-11-23 07:00", "admin", "/待办")
    await lived(rehearsal, "07:01")
    file, database = rehearsal.folder / "backup.db", rehearsal.folder / "life.db"
    copy_database(database, file)
    rehearsal.message("2026-11-23 07:30", "admin", "/重载")
    answer = (await lived(rehearsal, "08:00")).texts[-1]
    for resend in (True, False):
        restore(file, database, moment("2026-11-23 08:10"), resend=resend)
        (rehearsal.folder / "out.jsonl").unlink()
        assert (answer in (await lived(rehearsal, "08:20")).texts) == resend


async def test_where_nothing_went_out_since_all_can_be_sent(
    rehearsal: Rehearsal, backup: Path
) -> None:
    then = await lived_on(rehearsal, backup, resend=True)
    assert sorted(said(then)) == sorted([*LOST, "u2 打卡了", "晚一点"])
