"""A transcript is a projection of the outbox: what a torn end lost is written again."""

import pytest

from tests.databases import database_url
from tests.rehearsal import Rehearsal

WELCOME = 'kind: welcome\nid: w\nsay: "欢迎 {{ names }}"\n'


@pytest.mark.parametrize("lost", [1, 20, 400, 700])
async def test_a_torn_end_is_mended(rehearsal: Rehearsal, lost: int) -> None:
    rehearsal.playbook(WELCOME)
    for minute in range(5):
        rehearsal.join(f"2026-11-23 09:0{minute}", f"新人{minute}")
    url = database_url(f"{rehearsal.folder}/kept.db")
    whole = (await rehearsal.run(database=url)).raw
    (rehearsal.folder / "out.jsonl").write_bytes(whole[:-lost])
    assert (await rehearsal.run(database=url)).raw == whole
