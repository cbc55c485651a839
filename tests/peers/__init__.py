"""Code that is not ours, which the channels are tried against: Node scripts and Python peers.

`make peers` installs them. Without them such a test is skipped, unless ZHIBAN_PEERS=required.
"""

import os
import shutil
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent


def node_script(name: str) -> tuple[str, Path]:
    """Return node and the script `name`.mjs beside this file, or skip the test."""
    node = shutil.which("node")
    if node is None or not (FOLDER / "node_modules").is_dir():
        missing("Node or its packages")
    assert node is not None
    return node, FOLDER / f"{name}.mjs"


def npm_file(name: str) -> Path:
    """Return a file of an npm package (`axe-core/axe.min.js`), or skip the test."""
    file = FOLDER / "node_modules" / name
    if not file.is_file():
        missing(name)
    return file


def peer_python(name: str) -> Path:
    """Return the Python of the venv made from requirements-`name`.txt, or skip the test."""
    python = FOLDER / f"venv-{name}" / "bin" / "python"
    if not python.exists():
        missing(f"the Python peer {name}")
    return python


def missing(what: str, how: str = "make peers") -> None:
    """Skip the test, or fail it where all that is foreign has to be there."""
    why = f"{what} not installed: {how}"
    if os.environ.get("ZHIBAN_PEERS") == "required":
        pytest.fail(why)
    pytest.skip(why)
