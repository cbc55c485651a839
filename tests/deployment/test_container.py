"""The Dockerfile, as far as it can be tried without Docker: what it copies, installs and asks."""

import asyncio
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import yaml

from tests.rehearsal import Rehearsal
from tests.web.running import running

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "examples" / "docker"


def instructions() -> list[tuple[str, str]]:
    """Return the instructions of the Dockerfile, each in one line."""
    text = (FOLDER / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(name, rest.strip()) for name, _, rest in (line.partition(" ") for line in lines)]


def values(name: str) -> list[str]:
    return [rest for found, rest in instructions() if found == name]


def context(folder: Path) -> Path:
    """Copy what `COPY . ./` would: what .dockerignore lets in again."""
    rules = (FOLDER / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    assert rules[0] == "**"
    unwanted = [rule.removeprefix("**/") for rule in rules if rule.startswith("**/")]
    for rule in rules:
        if rule.startswith("!"):
            source, target = ROOT / rule[1:], folder / rule[1:]
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns(*unwanted))
            else:
                shutil.copy(source, target)
    return folder


def test_what_is_copied_is_enough_to_install_and_run(tmp_path: Path) -> None:
    source, installed = context(tmp_path / "src"), tmp_path / "installed"
    assert all((source / one.split()[0]).exists() for one in values("COPY") if "--from" not in one)
    [install] = [run for run in values("RUN") if run.endswith(" .")]
    pip, *arguments = shlex.split(install)
    assert pip.endswith("/bin/pip")
    offline = ["--no-index", "--quiet", "--disable-pip-version-check", "--target", str(installed)]
    subprocess.run([sys.executable, "-m", "pip", *arguments, *offline], cwd=source, check=True)
    data = tmp_path / "data"
    environ = {**os.environ, "PYTHONPATH": str(installed)}
    for command in (["init", str(data)], ["check", "--config", str(data / "config.yaml")]):
        subprocess.run(
            [sys.executable, "-m", "bot", *command], cwd=tmp_path, env=environ, check=True,
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
    assert list(data.glob("sop/*.yaml"))


def test_all_is_pinned_and_nothing_runs_as_root() -> None:
    [locked] = [run for run in values("RUN") if "requirements.txt" in run]
    assert "--require-hashes" in locked
    order = [name for name, _ in instructions()]
    assert values("USER") == ["zhiban"]
    assert order.index("USER") > max(n for n, name in enumerate(order) if name == "RUN")
    assert values("ENTRYPOINT") == ['["zhiban"]']
    ignored = (FOLDER / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
    assert not any(fnmatch("data/zhiban.db", rule[1:]) for rule in ignored if rule[0] == "!")


async def test_its_health_is_that_of_the_bot(rehearsal: Rehearsal) -> None:
    rehearsal.config("language: en\nweb: {port: 0}")
    [check] = values("HEALTHCHECK")
    python, *arguments = json.loads(check.partition("CMD ")[2])
    assert python == "python"
    async with running(rehearsal.folder) as bot:
        port = bot.url.rpartition(":")[2]
        asked = [sys.executable, *(one.replace("8080", port) for one in arguments)]
        assert await _code(asked) == 0
    assert await _code(asked) != 0


async def _code(command: list[str]) -> int:
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.DEVNULL)
    return await process.wait()


def test_compose_uses_the_same_and_never_starts_for_ever() -> None:
    [service] = yaml.safe_load((FOLDER / "compose.yaml").read_text("utf-8"))["services"].values()
    build = service["build"]
    assert ((FOLDER / build["context"]).resolve() / build["dockerfile"]) == FOLDER / "Dockerfile"
    assert re.fullmatch(r"on-failure:\d", service["restart"])
    assert values("VOLUME") == [service["volumes"][0].partition(":")[2]]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
