"""What is counted of a long run, and how it goes on; atheris itself need not be there."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.fuzz.run import Attack, main
from tests.fuzz.targets import TARGETS

LINES = (
    b"INFO: seed corpus: files: 31 min: 1b max: 12b total: 153b rss: 100Mb\n",
    b"#32\tINITED cov: 74 ft: 123 corp: 17/81b exec/s: 0 rss: 100Mb\n",
    b"#900\tNEW    cov: 75 ft: 124 corp: 18/90b lim: 21 exec/s: 0 rss: 100Mb L: 9/12 MS: 1 Cut-\n",
)


def test_what_was_kept_and_is_read_again_is_no_new_input() -> None:
    attack = Attack("times")
    for line in LINES:
        attack.hear(line)
    assert (attack.inputs, attack.edges) == (900 - 32, 75)
    attack.hear(b"stat::number_of_executed_units: 1032\n")
    assert (attack.inputs, attack.edges) == (1000, 75)


def test_a_target_that_had_its_inputs_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "times.count").write_text("1000")
    assert main(["times", "--runs", "1000", "--keep", str(tmp_path)]) == 0
    assert "1,000 in all" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["times.count"]


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_followed_is_there(name: str) -> None:
    for module in TARGETS[name].followed:
        assert find_spec(module)
