"""What the tests share."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.databases import drop_databases, leave_server
from tests.rehearsal import Rehearsal
from tests.secrets import nothing_secret_is_logged

pytest_plugins = ("tests.touching",)

# `ci` is what `make test` runs; `make nightly` asks for the other. A busy machine is no mistake:
# what must be fast says so itself, with a bound of its own.
settings.register_profile("ci", max_examples=100, deadline=None, print_blob=True)
settings.register_profile(
    "nightly",
    max_examples=5_000,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(scope="session", autouse=True)
def silence() -> Iterator[None]:
    """No test of the whole suite makes anything log a secret."""
    with nothing_secret_is_logged():
        yield


@pytest.fixture(scope="session", autouse=True)
def server() -> Iterator[None]:
    """The end of the databases of a server, where tests have asked for some."""
    yield
    leave_server()


@pytest.fixture(scope="module", autouse=True)
def databases() -> Iterator[None]:
    """The end of those of the tests of a file."""
    yield
    drop_databases()


@pytest.fixture
def rehearsal(tmp_path: Path) -> Rehearsal:
    """A deployment of its own in an empty folder."""
    return Rehearsal(tmp_path)
