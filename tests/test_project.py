"""The project's own rules that no linter knows: sizes, imports, nothing kept in globals."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parents[1]
CODE = [
    path
    for folder in ("bot", "handlers")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations" not in path.parts
]
FOREIGN = ("node_modules", "venv-")  # what the channels are tried against, in tests/peers
TESTS = [
    path
    for path in sorted((ROOT / "tests").rglob("*.py"))
    if not any(part.startswith(FOREIGN) for part in path.parts)
]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def written(path: Path) -> int:
    """Count the lines that are not blank."""
    return sum(map(bool, map(str.strip, lines(path))))


def functions(path: Path) -> Iterator[tuple[str, Function]]:
    """Yield the functions of a file, named as an editor finds them."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, Function):
            yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node


def length(node: Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_file_is_too_long_to_read_at_once() -> None:
    sizes = {str(path.relative_to(ROOT)): len(lines(path)) for path in CODE}
    assert {name: size for name, size in sizes.items() if size > 200} == {}
    assert median(map(written, CODE)) <= 80


def test_no_function_is_longer_than_a_screen() -> None:
    sizes = {name: length(node) for path in CODE for name, node in functions(path)}
    assert {name: size for name, size in sizes.items() if size > 30} == {}
    assert median(sizes.values()) <= 10


def test_nothing_is_imported_inside_a_function() -> None:
    inside = [
        name
        for path in CODE
        for name, function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert inside == []


def test_no_global_is_changed_and_no_import_is_only_for_types() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Global)
        or (isinstance(node, ast.Name) and node.id == "TYPE_CHECKING")
    ]
    assert found == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in CODE
        if path.stat().st_size and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


def test_only_the_clock_and_the_progress_ask_the_machine_what_time_it_is() -> None:
    """What happens follows from the events; how long it took is not part of it."""
    allowed = {"bot/clock.py"}
    asking = {
        str(path.relative_to(ROOT))
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and (node.attr in ("now", "utcnow", "today") and _is_named(node.value, "datetime", "date"))
    }
    assert asking <= allowed


def test_no_test_stands_in_for_our_own_parts() -> None:
    """A fake at the platform's edge or a clock of the test's own is a part; a patch is not."""
    banned = {"unittest", "mock", "pytest_mock"}
    found = [
        str(path.relative_to(ROOT))
        for path in TESTS
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Import) and banned & {a.name.split(".")[0] for a in node.names})
        or (isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in banned)
        or (isinstance(node, ast.Call) and _patches(node))
    ]
    assert found == []


def test_the_layers_name_every_module() -> None:
    """What no layer names could be imported by anybody."""
    settings: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    for contract in (c for c in contracts if c["type"] == "layers"):
        named = {name.strip() for layer in contract["layers"] for name in layer.split("|")}
        [room] = contract.get("containers", ["bot"])
        folder = ROOT / room.replace(".", "/")
        modules = {path.stem for path in folder.glob("*.py") if path.stem != "__init__"}
        modules |= {path.parent.name for path in folder.glob("*/__init__.py")}
        if room == "bot":
            modules = {f"bot.{name}" for name in modules} | {"handlers"}
        assert named == modules


def _is_named(node: ast.expr, *names: str) -> bool:
    return isinstance(node, ast.Name) and node.id in names


def _patches(call: ast.Call) -> bool:
    """Say whether something is patched; the machine's own (`sys`) may be."""
    function = call.func
    if not isinstance(function, ast.Attribute) or function.attr != "setattr":
        return False
    return _is_named(function.value, "monkeypatch") and not _is_named(call.args[0], "sys")
