"""Secrets stay where they are: no page, version, template, playbook or error shows one."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import InputWrong
from bot.setup.loading import load_deployment
from bot.setup.sources import Sources, texts_of
from tests.rehearsal import Rehearsal
from tests.secrets import secret
from tests.web.running import running

PASSWORD = "geheim-77-geheim"
CONFIG = f"""
database: "postgresql+asyncpg://zhiban:{PASSWORD}@db.example/zhiban"
templates: .
web: {{users: {{li: {{password: 'file:secrets/li.txt', member: boss}}}}}}
"""


@pytest.fixture
def folder(rehearsal: Rehearsal) -> Path:
    (rehearsal.folder / "secrets").mkdir()
    (rehearsal.folder / "secrets" / "li.txt").write_text(secret("li"), encoding="utf-8")
    return rehearsal.config(CONFIG).folder


def sources(folder: Path) -> Sources:
    file = folder / "config.yaml"
    return Sources(file, load_deployment(file))


def test_the_editor_and_the_history_show_no_password_of_the_database(folder: Path) -> None:
    known = sources(folder)
    assert PASSWORD not in known.open("config.yaml").text
    assert PASSWORD not in str(known.live)
    assert (
        "zhiban:***@db.example" in texts_of(load_deployment(folder / "config.yaml"))["config.yaml"]
    )


def test_saving_what_was_shown_keeps_the_password(folder: Path) -> None:
    known = sources(folder)
    shown = known.open("config.yaml")
    text = shown.text + "language: en\n"
    assert known.try_out("config.yaml", text, "en") == []
    known.save("config.yaml", text, shown.digest)
    written = (folder / "config.yaml").read_text(encoding="utf-8")
    assert PASSWORD in written
    assert "***" not in written
    assert written.endswith("language: en\n")
    now = known.open("config.yaml")
    known.restore("config.yaml", shown.text, now.digest)
    assert PASSWORD in (folder / "config.yaml").read_text(encoding="utf-8")


def test_another_password_can_be_written(folder: Path) -> None:
    known = sources(folder)
    shown = known.open("config.yaml")
    known.save("config.yaml", shown.text.replace("***", "a-new-one"), shown.digest)
    written = (folder / "config.yaml").read_text(encoding="utf-8")
    assert "zhiban:a-new-one@" in written


@pytest.mark.parametrize(
    "say",
    [
        "{template: secrets/li.txt}",
        "'{% include \"secrets/li.txt\" %}'",
        "{file: secrets/li.txt}",
        "{image: secrets/../secrets/li.txt}",
    ],
)
def test_no_playbook_can_say_or_send_a_secret(folder: Path, say: str) -> None:
    (folder / "sop" / "w.yaml").write_text(f"{{kind: welcome, say: {say}}}\n", encoding="utf-8")
    with pytest.raises(InputWrong) as wrong:
        load_deployment(folder / "config.yaml")
    assert secret("li") not in str(wrong.value)
    assert "w.yaml" in str(wrong.value)


def test_nor_send_the_database(rehearsal: Rehearsal) -> None:
    rehearsal.playbook("{kind: welcome, say: {file: data/zhiban.db}}")
    with pytest.raises(InputWrong, match=r"zhiban\.db"):
        load_deployment(rehearsal.folder / "config.yaml")


async def test_nor_does_an_old_version_that_was_kept_with_it(rehearsal: Rehearsal) -> None:
    rehearsal.config("web: {port: 0}")
    async with running(rehearsal.folder) as bot, bot.owner() as browser:
        with closing(sqlite3.connect(rehearsal.folder / "data" / "zhiban.db")) as kept, kept:
            text = f"database:\n  postgresql+asyncpg://zhiban:{PASSWORD}@db.example/zhiban\n"
            kept.execute("UPDATE file_texts SET text = ?", (text,))
        about = {"file": "config.yaml", "version": "1"}
        pages = [
            await browser.get("/playbooks/compare", params=about),
            await browser.get("/playbooks/compare", params=about | {"with": "now"}),
        ]
    assert ["db.example" in page.text for page in pages] == [True, True]
    assert [PASSWORD in page.text for page in pages] == [False, False]
