"""What the tests of workbooks share."""

from pathlib import Path

import pytest

from tests.sheets.books import Desk


@pytest.fixture
def desk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Desk:
    """A terminal in Chinese in the folder of a small deployment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    return Desk(tmp_path, capsys)
