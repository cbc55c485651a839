"""The common work comes out as it must: every count, and the streak in every reply."""

from pathlib import Path

from tests.bench.common_work import check, rehearse
from tests.bench.group_week import write
from tests.databases import database_url


def test_a_week_in_many_groups_comes_out_as_it_must(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("")
    expected = write(tmp_path, 3_000)
    events = tmp_path / "events-3000.jsonl"
    database = database_url(tmp_path / "week.db")
    summary = rehearse(tmp_path, events, "--database", database)
    check(tmp_path, events, expected, summary)
    again = rehearse(tmp_path, events, "--database", database)
    assert again["duplicates"] == 3_000
    assert again["actions"] == {}
