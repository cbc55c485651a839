"""A killed process loses nothing and does nothing twice."""

from pathlib import Path

import pytest

from tests.databases import SERVER
from tests.faults.killing import kill_live
from tests.kill import live_on


@pytest.mark.parametrize(("way", "kills"), [("rehearse", 18), ("replay", 7)])
def test_a_life_killed_again_and_again_ends_as_an_undisturbed_one(
    tmp_path: Path, way: str, kills: int
) -> None:
    live_on(tmp_path, seed=3, way=way, kills=kills)
    assert (tmp_path / "undisturbed" / "out.jsonl").read_bytes().count(b"\n") > 100


@pytest.mark.skipif(bool(SERVER), reason="looks into the file")
async def test_a_bot_whose_sends_cannot_be_repeated_shows_what_is_in_doubt(tmp_path: Path) -> None:
    await kill_live(tmp_path, seed=3, kills=4)
