"""What is large is loaded when it is used, and then is what it always is."""

import subprocess
import sys
import wsgiref

import pytest

from bot.lazy import lazy

LOADED = """
import sys
import bot.commandline
large = {"alembic", "asyncpg", "lunar_python.Lunar", "sqlalchemy.dialects.postgresql.base"}
print(*sorted(large & set(sys.modules)))
"""


def test_the_command_line_alone_loads_nothing_large() -> None:
    command = [sys.executable, "-c", LOADED]
    found = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert found.strip() == ""


def test_a_module_is_the_same_whoever_loads_it() -> None:
    first = lazy("colorsys")
    assert lazy("colorsys") is first
    assert first.rgb_to_hsv(0, 0, 0) == (0, 0, 0)
    assert sys.modules["colorsys"] is first


def test_a_module_stands_in_its_package() -> None:
    assert lazy("wsgiref.headers") is vars(wsgiref)["headers"]


def test_a_module_that_is_not_there_is_missed_at_once() -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        lazy("no_such_module")
