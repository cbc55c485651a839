"""Workbooks as people make them, and a deployment to bring them into."""

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.__main__ import main
from tests.databases import settle

HEADINGS = ("日期", "时段", "群", "文案", "图片", "标签")
CONFIG = """
groups:
  g1: {name: 晨读群, tags: [reading]}
  g2: {name: 周末书友群, tags: [reading, weekend]}
  g3: {name: 亲子群}
"""
POSTS = """
kind: posts
id: daily
slots:
  morning: {name: 早间轻互动, window: "07:30-08:30"}
  noon: {name: 干货小课堂, window: "12:00-13:00"}
posts:
  - {id: hello, slot: morning, say: 早}
"""


class Desk:
    """Somebody at a terminal, in the folder of a deployment."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        (folder / "sop").mkdir()
        (folder / "config.yaml").write_text(CONFIG, encoding="utf-8")
        settle(folder)
        (folder / "sop" / "posts.yaml").write_text(POSTS, encoding="utf-8")

    def book(
        self,
        *rows: Iterable[Any],
        name: str = "calendar.xlsx",
        change: Callable[[Any], object] = lambda book: None,
    ) -> Path:
        """Save a workbook with these rows; `change` may do anything else to it."""
        book = openpyxl.Workbook()
        assert book.active is not None
        book.active.title = "Sheet1"
        for row in rows:
            book.active.append(list(row))
        change(book)
        book.save(self.folder / name)
        return self.folder / name

    def zhiban(self, *arguments: str) -> tuple[int, str, str]:
        """Run a command; return its exit code, what it said and what it complained about."""
        try:
            code = main(arguments)
        except SystemExit as stop:
            code = int(stop.code or 0)
        said = self._capsys.readouterr()
        return code, said.out, said.err

    async def later(self, *arguments: str) -> tuple[int, str, str]:
        """Run a command that has a loop of its own, from within a test that has one."""
        return await asyncio.to_thread(self.zhiban, *arguments)

    @property
    def made(self) -> str:
        """What the imported playbook file says."""
        return (self.folder / "sop" / "calendar.yaml").read_text(encoding="utf-8")

    @property
    def files(self) -> list[str]:
        """The playbook files that there are."""
        return sorted(path.name for path in (self.folder / "sop").iterdir())
