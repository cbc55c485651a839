"""The benchmark of the pages, with a database that is made in a moment."""

import re
from pathlib import Path

import pytest

from tests.bench.big import Size
from tests.bench.pages import ask, build


async def test_every_page_is_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    await build(tmp_path, Size(groups=8, members=10, days=9, messages=20))
    await ask(tmp_path, 2, "/")
    told = capsys.readouterr().out
    asked = re.findall(r"^(/\S*) +p50", told, re.MULTILINE)
    assert {"/", "/numbers", "/?tag=odd"} <= set(asked)
    assert re.search(r"^1,360 messages, \d+ MB", told, re.MULTILINE)  # today is half over
