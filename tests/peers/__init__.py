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
        _missing("Node or its packages")
    assert node is not None
    return node, FOLDER / f"{name}.mjs"


def peer_python(name: str) -> Path:
    """Return the Python of the venv made from requirements-`name`.txt, or skip the test."""
    python = FOLDER / f"venv-{name}" / "bin" / "python"
    if not python.exists():
        _missing(f"the Python peer {name}")
    return python


def _missing(what: str) -> None:
    why = f"{what} not installed: make peers"
    if os.environ.get("ZHIBAN_PEERS") == "required":
        pytest.fail(why)
    pytest.skip(why)
