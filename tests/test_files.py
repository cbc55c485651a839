"""The files of a set-up: unsaved texts in their place, and whether they have changed since."""

import os
from pathlib import Path

import pytest

from bot.errors import InputWrong
from bot.playbooks.load import SUFFIXES
from bot.reading.files import Files
from bot.setup.loading import load_deployment
from handlers.guard import Guard
from tests.rehearsal import Rehearsal

WELCOME = "{kind: welcome, say: {template: hello.j2}}"


@pytest.fixture
def folder(rehearsal: Rehearsal) -> Path:
    rehearsal.playbook(WELCOME, "welcome.yaml")
    (rehearsal.folder / "templates" / "hello.j2").write_text("早", encoding="utf-8")
    return rehearsal.folder


def test_unsaved_texts_stand_in_for_those_on_disk(folder: Path) -> None:
    unsaved = {
        folder / "config.yaml": "admins: [王姐]",
        folder / "sop" / "welcome.yaml": "{kind: welcome, say: 你好}",
        folder / "sop" / "deeper" / "new.yaml": "{kind: guard, file: words.txt, say: 别}",
        folder / "words.txt": "兼职\n",
    }
    deployment = load_deployment(folder / "config.yaml", Files(unsaved))
    assert deployment.config.admins == {"王姐"}
    assert set(deployment.library.by_id) == {"welcome", "new"}
    assert isinstance(deployment.library.by_id["new"], Guard)
    assert not (folder / "sop" / "deeper").exists()


def test_mistakes_in_unsaved_texts_have_their_place(folder: Path) -> None:
    unsaved = {folder / "sop" / "welcome.yaml": "kind: welcome\nsay: hi\nsays: x\n"}
    with pytest.raises(InputWrong) as wrong:
        load_deployment(folder / "config.yaml", Files(unsaved), "zh")
    (mistake,) = wrong.value.mistakes
    assert mistake.place == (str(folder / "sop" / "welcome.yaml"), 3)
    assert mistake.field == "says"


def test_what_was_read_is_kept_byte_for_byte(folder: Path) -> None:
    (folder / "config.yaml").write_text("", encoding="utf-8")
    text = "\ufeff{kind: welcome, say: 早}\r\n"
    (folder / "sop" / "welcome.yaml").write_bytes(text.encode())
    files = load_deployment(folder / "config.yaml").config.files
    assert files.texts(folder) == {
        "config.yaml": "",
        "sop/welcome.yaml": text,
        "templates/hello.j2": "早",
    }


def test_who_asks_again_gets_what_was_read_first(folder: Path) -> None:
    files = load_deployment(folder / "config.yaml").config.files
    (folder / "templates" / "hello.j2").write_text("晚", encoding="utf-8")
    assert files.text(folder / "templates" / "hello.j2") == "早"


def _written(folder: Path) -> None:
    (folder / "sop" / "welcome.yaml").write_text("{kind: welcome, say: 早上好}", encoding="utf-8")


def _replaced(folder: Path) -> None:
    aside = folder / "sop" / "welcome.yaml.tmp"
    aside.write_text(WELCOME.replace("hello", "bello"), encoding="utf-8")
    aside.replace(folder / "sop" / "welcome.yaml")


def _added(folder: Path) -> None:
    (folder / "sop" / "more").mkdir()
    (folder / "sop" / "more" / "one.yml").write_text("", encoding="utf-8")


def _gone(folder: Path) -> None:
    (folder / "templates" / "hello.j2").unlink()


def _folder_gone(folder: Path) -> None:
    (folder / "sop").rename(folder / "old")


@pytest.mark.parametrize("change", [_written, _replaced, _added, _gone, _folder_gone])
def test_each_change_is_seen(folder: Path, change: object) -> None:
    files = load_deployment(folder / "config.yaml").config.files
    assert files.look() == files.seen
    assert callable(change)
    change(folder)
    assert files.look() != files.seen


def test_what_is_no_part_of_the_set_up_is_not_looked_at(folder: Path) -> None:
    files = load_deployment(folder / "config.yaml").config.files
    for name in ("sop/notes.md", "sop/.welcome.yaml.swp", "data.db", "templates/hello.j2~"):
        (folder / name).write_text("x", encoding="utf-8")
    assert files.look() == files.seen


def test_a_file_that_was_missing_is_waited_for(folder: Path) -> None:
    (folder / "sop" / "guard.yaml").write_text("{kind: guard, file: words.txt}", encoding="utf-8")
    files = Files()
    with pytest.raises(InputWrong):
        load_deployment(folder / "config.yaml", files)
    assert files.look() == files.seen
    (folder / "words.txt").write_text("兼职\n", encoding="utf-8")
    assert files.look() != files.seen


def test_a_link_leads_to_what_changes(folder: Path) -> None:
    shared = folder / "shared.txt"
    shared.write_text("{kind: welcome, say: 早}", encoding="utf-8")
    os.replace(folder / "sop" / "welcome.yaml", folder / "unused")
    (folder / "sop" / "welcome.yaml").symlink_to(shared)
    files = load_deployment(folder / "config.yaml").config.files
    shared.write_text("{kind: welcome, say: 早上好}", encoding="utf-8")
    assert files.look() != files.seen


def test_files_come_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yml", "c.YAML", ".d.yaml", "e.txt"):
        (tmp_path / name).touch()
    unsaved = {tmp_path / "aa.yaml": ""}
    names = [file.name for file in Files(unsaved).under(tmp_path, SUFFIXES)]
    assert names == ["a.yml", "aa.yaml", "b.yaml", "c.YAML"]
