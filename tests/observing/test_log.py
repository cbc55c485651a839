"""The log of a real `run`: one event followed from its arrival to the platform's handle."""

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from select import select
from subprocess import PIPE
from time import monotonic
from typing import Any

import pytest

from bot.jsonlines import JsonLines
from bot.redaction import Redactor
from tests.rehearsal import Rehearsal

CHECKIN = "{kind: checkin, id: read, match: 打卡, say: '{{ name }} 第 {{ streak }} 天'}"
ROAD = ["arrived", "wished", "accepted", "claimed", "sent"]
SECRET = "hush-0123456789"


def logged(folder: Path, *lines: str, debug: bool = False) -> Iterator[dict[str, Any]]:
    """Say lines to the bot of a folder as a process; yield what it logs until it ends."""
    command = [sys.executable, "-m", "bot", "run", "--config", str(folder / "config.yaml")]
    ran = subprocess.run(
        [*command, "--debug"] if debug else command,
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        check=True,
        encoding="utf-8",
        timeout=60,
    )
    for line in ran.stderr.splitlines():
        if line.startswith("{") or not debug:  # what is said before config.yaml is read is text
            yield json.loads(line)


def test_one_event_is_followed_from_its_arrival_to_the_handle(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(CHECKIN)
    rehearsal.config("groups: {g1: {}}\nlog: {format: json, level: debug}\n")
    told = [line for line in logged(rehearsal.folder, "你好", "打卡") if "stage" in line]
    first, second = dict.fromkeys(line["event"] for line in told)
    assert [line["stage"] for line in told if line["event"] == first] == ["arrived", "accepted"]
    road = {line["stage"]: line for line in told if line["event"] == second}
    assert list(road) == ROAD
    assert road["arrived"] | {"channel": "main", "type": "message"} == road["arrived"]
    assert road["accepted"]["handlers"] == "read"
    [key] = {road[stage]["key"] for stage in ("wished", "claimed", "sent")}
    assert second.partition("/")[2] in key
    assert road["sent"]["handle"] == key  # the console's handle of what it showed
    assert {line["time"][:2] for line in told} == {"20"}


def test_at_level_info_only_what_went_out_is_told(rehearsal: Rehearsal) -> None:
    rehearsal.playbook(CHECKIN)
    rehearsal.config("groups: {g1: {}}\nlog: {format: json, level: info}\n")
    told = [line for line in logged(rehearsal.folder, "你好", "打卡") if "stage" in line]
    assert [(line["stage"], line["level"]) for line in told] == [("sent", "INFO")]


def test_a_log_beside_the_config_does_not_grow_by_itself(rehearsal: Rehearsal) -> None:
    rehearsal.config("groups: {g1: {}}\nlog: {format: json, level: debug}\n")
    config, log = rehearsal.folder / "config.yaml", rehearsal.folder / "zhiban.log"
    command = [sys.executable, "-m", "bot", "run", "--config", str(config)]
    with (
        log.open("w", encoding="utf-8") as file,
        subprocess.Popen(command, stdin=PIPE, stdout=PIPE, stderr=file, encoding="utf-8") as bot,
    ):
        assert bot.stdin
        assert bot.stdout
        bot.stdout.readline()
        deadline = monotonic() + 20
        for mistake in ("first", "second", "third"):  # told in the log when it is noticed
            config.write_text(f"{mistake}: 1\n", encoding="utf-8")
            while mistake not in log.read_text("utf-8"):
                assert monotonic() < deadline
                select([], [], [], 0.05)
        bot.stdin.close()
        bot.stdout.read()
    told = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert [line for line in told if line["logger"].startswith("watchfiles")] == []


def test_the_option_debug_goes_before_the_level_of_the_config(rehearsal: Rehearsal) -> None:
    rehearsal.config("groups: {g1: {}}\nlog: {format: json, level: error}\n")
    told = [line for line in logged(rehearsal.folder, "你好", debug=True) if "stage" in line]
    assert [line["stage"] for line in told] == ["arrived", "accepted"]


@pytest.mark.parametrize("words", [SECRET, f'token={SECRET}"x', f'{{"secret": "{SECRET}"}}', "好"])
def test_a_record_is_one_line_of_json_whatever_is_in_it(words: str) -> None:
    redactor, sink = Redactor(), io.StringIO()
    redactor.hide(SECRET)
    handler = logging.StreamHandler(sink)
    handler.setFormatter(JsonLines(redactor))
    logger = logging.Logger("channel")
    logger.addHandler(handler)
    try:
        raise ValueError(f"{words}\nERROR forged\u2028\u202e")
    except ValueError:
        logger.exception("%s\n%s", words, "\x1b[2J", extra={"event": f"g1/{words}\r\n"})
    [line] = sink.getvalue().splitlines()
    assert SECRET not in line
    assert line.isascii()
    assert line.isprintable()
    record = json.loads(line)
    assert (record["level"], record["logger"]) == ("ERROR", "channel")
    assert "ERROR forged" in record["exc_info"]
