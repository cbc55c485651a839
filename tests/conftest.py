"""What the tests share."""

from pathlib import Path

import pytest

from tests.rehearsal import Rehearsal


@pytest.fixture
def rehearsal(tmp_path: Path) -> Rehearsal:
    """A deployment of its own in an empty folder."""
    return Rehearsal(tmp_path)
