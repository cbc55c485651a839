"""Only what was locked can be installed: every package of every lock is pinned, with hashes."""

import json
import re
from pathlib import Path

import pytest

from tests.audit import ROOT, locks

_PINNED = re.compile(
    r"[A-Za-z0-9._-]+(?:\[[a-z,]+\])?==[A-Za-z0-9.+!]+(?: ; [^\\]+?)?"
    r"(?: --hash=sha256:[0-9a-f]{64})+"
)


def requirements(text: str) -> list[str]:
    """Return the lines of a lock, each with its hashes, without comments and options."""
    lines = re.sub(r"\s*\\\n\s*", " ", re.sub(r"(?m)^\s*#.*$", "", text)).splitlines()
    return [line.strip() for line in lines if line.strip()]


@pytest.mark.parametrize("file", locks(), ids=lambda file: file.name)
def test_every_package_is_pinned_with_its_hashes(file: Path) -> None:
    found = requirements(file.read_text(encoding="utf-8"))
    assert len(found) > 3
    assert [line[:80] for line in found if not _PINNED.fullmatch(line)] == []


def test_there_is_a_lock_for_everything_that_make_installs() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = set(re.findall(r"\$\(INSTALL\) (requirements[a-z-]*\.txt)", makefile))
    assert named == {file.name for file in locks() if file.parent == ROOT}
    assert "--require-hashes" in makefile
    assert "npm ci" in makefile  # which installs what package-lock.json says, and checks it


def test_every_node_package_has_its_digest() -> None:
    written = json.loads((ROOT / "tests/peers/package-lock.json").read_text(encoding="utf-8"))
    packages = {name: one for name, one in written["packages"].items() if name}
    assert len(packages) > 50
    assert [name for name, one in packages.items() if not _is_locked(one)] == []


def _is_locked(package: dict[str, str]) -> bool:
    return package.get("integrity", "").startswith("sha512-") and bool(package.get("version"))
