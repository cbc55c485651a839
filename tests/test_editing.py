"""The examples of docs/editing.md, as git and a shell would run them."""

import os
import re
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
SLOTS = 'kind: posts\nslots: {noon: {window: "12:00-13:00"}}\n'
RIGHT = SLOTS + "posts: [{id: a, slot: noon, say: x}]\n"
WRONG = SLOTS + "posts:\n  - {id: a, slot: non, say: x}\n"


def documented(language: str) -> list[Any]:
    """Return the YAML examples of the document."""
    text = (ROOT / "docs" / f"editing{language}.md").read_text("utf-8")
    return [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)]


def environment(locale: str = "C.UTF-8") -> dict[str, str]:
    path = f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}"
    names = {f"GIT_{who}_{what}": "a@b.c" for who in ("AUTHOR", "COMMITTER") for what in NAMED}
    return {**os.environ, **names, "PATH": path, "LC_ALL": locale}


NAMED = ("NAME", "EMAIL")


def run(command: list[str], folder: Path, locale: str = "C.UTF-8") -> tuple[int, str]:
    env = environment(locale)
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def repository(folder: Path, entry: str) -> None:
    """Make a git repository in which a hook runs a command before every commit."""
    assert run(["git", "init", "-q", "."], folder)[0] == 0
    hook = folder / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\nexec {entry}\n")
    hook.chmod(0o755)
    (folder / "sop").mkdir()


def commit(folder: Path, locale: str) -> tuple[int, str]:
    assert run(["git", "add", "."], folder)[0] == 0
    return run(["git", "commit", "-q", "-m", "x"], folder, locale)


def offered() -> dict[str, Any]:
    """Return the hook that this repository offers to pre-commit."""
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    return dict(hook)


@pytest.mark.parametrize("language", ["", ".zh"])
def test_the_examples_name_the_hook_that_there_is(language: str) -> None:
    fetched, local, _ = documented(language)
    assert fetched["repos"][0]["hooks"] == [{"id": offered()["id"]}]
    (own,) = local["repos"][0]["hooks"]
    same = ("id", "name", "entry", "pass_filenames")
    assert [own[key] for key in same] == [offered()[key] for key in same]
    for file in (
        "config.yaml",
        "sop/a.yml",
        "templates/x.txt.j2",
        "sop/words.txt",
        "p/a.png",
    ):
        assert re.search(offered()["files"], file)


@pytest.mark.parametrize(
    ("locale", "why"),
    [("C.UTF-8", "unknown slot 'non'"), ("zh_CN.UTF-8", "没有 'non' 这个时段")],
)
def test_a_broken_playbook_cannot_be_committed(tmp_path: Path, locale: str, why: str) -> None:
    repository(tmp_path, offered()["entry"])
    (tmp_path / "sop" / "posts.yaml").write_text(WRONG)
    code, said = commit(tmp_path, locale)
    assert code == 1
    assert f"sop/posts.yaml:4: posts[a].slot: {why}" in said
    assert run(["git", "rev-parse", "-q", "--verify", "HEAD"], tmp_path)[0] != 0
    (tmp_path / "sop" / "posts.yaml").write_text(RIGHT)
    assert commit(tmp_path, locale)[0] == 0


@pytest.mark.parametrize("language", ["", ".zh"])
def test_the_steps_of_the_workflow_end_as_they_should(tmp_path: Path, language: str) -> None:
    *_, workflow = documented(language)
    steps = workflow["jobs"]["check"]["steps"]
    commands = [step["run"] for step in steps if step.get("run", "").startswith("zhiban ")]
    assert [command.split()[1] for command in commands] == ["check", "rehearse"]
    (tmp_path / "sop").mkdir()
    for text, codes in ((RIGHT, [0, 0]), (WRONG, [2, 2])):
        (tmp_path / "sop" / "posts.yaml").write_text(text)
        assert [run(command.split(), tmp_path)[0] for command in commands] == codes
