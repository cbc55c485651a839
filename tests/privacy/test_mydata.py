"""A member may have a copy of all that is kept about them, and nobody else may."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from select import select
from subprocess import DEVNULL, PIPE
from time import monotonic
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from msgspec.structs import replace

from bot.domain.capabilities import Capabilities
from bot.outbox.action import Action, Refused
from bot.outbox.copies import Copying, sweep
from bot.store.database import Database
from bot.store.forgetting import forget
from bot.store.members.people import People
from bot.store.tables import Mark
from tests.databases import new_database
from tests.living import live
from tests.privacy.life import FORMER, ID, NAME, WORDS, life, prepared
from tests.rehearsal import Rehearsal, moment

ZONE = ZoneInfo("Asia/Shanghai")
ASSISTED = """
owners: [owner]
channels:
  main: {type: wecom_customer, corp_id: ww1, secret: 'env:A', token: 'env:B',
    encoding_aes_key: 'env:C', port: 8099}
  desk: {type: console}
duty: {member: owner, channel: desk}
"""


class Keeping:
    """A mouth that remembers what was in the file that it was given."""

    capabilities = Capabilities()

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.contents: list[bytes] = []

    async def perform(self, action: Action) -> str | None:
        if action.path:
            file = self._folder / action.path
            assert file.stat().st_mode & 0o077 == 0
            self.contents.append(file.read_bytes())
        return "sent"


def file_for(key: str, path: str | None) -> Action:
    """Return the action that sends a copy."""
    at = moment("2026-11-23 10:00")
    return Action(key, "file", at, "", ID, "", path, (), None, "m27")


async def test_who_asks_in_private_gets_words_and_a_file(rehearsal: Rehearsal) -> None:
    rehearsal.config("groups: {g1: {name: 阅读群}}")
    rehearsal.message("2026-11-23 08:00", "u1", "早")
    rehearsal.message("2026-11-23 08:01", "u1", "/我的数据", group=None)
    lived = await rehearsal.run()
    said, sent = lived.transcript
    assert (said["type"], said["member"]) == ("dm", "u1")
    assert "发言等记录 1 条" in said["text"]
    assert (sent["type"], sent["member"], sent["group"]) == ("file", "u1", None)
    assert sent["path"].startswith("data/exports/mydata-")
    assert "u1" not in sent["path"]


@pytest.mark.parametrize("command", ["/我的数据", "/mydata", "/忘记我", "/forgetme"])
async def test_asked_in_a_group_it_goes_in_private(rehearsal: Rehearsal, command: str) -> None:
    rehearsal.message("2026-11-23 08:00", "u1", command)
    lived = await rehearsal.run()
    assert [line["type"] for line in lived.transcript] == ["say"]
    assert "私聊" in lived.texts[0]


@pytest.mark.parametrize("command", ["/我的数据 @u2", "/忘记我 @u2", "/忘记我 @u2 确认"])
@pytest.mark.parametrize("asker", ["u1", "boss", "owner"])
async def test_of_others_only_owners_may_ask(
    rehearsal: Rehearsal, asker: str, command: str
) -> None:
    rehearsal.config("owners: [owner]\nadmins: [boss]\ngroups: {g1: {name: 阅读群}}")
    rehearsal.message("2026-11-23 08:00", "u2", "早", name="小李")
    rehearsal.message("2026-11-23 08:01", asker, command, group=None)
    lived = await rehearsal.run()
    refused = lived.texts == ["别人的数据只有群主人能看、能删。"]
    assert refused == (asker != "owner")
    assert "u2" in {row["member"] for row in lived.state["members"]}


async def test_an_owner_can_have_somebody_forgotten(rehearsal: Rehearsal) -> None:
    rehearsal.config("owners: [owner]\ngroups: {g1: {name: 阅读群}}")
    rehearsal.message("2026-11-23 08:00", "wxid_li", "早", name="小李子")
    rehearsal.message("2026-11-23 08:01", "owner", "/忘记我 @小李子", group=None)
    rehearsal.message("2026-11-23 08:02", "owner", "/忘记我 @wxid_li 确认", group=None)
    lived = await rehearsal.run()
    assert lived.texts[-1].startswith("已经忘记了")
    assert "wxid_li" not in lived.raw_state.decode()
    assert "小李子" not in lived.raw_state.decode()
    assert [row["member"] for row in lived.state["activity"]] == ["forgotten:1"]


async def test_a_confirmation_counts_for_ten_minutes(rehearsal: Rehearsal) -> None:
    rehearsal.message("2026-11-23 08:00", "u1", "/忘记我 确认", group=None)
    rehearsal.message("2026-11-23 08:11", "u1", "/忘记我 确认", group=None)
    rehearsal.message("2026-11-23 08:21", "u1", "/忘记我 确认", group=None)
    lived = await rehearsal.run(batch=1)
    assert ["已经忘记你了" in text for text in lived.texts] == [False, False, True]


async def test_where_no_file_can_be_sent_a_person_passes_it_on(rehearsal: Rehearsal) -> None:
    rehearsal.config(ASSISTED)
    rehearsal.message("2026-11-23 08:01", "u1", "/我的数据", group=None)
    lived = await rehearsal.run()
    assert [line["type"] for line in lived.transcript] == ["task", "task"]
    assert "私下发给 u1" in lived.texts[1]
    assert "data/exports/mydata-" in lived.texts[1]


async def test_the_copy_holds_all_and_is_not_kept(tmp_path: Path) -> None:
    lived = await live(prepared(Rehearsal(tmp_path)), life())
    [line] = [line for line in lived.transcript if line["type"] == "file"]
    action = file_for(line["key"], line["path"])
    database = await Database.open(lived.url)
    keeping = Keeping(tmp_path)
    copying = Copying(keeping, database, lambda path: tmp_path / path, lambda: ZONE)
    try:
        await copying.perform(action)
        assert not (tmp_path / line["path"]).exists()
        await copying.perform(replace(action, type="task"))
        assert (tmp_path / line["path"]).is_file()  # until somebody has passed it on
        async with database.transaction() as work:
            await forget(work, People(), FORMER, moment("2026-11-23 11:00"))
        done = replace(action, type="dm", path=None, key=f"a1||forgotten||{ID}|0")
        await copying.perform(done)
        assert not (tmp_path / line["path"]).exists()
        with pytest.raises(Refused):
            await copying.perform(action)
    finally:
        await database.close()
    assert keeping.contents[0] == keeping.contents[1]
    told = json.loads(keeping.contents[0])
    assert {row["platform"] for row in told["ids"]} == {ID, FORMER}
    assert {row["name"] for row in told["groups"]} == {NAME}
    assert [row.get("text") for row in told["messages"]].count(WORDS) == 2
    assert told["profile"] == [{"birthday": "1987-03-21"}]
    assert [row["tag"] for row in told["tags"]] == ["紫标签"]
    assert [row["text"] for row in told["notes"]] == [f"爱说{WORDS}"]
    assert {row["points"] for row in told["points"]} == {5, 7}
    assert told["messages"][0]["at"] == "2026-11-23T09:01:00+08:00"
    assert [other for other in ("boss", "wxid_wang", "王姐") if other in str(told)] == []


async def test_a_copy_that_lies_there_is_taken_away_after_a_week(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "exports"
    folder.mkdir(parents=True)
    names = ("mydata-old.json", "mydata-new.json", "mydata-gone.json")
    for name in names:
        (folder / name).write_text("{}", encoding="utf-8")
    long_ago = (folder / names[0]).stat().st_mtime - timedelta(days=8).total_seconds()
    os.utime(folder / names[0], (long_ago, long_ago))
    database = await Database.open(new_database(tmp_path / "z.db"))
    try:
        async with database.transaction() as work:
            for number, name in enumerate(names[:2]):
                work.put(Mark("", "copy", "", f"u{number}", 0, f"data/exports/{name}"))
        await sweep(database, lambda path: tmp_path / path)
        async with database.transaction() as work:
            assert await work.execute(sa.select(Mark.table.c.member))
    finally:
        await database.close()
    assert [path.name for path in folder.iterdir()] == ["mydata-new.json"]


def test_a_bot_that_only_runs_takes_it_away(rehearsal: Rehearsal) -> None:
    place = rehearsal.config("web: off").folder
    (folder := place / "data" / "exports").mkdir(parents=True)
    (folder / "mydata-old.json").write_text("{}", encoding="utf-8")
    command = [sys.executable, "-m", "bot", "run", "--config", str(place / "config.yaml")]
    with subprocess.Popen(command, stdin=PIPE, stdout=DEVNULL, text=True) as bot:
        deadline = monotonic() + 30
        while list(folder.iterdir()):
            assert monotonic() < deadline
            select([], [], [], 0.05)
        bot.communicate(":quit\n", timeout=30)
