"""config.yaml: defaults, what is asked of it, and every mistake in its line."""

from datetime import timedelta
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from pydantic import BaseModel

from bot.config.file import load_config, read_config
from bot.config.model import Config, Role
from bot.domain.times import Window
from bot.errors import InputWrong
from bot.reading.sentences import SENTENCES, operator_language
from bot.reading.validation import Strict


class _Console(Strict):
    pass


class _Replay(Strict):
    file: str
    speed: float = 0
    token: int = 0


CHANNELS: dict[str, type[BaseModel]] = {"console": _Console, "replay": _Replay}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current directory, for an English operator."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C")
    return tmp_path


def wrong(text: str) -> list[str]:
    Path("config.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputWrong) as error:
        load_config(Path("config.yaml"), CHANNELS)
    return str(error.value).splitlines()


def right(text: str) -> Config:
    Path("config.yaml").write_text(text, encoding="utf-8")
    return load_config(Path("config.yaml"), CHANNELS)


def test_nobody_else_bears_the_name_of_who_has_the_token() -> None:
    [mistake] = wrong("web:\n  users:\n    owner: {password: env:P, member: u1}\n")
    assert mistake.startswith("config.yaml:2: web.users: 'owner' is who comes by the printed token")


@pytest.mark.parametrize("text", ["", "# nothing\n", "groups:\nowners:\nengine:\n"])
def test_an_empty_file_has_every_default(text: str, folder: Path) -> None:
    config = right(text)
    assert config.zone == ZoneInfo("Asia/Shanghai")
    assert config.playbooks_folder.absolute() == folder / "sop"
    assert config.templates_folder.absolute() == folder / "templates"
    assert config.database_url == f"sqlite+aiosqlite:///{folder}/data/zhiban.db"
    assert {name: channel.type for name, channel in config.channels.items()} == {"main": "console"}
    assert (config.bot.id, config.bot.names) == ("bot", ("小助手",))
    assert config.quiet_hours == Window.parse("22:30-07:00")
    assert config.retention.texts == timedelta(days=180)
    assert (config.engine.batch, config.engine.synchronous) == (2000, "full")
    assert (config.language, config.seed, config.groups) == ("zh", 0, {})


def test_paths_begin_in_the_files_folder(folder: Path) -> None:
    (folder / "club").mkdir()
    file = folder / "club" / "config.yaml"
    file.write_text("playbooks: rules\ndatabase: sqlite+aiosqlite:///x.db\n")
    config = load_config(file)
    assert config.playbooks_folder == folder / "club" / "rules"
    assert config.database_url == f"sqlite+aiosqlite:///{folder}/club/x.db"


@pytest.mark.parametrize(
    "url",
    ["postgresql+asyncpg://me:p%40ss@host/db", "sqlite+aiosqlite://", "sqlite+aiosqlite:////x"],
)
def test_other_databases_stay_as_they_are(url: str) -> None:
    assert right(f"database: '{url}'").database_url == url


def test_no_file_is_no_mistake_unless_it_was_named() -> None:
    assert load_config().model_dump() == Config().model_dump()
    with pytest.raises(InputWrong, match=r"^other\.yaml: not found$"):
        load_config(Path("other.yaml"))


def test_without_quiet_hours() -> None:
    assert right("quiet_hours: null").quiet_hours is None


def test_roles_go_by_id() -> None:
    config = right(
        "owners: [o]\nadmins: [a, 7]\noperators: [p]\n"
        "groups: {g1: {admins: [u], operators: [v, a]}}"
    )
    everywhere = {"o": "owner", "a": "admin", "7": "admin", "p": "operator", "王姐": "member"}
    for member, role in everywhere.items():
        assert {config.role_of(member, group) for group in ("g1", "g2", "")} == {role}
    assert [config.role_of("u", group) for group in ("g1", "g2", "")] == ["admin", *["member"] * 2]
    assert [config.role_of("v", group) for group in ("g1", "g2")] == ["operator", "member"]
    assert set(everywhere.values()) == set(get_args(Role))


def test_groups() -> None:
    config = right(
        "channels: {one: {type: console}, two: {type: replay, file: x}}\n"
        "groups: {g1: {name: 阅读群, tags: [a]}, g2: {tags: [a, b], channel: two}, g3: {}}"
    )
    assert [config.group_name(group) for group in ("g1", "g2", "g9")] == ["阅读群", None, None]
    assert [config.tags(group) for group in ("g1", "g2", "g9")] == [{"a"}, {"a", "b"}, set()]
    assert [config.channel_of(group) for group in ("g1", "g2", "g9", "")] == [
        *("one", "two", "one", "one")
    ]


def test_channel_settings_are_read_by_the_types_own_model() -> None:
    config = right("channels: {a: {type: replay, file: x, speed: 2}, b: {type: console}}")
    settings, mistakes = config.channel_settings(CHANNELS, "en")
    assert settings == {"a": _Replay(file="x", speed=2), "b": _Console()}
    assert mistakes == []


def test_every_mistake_at_once_in_its_line() -> None:
    said = wrong(
        """\
timezone: Asia/Shanghi
database: mysql://root:hunter2@host/db
channel: consol
bot: {id: "", name: x}
admins: u1
owners: [true]
groups:
  g1: {name: 阅读群, tags: [reading, 3], channel: mian, admns: [u2]}
  g2:
    tags: [walk]
    channel: elsewhere
quiet_hours: "25:00-07:00"
retention: {texts: forever}
engine:
  batch: 5001
  synchronous: of
language: fr
langage: zh
seed: 1.5
"""
    )
    assert [line.split(": ")[0:2] for line in said] == [
        ["config.yaml:1", "timezone"],
        ["config.yaml:2", "database"],
        ["config.yaml:3", "channel"],
        ["config.yaml:4", "bot.id"],
        ["config.yaml:4", "bot.name"],
        ["config.yaml:5", "admins"],
        ["config.yaml:6", "owners[1]"],
        ["config.yaml:8", "groups.g1.admns"],
        ["config.yaml:8", "groups.g1.channel"],
        ["config.yaml:11", "groups.g2.channel"],
        ["config.yaml:12", "quiet_hours"],
        ["config.yaml:13", "retention.texts"],
        ["config.yaml:15", "engine.batch"],
        ["config.yaml:16", "engine.synchronous"],
        ["config.yaml:17", "language"],
        ["config.yaml:18", "langage"],
        ["config.yaml:19", "seed"],
    ]
    assert "did you mean 'Asia/Shanghai'?" in said[0]
    assert "did you mean 'console'? (known: console, replay)" in said[2]
    assert said[4].endswith("unknown key 'name'; did you mean 'names'? (known: id, names)")
    assert said[5].endswith("must be a list, got 'u1'")
    assert said[6].endswith("must be text: put it in quotes, got true")
    assert "did you mean 'main'?" in said[8]
    assert said[12].endswith("must be at most 5000, got 5001")
    assert said[13].endswith("must be one of full, normal, got 'of'")
    assert "did you mean 'language'?" in said[15]
    assert said[16].endswith("must be a whole number, got 1.5")
    assert "hunter2" not in "".join(said)


def test_who_is_on_duty_is_an_operator() -> None:
    config = right("duty: {member: d}\nadmins: [a]\ngroups: {g1: {duty: {member: e}}, g2: {}}")
    assert [config.role_of("d", group) for group in ("", "g1", "g2", "other")] == [
        "operator",
        "member",
        "operator",
        "operator",
    ]
    assert [config.role_of("e", group) for group in ("", "g1", "g2")] == [
        "member",
        "operator",
        "member",
    ]


def test_channels() -> None:
    assert wrong("channel: console\nchannels: {a: {type: console}}") == [
        "config.yaml:2: channels: both 'channel' and 'channels' are given: keep one"
    ]
    assert wrong("groups:\n  g1: {}\n  7: {channel: man}") == [
        "config.yaml:3: groups.7.channel: unknown channel 'man'; did you mean 'main'? (known: main)"
    ]
    text = "groups:\n  g1: {mouth: man,\n    duty: {member: u, channel: x}}\nduty:\n  member: u\n"
    assert wrong(f"{text}  channel: mein") == [
        "config.yaml:2: groups.g1.mouth: unknown channel 'man'; did you mean 'main'? (known: main)",
        "config.yaml:3: groups.g1.duty.channel: unknown channel 'x' (known: main)",
        "config.yaml:6: duty.channel: unknown channel 'mein'; did you mean 'main'? (known: main)",
    ]
    assert wrong(
        "channels:\n  a: {type: replay, token: hunter2}\n  b: {type: replai}\n  "
        "c: {type: console,\n    x: 1}\n  d: {}\ngroups: {g: {channel: d}}"
    ) == [
        "config.yaml:2: channels.a.file: is missing",
        "config.yaml:2: channels.a.token: must be a whole number",
        "config.yaml:3: channels.b.type: unknown channel type 'replai'; did you mean 'replay'? "
        "(known: console, replay)",
        "config.yaml:5: channels.c.x: unknown key 'x'",
        "config.yaml:6: channels.d.type: is missing",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- a", ["config.yaml:1: YAML: must be a mapping (key: value), got a list"]),
        ("a\n", ["config.yaml:1: YAML: must be a mapping (key: value), got 'a'"]),
        ("seed: 1\n---\nb: 1", ["config.yaml:3: YAML: a second document: there can be one only"]),
        ("seed: 1\nseed: 2", ["config.yaml:2: seed: given twice: first in line 1"]),
        ("groups: {g: x}", ["config.yaml:1: groups.g: must be a mapping (key: value), got 'x'"]),
        ("engine: {batch: 0}", ["config.yaml:1: engine.batch: must be at least 1, got 0"]),
        ("timezone: ../x", ["config.yaml:1: timezone: unknown time zone '../x'"]),
        ("groups:\n  null: {}", ["config.yaml:2: groups.None: must be text, got nothing"]),
        (
            "groups:\n  1.5: {channe: main}",
            [
                "config.yaml:2: groups.1.5.channe: unknown key 'channe'; did you mean 'channel'? "
                "(known: name, tags, channel, mouth, duty, admins, operators)"
            ],
        ),
        (
            "groups:\n  null: {tag: a}",
            [
                "config.yaml:2: groups.None: must be text, got nothing",
                "config.yaml:2: groups.None.tag: unknown key 'tag'; did you mean 'tags'? "
                "(known: name, tags, channel, mouth, duty, admins, operators)",
            ],
        ),
    ],
)
def test_one_mistake(text: str, said: list[str]) -> None:
    assert wrong(text) == said


def test_what_is_right_is_kept_for_checking_the_playbooks() -> None:
    Path("config.yaml").write_text("groups: {g1: {tags: [a], nmae: x}, g2: 7, g3: {}}\nseed: x\n")
    config, mistakes = read_config(Path("config.yaml"), None, "en")
    assert len(mistakes) == 3
    assert config.tags("g1") == {"a"}
    assert list(config.groups) == ["g1", "g3"]


def test_the_operators_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert wrong("sede: 1")[0].startswith(
        "config.yaml:1: sede: 不认识的键 'sede'；是不是想写 'seed'？（可用：timezone,"
    )
    assert operator_language({"LC_ALL": "", "LANG": "zh_TW"}) == "zh"
    assert operator_language({"LC_ALL": "en_GB.UTF-8", "LANG": "zh_CN"}) == "en"
    assert operator_language({}) == "en"


def test_both_languages_name_the_same_values() -> None:
    def names(sentence: str) -> set[str]:
        return {part.split("}")[0] for part in sentence.replace("{{", "").split("{")[1:]}

    assert all(names(english) == names(chinese) for english, chinese in SENTENCES.values())
