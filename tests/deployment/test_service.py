"""The systemd unit: what it runs, with what it is given, and after which ends it starts again."""

import asyncio
import os
import shlex
import shutil
import signal
import stat
import subprocess
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.channels.wecom_bot.gateway import BOT, SECRET, Gateway

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "examples" / "systemd" / "zhiban.service"
HOME, PROGRAM = "/var/lib/zhiban", "/opt/zhiban/.venv/bin/zhiban"
systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="there is no systemd")


def settings() -> dict[str, list[str]]:
    """Return what the unit says, by name."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for line in UNIT.read_text("utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found[name].append(value)
    return found


def one(name: str) -> str:
    [value] = settings()[name]
    return value


def command(home: Path) -> list[str]:
    """Return ExecStart with this checkout's program and another home."""
    program, *arguments = shlex.split(one("ExecStart").replace(HOME, str(home)))
    assert program == PROGRAM
    return [sys.executable, "-m", "bot", *arguments]


async def started(home: Path) -> Process:
    """Start it as systemd would: in its folder, with its umask and environment and no terminal."""
    name, _, value = one("Environment").partition("=")
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "WORK_SECRET": SECRET}
    assert one("StandardInput") == "null"
    return await asyncio.create_subprocess_exec(
        *command(home), cwd=home, env=environ | {name: value}, umask=int(one("UMask"), 8),
        stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE,
    )  # fmt: skip


async def end_of(process: Process) -> tuple[int, str]:
    async with asyncio.timeout(float(one("TimeoutStopSec"))):
        _, told = await process.communicate()
    assert process.returncode is not None
    return process.returncode, told.decode()


def starts_again(code: int) -> bool:
    """Say whether systemd would start it again after such an end."""
    assert one("Restart") == "on-failure"
    return code != 0 and str(code) not in one("RestartPreventExitStatus").split()


@pytest.fixture
def home(tmp_path: Path, gateway: Gateway) -> Path:
    own = f"bot_id: {BOT}, secret: env:WORK_SECRET, url: '{gateway.url}'"
    text = f"channels: {{work: {{type: wecom_bot, {own}}}}}\nweb: off\n"
    (tmp_path / "config.yaml").write_text(text, "utf-8")
    (tmp_path / "sop").mkdir()
    return tmp_path


async def test_a_stop_is_clean_and_what_was_written_is_the_owners(
    home: Path, gateway: Gateway
) -> None:
    process = await started(home)
    await gateway.subscribed()
    assert one("KillSignal") == "SIGTERM"
    process.send_signal(signal.SIGTERM)
    assert await end_of(process) == (0, "")
    assert not starts_again(0)
    files = [path for path in (home / "data").iterdir() if path.is_file()]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    folder = one("ReadWritePaths").replace(HOME, str(home))
    assert all(file.is_relative_to(folder) for file in files)


async def test_another_process_with_the_same_account_is_not_thrown_out_again(
    home: Path, gateway: Gateway
) -> None:
    process = await started(home)
    await gateway.subscribed()
    await gateway.take_over()
    code, told = await end_of(process)
    assert "BotID" in told
    assert not starts_again(code)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda home: (home / "config.yaml").write_text("chanel: console\n"),
        lambda home: (home / "sop" / "a.yaml").write_text("{kind: nonsense}\n"),
    ],
)
async def test_what_a_person_wrote_wrong_is_not_tried_again(
    home: Path, spoil: Callable[[Path], object]
) -> None:
    spoil(home)
    code, told = await end_of(await started(home))
    assert told.count("\n") == 1
    assert not starts_again(code)


async def test_what_may_be_over_soon_is_tried_again(home: Path) -> None:
    (home / "data").write_text("no folder can be here")
    code, _ = await end_of(await started(home))
    assert starts_again(code)


@systemd
def test_systemd_finds_nothing_wrong_and_little_exposed(tmp_path: Path) -> None:
    unit = tmp_path / "zhiban.service"
    unit.write_text(UNIT.read_text("utf-8").replace(PROGRAM, sys.executable), "utf-8")
    for arguments in (["verify"], ["security", "--offline=true", "--threshold=20"]):
        done = subprocess.run(
            ["systemd-analyze", *arguments, unit], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "zhiban.service:" not in done.stderr
