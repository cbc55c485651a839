"""The files that may be edited: which those are, and how they are saved."""

import os
import stat
from pathlib import Path

import pytest

from bot.setup.loading import load_deployment
from bot.setup.sources import Elsewhere, Overtaken, Sources, texts_of
from tests.rehearsal import Rehearsal

WELCOME = "{kind: welcome, say: 早}\n"


@pytest.fixture
def folder(rehearsal: Rehearsal) -> Path:
    rehearsal.playbook(WELCOME, "welcome.yaml")
    rehearsal.playbook("{kind: guard, file: words.txt, say: 别}", "guard.yaml")
    (rehearsal.folder / "words.txt").write_text("兼职\n", encoding="utf-8")
    (rehearsal.folder / "templates" / "hello.j2").write_text("早", encoding="utf-8")
    return rehearsal.folder


def sources(folder: Path) -> Sources:
    config = folder / "config.yaml"
    return Sources(config, load_deployment(config))


def test_all_files_are_listed_also_new_and_broken_ones(folder: Path) -> None:
    known = sources(folder)
    (folder / "sop" / "new.yml").write_text("kind: [", encoding="utf-8")
    (folder / "sop" / "notes.md").write_text("x", encoding="utf-8")
    assert known.names() == [
        "config.yaml",
        "sop/guard.yaml",
        "sop/new.yml",
        "sop/welcome.yaml",
        "templates/hello.j2",
        "words.txt",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "../config.yaml",
        "sop/../../x.yaml",
        "sop/../config.yaml",
        "./config.yaml",
        "/etc/passwd",
        "sop/notes.md",
        "sop/.welcome.yaml",
        "sop/.git/x.yaml",
        "data/zhiban.db",
        "sop",
        "sop/a\n.yaml",
        "",
        "sop\\..\\..\\x.yaml",
        "templates/x.yaml",
        "other.txt",
        "sop/\0.yaml",
    ],
)
def test_no_other_file_can_be_read_or_written(folder: Path, name: str) -> None:
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    with pytest.raises(Elsewhere):
        sources(folder).open(name)
    with pytest.raises(Elsewhere):
        sources(folder).save(name, "x", "")
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before


def test_secrets_are_no_files_of_the_set_up(folder: Path) -> None:
    hook = "{robot: {type: wecom_webhook, robots: {g1: 'file:key.txt'}}, main: {type: console}}"
    config = f"channels: {hook}\ngroups: {{g1: {{mouth: robot, channel: main}}}}\n"
    (folder / "config.yaml").write_text(config, encoding="utf-8")
    (folder / "key.txt").write_text("geheim\n", encoding="utf-8")
    (folder / "sop" / "guard.yaml").write_text("{kind: guard, file: key.txt}", encoding="utf-8")
    deployment = load_deployment(folder / "config.yaml")
    assert "geheim" not in str(texts_of(deployment))
    with pytest.raises(Elsewhere):
        Sources(folder / "config.yaml", deployment).open("key.txt")


def test_what_is_saved_keeps_bom_line_ends_and_mode(folder: Path) -> None:
    file = folder / "sop" / "welcome.yaml"
    file.write_bytes("\ufeffkind: welcome\r\nsay: 早\r\n".encode())
    file.chmod(0o640)
    known = sources(folder)
    known.save(
        "sop/welcome.yaml", "kind: welcome\nsay: 好\n", known.open("sop/welcome.yaml").digest
    )
    assert file.read_bytes() == "\ufeffkind: welcome\r\nsay: 好\r\n".encode()
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert sorted(os.listdir(folder / "sop")) == ["guard.yaml", "welcome.yaml"]


def test_a_browser_s_line_ends_do_not_get_into_a_file(folder: Path) -> None:
    known = sources(folder)
    known.save("sop/new.yaml", "kind: welcome\r\nsay: 好\r\n", "")
    assert (folder / "sop" / "new.yaml").read_bytes() == "kind: welcome\nsay: 好\n".encode()


def test_what_changed_meanwhile_is_not_written_over(folder: Path) -> None:
    known = sources(folder)
    opened = known.open("sop/welcome.yaml")
    (folder / "sop" / "welcome.yaml").write_text(WELCOME + "# mine\n", encoding="utf-8")
    with pytest.raises(Overtaken):
        known.save("sop/welcome.yaml", "x", opened.digest)
    with pytest.raises(Overtaken):
        known.save("sop/welcome.yaml", "x", "")
    assert (folder / "sop" / "welcome.yaml").read_text(encoding="utf-8") == WELCOME + "# mine\n"


def test_an_old_text_comes_back_byte_for_byte(folder: Path) -> None:
    known, old = sources(folder), "\ufeff{kind: welcome,\r\n say: 早}"
    known.restore("sop/welcome.yaml", old, known.open("sop/welcome.yaml").digest)
    assert (folder / "sop" / "welcome.yaml").read_bytes() == old.encode()


def test_a_link_stays_a_link(folder: Path) -> None:
    shared = folder / "shared"
    shared.write_text(WELCOME, encoding="utf-8")
    (folder / "sop" / "link.yaml").symlink_to(shared)
    known = sources(folder)
    known.save("sop/link.yaml", "x", known.open("sop/link.yaml").digest)
    assert (folder / "sop" / "link.yaml").is_symlink()
    assert shared.read_text(encoding="utf-8") == "x"


def test_a_text_is_tried_out_with_all_others(folder: Path) -> None:
    known = sources(folder)
    assert known.try_out("sop/welcome.yaml", WELCOME, "en") == []
    (wrong,) = known.try_out("sop/welcome.yaml", "kind: welcome\nsay: '{{ nobody }}'\n", "en")
    assert (wrong.place.file, wrong.place.line) == (known.place_of("sop/welcome.yaml"), 2)
    (wrong,) = known.try_out("templates/hello.j2", "{{ a", "zh")
    assert wrong.place.file == known.place_of("templates/hello.j2")
    channels = "channels: {a: {type: console}}\n"
    (wrong,) = known.try_out("config.yaml", channels, "en")
    assert "restart" in wrong.why
    assert (folder / "sop" / "welcome.yaml").read_text(encoding="utf-8") == WELCOME


def test_a_file_is_named_as_mistakes_name_it(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    config = Path(os.path.relpath(folder / "config.yaml"))
    known = Sources(config, load_deployment(config))
    for name in ("config.yaml", "sop/welcome.yaml", "templates/hello.j2"):
        (wrong,) = known.try_out(name, "{{ a" if name.endswith(".j2") else "a: [", "en")
        assert wrong.place.file == known.place_of(name)


def test_a_password_that_would_be_lost_is_told_at_its_line(folder: Path) -> None:
    config = folder / "config.yaml"
    text = "database: postgresql+asyncpg://u:geheim-77@a/z\ngroups: {g1: {name: 'geheim-77 群'}}\n"
    config.write_text(text, encoding="utf-8")
    known = sources(folder)
    shown = known.open("config.yaml").text
    assert known.try_out("config.yaml", shown, "zh") == []
    assert known.try_out("config.yaml", shown.replace("@a/z", "@b/z"), "zh") == []
    [lost] = known.try_out("config.yaml", shown.replace("群", "大群"), "zh")
    assert "/config.yaml:2: *** 是数据库密码的遮盖" in str(lost)
