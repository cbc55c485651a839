"""What the tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rehearsal import Rehearsal
from tests.secrets import nothing_secret_is_logged


@pytest.fixture(scope="session", autouse=True)
def silence() -> Iterator[None]:
    """No test of the whole suite makes anything log a secret."""
    with nothing_secret_is_logged():
        yield


@pytest.fixture
def rehearsal(tmp_path: Path) -> Rehearsal:
    """A deployment of its own in an empty folder."""
    return Rehearsal(tmp_path)
