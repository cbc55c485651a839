"""Getting into the console of a real process: by its log where a person reads it, or by asking."""

import json
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.observing.test_status import ZHIBAN, bot_of
from tests.rehearsal import Rehearsal

CHECKIN = "{kind: checkin, id: read, match: 打卡, say: '第 {{ streak }} 天'}"
IN_JSON = "groups: {g1: {}}\nlog: {format: json, level: debug}\n"


def login(folder: Path) -> "subprocess.CompletedProcess[str]":
    command = [*ZHIBAN, "login", "--config", str(folder / "config.yaml")]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60)


def test_a_log_for_collectors_has_no_token_and_login_says_it(rehearsal: Rehearsal) -> None:
    folder = rehearsal.playbook(CHECKIN).config(IN_JSON + "web: {port: 0}\n").folder
    with bot_of(folder) as process:
        said = login(folder)
        address, _, token = said.stdout.strip().partition("/login?token=")
        assert (said.returncode, said.stderr, len(token)) == (0, "", 32)
        entered = httpx.get(said.stdout.strip())
        assert (entered.status_code, entered.headers["location"]) == (303, "/")
        process.terminate()
        _, logged = process.communicate(timeout=60)
    assert token not in logged
    assert f"console: {address}" in [json.loads(line)["message"] for line in logged.splitlines()]
    over = login(folder)
    assert (over.returncode, over.stdout, over.stderr) == (1, "", "机器人没有在运行\n")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_bot_without_a_console_says_so(rehearsal: Rehearsal, language: str) -> None:
    rehearsal.playbook(CHECKIN)
    folder = rehearsal.config(f"{IN_JSON}language: {language}\nweb: off\n").folder
    with bot_of(folder):
        said = login(folder)
    words = {"zh": "机器人没有开控制台", "en": "the bot has no console"}
    assert (said.returncode, said.stdout) == (1, "")
    assert said.stderr.startswith(words[language])
