"""Which tests touch a database: found by watching, so that others need not run on two kinds."""

import sys
from collections.abc import Generator
from typing import Any

import pytest

from tests.databases import SERVER

_KNOWN = "zhiban/touching"
_ABOUT_FILES = {  # folders and files of tests that are about the file of SQLite, and why
    "tests/backups": "a backup is a copy of the file; a server is backed up by its own tools",
    "tests/bench/test_pages.py": "the database of the benchmark is written as a file",
    "tests/faults": "disk, locks, permissions and damages of the file",
}
_FILE, _PROCESS = "sqlite3.connect", "subprocess.Popen"  # what Python tells auditors of


def pytest_addoption(parser: pytest.Parser) -> None:
    about = "only tests in files of which the last whole run saw some that touch a database"
    parser.addoption("--databases", action="store_true", help=about)


def pytest_configure(config: pytest.Config) -> None:
    reason = "sqlite(reason): about the file of SQLite, not run with ZHIBAN_TEST_POSTGRES"
    config.addinivalue_line("markers", reason)
    config.pluginmanager.register(_Watch(config))


class _Watch:
    """Notes which tests open a file of SQLite, or start a process, which may do so."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._touches = False
        self._strays: list[str] = []
        self._files: dict[str, bool] = {}
        sys.addaudithook(self._hear)

    def _hear(self, event: str, values: tuple[Any, ...]) -> None:
        if event in (_FILE, _PROCESS):
            self._touches = True
            if event == _FILE and "pytest-" in str(values[0]):
                self._strays.append(str(values[0]))

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        known = self._config.cache.get(_KNOWN, {}) if self._config.option.databases else {}
        left_out = [
            item
            for item in items
            if (SERVER and _is_about_files(item)) or not known.get(_file(item), True)
        ]
        items[:] = [item for item in items if item not in set(left_out)]
        self._config.hook.pytest_deselected(items=left_out)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self) -> Generator[None, None, None]:
        """Fail a test that would seem to pass on a server and uses a file of its own."""
        self._strays.clear()
        yield
        assert not (SERVER and self._strays), f"opens {self._strays}"

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if call.when == "teardown":
            report.user_properties.append(("touches", self._touches))
            self._touches = False
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "teardown":
            touches = dict(report.user_properties).get("touches", True)
            self._files[_file(report)] = self._files.get(_file(report), False) or bool(touches)

    def pytest_sessionfinish(self) -> None:
        """Keep what a whole run saw."""
        config = self._config
        narrowed = config.option.keyword or config.option.markexpr or SERVER
        whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS and not narrowed
        if whole and not hasattr(config, "workerinput"):
            config.cache.set(_KNOWN, self._files)


def _is_about_files(test: pytest.Item) -> bool:
    return bool(test.get_closest_marker("sqlite")) or test.nodeid.startswith(tuple(_ABOUT_FILES))


def _file(test: pytest.Item | pytest.TestReport) -> str:
    return test.nodeid.partition("::")[0]
