"""PostgreSQL in config.yaml, and its driver is not installed: said in one line, with what to do."""

import subprocess
import sys
from pathlib import Path

import pytest

WITHOUT = """
import sys
sys.modules["asyncpg"] = None  # as if it were not there
from bot.__main__ import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(("command", "code"), [("run", 2), ("status", 1), ("check", 0)])
def test_what_is_missing_is_said_in_one_line(tmp_path: Path, command: str, code: int) -> None:
    config = tmp_path / "config.yaml"
    url = "postgresql+asyncpg://me@127.0.0.1:1/z"
    config.write_text(f"language: en\ndatabase: {url}\n", encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-c", WITHOUT, command, "--config", str(config)],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
    )
    assert ran.returncode == code
    told = ran.stderr.splitlines()
    assert ["pip install -e '.[postgres]'" in line for line in told] == [True] * (code > 0)
