"""One life on a file of SQLite and on a server: what is left is the same, byte for byte."""

from pathlib import Path

import pytest

from bot.cli.rehearse import Options, rehearse
from tests.databases import SERVER, database_url
from tests.life import sample_config, write


@pytest.mark.skipif(not SERVER, reason="ZHIBAN_TEST_POSTGRES names no server")
async def test_the_same_life_leaves_the_same_bytes(tmp_path: Path) -> None:
    config = sample_config(tmp_path / "config.yaml", "engine: {batch: 50}")
    events = write(tmp_path / "events.jsonl", seed=11, count=400)
    left: list[tuple[bytes, bytes]] = []
    for name, url in (("file", None), ("server", database_url(tmp_path / "life.db"))):
        out, state = tmp_path / f"{name}.jsonl", tmp_path / f"{name}.json"
        summary = await rehearse(
            Options(events=events, config=config, out=out, state=state, database=url)
        )
        assert summary["failures"] == 0
        left.append((out.read_bytes(), state.read_bytes()))
    assert left[0] == left[1]
    assert left[0][0].count(b"\n") > 100
