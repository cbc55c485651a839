"""Attacks one target under atheris, in a process of its own, which libFuzzer ends."""

import importlib
import logging
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.fuzz.target import CORPUS, Target
from tests.fuzz.targets import TARGETS, load


def main(name: str, runs: int, seconds: int, kept: Path) -> None:
    """Attack with so many new inputs, for so long (0: without an end); never return."""
    logging.disable()  # what is refused would be told a million times
    atheris: Any = importlib.import_module("atheris")
    tops = {module.partition(".")[0] for module in TARGETS[name].followed}
    others = [module for module in _modules(tops) if not _is_followed(module, name)]
    with atheris.instrument_imports(include=list(tops), exclude=others):
        target = load(name)
    folder = kept / name
    _plant(target, folder)
    options = (
        f"-runs={runs + 1 + sum(1 for _ in folder.iterdir())}",
        f"-max_total_time={seconds}",
        f"-max_len={target.largest}",
        f"-dict={_dictionary(target, kept)}",
        f"-artifact_prefix={CORPUS / name}/",
        f"-timeout={max(10, int(10 * target.seconds))}",
        "-rss_limit_mb=3000",
        "-report_slow_units=100",
        "-reload=0",
        "-print_final_stats=1",
    )
    atheris.Setup([sys.argv[0], *options, str(folder)], target)
    atheris.Fuzz()


def _modules(tops: set[str]) -> Iterator[str]:
    """Name all modules of packages: atheris takes whole packages, but for those it is told."""
    for top in tops:
        spec = find_spec(top)
        for place in (spec and spec.submodule_search_locations) or ():
            for file in Path(place).rglob("*.py"):
                path = file.relative_to(place).with_suffix("")
                parts = path.parts[:-1] if path.name == "__init__" else path.parts
                yield ".".join((top, *parts))


def _is_followed(module: str, name: str) -> bool:
    return any(f"{module}.".startswith(f"{one}.") for one in TARGETS[name].followed)


def _plant(target: Target, folder: Path) -> None:
    """Put the inputs to begin with beside those that were kept."""
    folder.mkdir(parents=True, exist_ok=True)
    known = (path.read_bytes() for path in target.known)
    for number, seed in enumerate((*target.seeds, *known)):
        (folder / f"seed{number}").write_bytes(seed[: target.largest])
    (CORPUS / target.name).mkdir(parents=True, exist_ok=True)


def _dictionary(target: Target, kept: Path) -> Path:
    file = kept / f"{target.name}.dict"
    escaped = ("".join(f"\\x{byte:02x}" for byte in word) for word in target.words if word)
    file.write_text("".join(f'"{word}"\n' for word in escaped))
    return file


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
