"""A killed process loses nothing and does nothing twice."""

from pathlib import Path
from random import Random

from tests.kill import Life, live_killed, live_undisturbed, prepare

KILLS = 25


def test_a_life_killed_again_and_again_ends_as_an_undisturbed_one(tmp_path: Path) -> None:
    events, config = prepare(tmp_path, seed=3)
    wanted = live_undisturbed(tmp_path, events, config)
    draw, kills, lives = Random(3), 0, 0
    while kills < KILLS:
        life = Life(tmp_path / f"life{lives}", events, config)
        kills += live_killed(life, draw, KILLS - kills)
        lives += 1
        assert life.read() == wanted
    assert wanted[1].count(b"\n") > 100
