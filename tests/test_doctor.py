"""`zhiban doctor`: a line for each channel, what to do, and an exit code."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.channels import CHANNELS
from tests.rehearsal import Rehearsal
from tests.secrets import MARK, secret

SECRET = secret("doctor")


UNREACHABLE = {
    "console": "",
    "replay": ", events: gone.jsonl",
    "wechaty": ", endpoint: '127.0.0.1:1', token: env:SECRET",
    "wecom_bot": ", bot_id: aib1, secret: env:SECRET, url: 'ws://127.0.0.1:1'",
    "wecom_customer": ", corp_id: ww1, secret: env:SECRET, token: env:SECRET,"
    " encoding_aes_key: env:AES, api: 'http://127.0.0.1:1'",
    "wecom_webhook": ", robots: {g1: env:SECRET}, url: 'http://127.0.0.1:1/send'",
}
"""Settings of each kind of channel with which nobody answers."""


def examined(folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str], str]:
    """Return the exit code, the lines told, and what went to stderr."""
    code = main(["doctor", "--config", str(folder / "config.yaml")])
    told = capsys.readouterr()
    return code, told.out.splitlines(), told.err


@pytest.mark.parametrize(
    ("config", "line"),
    [
        ("", "✓ main: 就在这个终端里，不用账号"),
        ("language: en\n", "✓ main: in this terminal, no account"),
        ("channels: {day: {type: replay, events: events.jsonl}}\n", "✓ day: 重放 events.jsonl"),
    ],
)
def test_what_needs_no_account_is_in_order(
    rehearsal: Rehearsal, capsys: pytest.CaptureFixture[str], config: str, line: str
) -> None:
    rehearsal.config(config).write()
    assert examined(rehearsal.folder, capsys) == (0, [line], "")


def test_each_channel_is_looked_at_whatever_the_others_do(
    rehearsal: Rehearsal, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ROBOT", SECRET)
    rehearsal.config(
        "language: en\n"
        "channels:\n"
        "  lost: {type: wecom_webhook, url: 'http://127.0.0.1:1/send', robots: {g1: env:ROBOT}}\n"
        "  mute: {type: wecom_webhook, robots: {g1: env:NO_ROBOT}}\n"
        "  home: {type: console}\n"
        "groups: {g1: {channel: lost, mouth: mute}}\n"
    )
    code, [lost, mute, home], why = examined(rehearsal.folder, capsys)
    assert code == 1
    assert lost.startswith("✗ lost: WeCom cannot be reached")
    assert "127.0.0.1" in lost.partition(" → ")[2]
    assert "NO_ROBOT is not set" in mute
    assert home.startswith("✓ home")
    assert why == "2 of 3 are not in order\n"
    assert SECRET not in f"{lost}{mute}"


@pytest.mark.parametrize("kind", CHANNELS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_kind_of_channel_says_what_is_wrong_with_it(
    rehearsal: Rehearsal,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    language: str,
) -> None:
    monkeypatch.setenv("SECRET", SECRET)
    monkeypatch.setenv("AES", "A" * 43)
    settings = f"channels: {{it: {{type: {kind}{UNREACHABLE[kind]}}}}}\n"
    rehearsal.config(f"language: {language}\n{settings}groups: {{g1: {{channel: it}}}}\n")
    code, lines, _ = examined(rehearsal.folder, capsys)
    wrong = [line for line in lines if line.startswith("✗ it: ")]
    assert code == bool(wrong) == (kind != "console")
    assert all(" → " in line for line in wrong)
    assert not any("检查时出错" in line or "could not be looked at" in line for line in lines)
    assert MARK not in "".join(lines)


UNINSTALLED = """
import sys
sys.modules["grpclib"] = None
from bot.__main__ import main
sys.exit(main([sys.argv[1], "--config", sys.argv[2]]))
"""
"""The command line in a Python that has not got a package of the channel wechaty."""


@pytest.mark.parametrize("command", ["doctor", "run"])
def test_a_channel_whose_packages_are_missing_says_how_to_install_them(
    rehearsal: Rehearsal, command: str
) -> None:
    rehearsal.config(
        "database: sqlite+aiosqlite:///bot.db\n"
        "channels: {main: {type: wechaty, endpoint: '127.0.0.1:1', token: env:SECRET}}\n"
    )
    finished = subprocess.run(
        [sys.executable, "-c", UNINSTALLED, command, rehearsal.folder / "config.yaml"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert finished.returncode == 1
    told = finished.stdout if command == "doctor" else finished.stderr
    assert "渠道 main 要用的 grpclib 没有安装：在源码目录里运行 make wechaty" in told


def test_a_missing_secret_is_told_in_chinese(
    rehearsal: Rehearsal, capsys: pytest.CaptureFixture[str]
) -> None:
    (rehearsal.folder / "empty.txt").touch()
    rehearsal.config(
        "channels: {r: {type: wecom_webhook, robots: {"
        "g1: env:NO_ROBOT, g2: file:none.txt, g3: file:empty.txt}}}\n"
        "groups: {g1: {}, g2: {}, g3: {}}\n"
    )
    code, lines, _ = examined(rehearsal.folder, capsys)
    assert code == 1
    for why, line in zip(
        (
            "没有设置环境变量 NO_ROBOT",
            "读不了密钥文件 none.txt：FileNotFoundError",
            "密钥文件 empty.txt 是空的",
        ),
        lines,
        strict=True,
    ):
        assert why in line


def test_a_replay_of_nothing_is_told(
    rehearsal: Rehearsal, capsys: pytest.CaptureFixture[str]
) -> None:
    rehearsal.config("channels: {day: {type: replay, events: gone.jsonl}}\n")
    code, [line], _ = examined(rehearsal.folder, capsys)
    assert code == 1
    assert line == "✗ day: 找不到要重放的 gone.jsonl → 改正 events，或先写好这个文件"


def test_a_wrong_config_is_not_looked_at(
    rehearsal: Rehearsal, capsys: pytest.CaptureFixture[str]
) -> None:
    rehearsal.config(f"channels: {{r: {{type: wecom_webhook, robots: {{g1: {SECRET}}}}}}}\n")
    code, lines, why = examined(rehearsal.folder, capsys)
    assert (code, lines) == (2, [])
    assert "channels.r.robots.g1" in why
    assert SECRET not in why


def test_it_works_while_the_bot_runs(
    rehearsal: Rehearsal, capsys: pytest.CaptureFixture[str]
) -> None:
    """The database stays with the bot: it is neither opened nor made."""
    rehearsal.config("database: sqlite+aiosqlite:///bot.db\n")
    assert examined(rehearsal.folder, capsys)[0] == 0
    assert not (rehearsal.folder / "bot.db").exists()
