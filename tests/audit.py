"""Looks dependencies up in the list of known vulnerabilities (`make audit`).

Fails where one is known. Where nobody answers, as without a network, that is said; that only what
was locked can be installed holds all the same (tests/test_locked.py).
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PATIENCE = 300
"""Seconds for all of them."""


def locks() -> list[Path]:
    """Return all files of locked Python packages."""
    return sorted([*ROOT.glob("requirements*.txt"), *ROOT.glob("tests/peers/requirements-*.txt")])


def main() -> int:
    """Ask about every locked package; return how many vulnerabilities are known."""
    packages = list(_asked(locks()))
    answered = [one for one in packages if "vulns" in one]
    print(f"{len(answered)} of {len(packages)} packages looked up")  # noqa: T201
    if len(answered) < len(packages):
        print("NOT AUDITED: nobody answers about the rest; only their hashes are pinned")  # noqa: T201
    known = [(one, wrong) for one in answered for wrong in one["vulns"]]
    for one, wrong in known:
        print(f"KNOWN VULNERABILITY: {one['name']} {one['version']}: {wrong['id']}")  # noqa: T201
    return len(known)


def _asked(files: Sequence[Path]) -> list[dict[str, Any]]:
    """Return what pip-audit knows of each package; without an answer that none was looked up."""
    order = [sys.executable, "-m", "pip_audit", "--require-hashes", "--disable-pip"]
    order += ["--format", "json", "--progress-spinner", "off", "--timeout", "15"]
    order += [part for file in files for part in ("--requirement", str(file))]
    try:
        done = subprocess.run(order, capture_output=True, timeout=PATIENCE, check=False)
        return list(json.loads(done.stdout)["dependencies"])
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return [{"name": file.name, "skip_reason": "pip-audit did not answer"} for file in files]


if __name__ == "__main__":
    sys.exit(main())
