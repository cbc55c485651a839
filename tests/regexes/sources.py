"""Finds where the code makes regular expressions, and of what: by the syntax tree."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
_MAKERS = {"compile", "match", "search", "fullmatch", "sub", "subn", "findall", "finditer", "split"}


class Site(NamedTuple):
    """A call of `re`, and whether its pattern is made of nothing but the code's own words."""

    file: str
    function: str
    own: bool


def sites() -> Iterator[Site]:
    """Yield all calls of `re` that take a pattern, of bot/ and handlers/."""
    for folder in ("bot", "handlers"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            name = path.relative_to(ROOT).as_posix()
            yield from _sites(tree, name)


def _sites(tree: ast.Module, file: str) -> Iterator[Site]:
    outer = _assigned(tree.body) | _imported(tree)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    within = {id(inner): function for function in functions for inner in ast.walk(function)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _is_re(node.func):
            function = within.get(id(node))
            local = _assigned(list(ast.walk(function))) if function else {}
            own = _is_own(node.args[0], outer | local, frozenset())
            yield Site(file, function.name if function else "", own)


def _is_re(called: ast.expr) -> bool:
    return (
        isinstance(called, ast.Attribute)
        and called.attr in _MAKERS
        and isinstance(called.value, ast.Name)
        and called.value.id == "re"
    )


def _assigned(nodes: list[ast.stmt] | list[ast.AST]) -> dict[str, list[ast.expr]]:
    """Return what is assigned to each name, loops and unpacking apart: that is never known."""
    found: dict[str, list[ast.expr]] = {}
    for node in nodes:
        targets = node.targets if isinstance(node, ast.Assign) else []
        if isinstance(node, ast.AnnAssign) and node.value is not None:
            targets = [node.target]
        for target in targets:
            if isinstance(target, ast.Name):
                assert isinstance(node, ast.Assign | ast.AnnAssign)
                assert node.value is not None
                found.setdefault(target.id, []).append(node.value)
    return found


def _imported(tree: ast.Module) -> dict[str, list[ast.expr]]:
    """Return the constants of other modules of ours, as if they stood here."""
    froms = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module]
    ours = [node for node in froms if str(node.module).startswith(("bot.", "handlers."))]
    names = [alias.asname or alias.name for node in ours for alias in node.names]
    return {name: [ast.Constant("")] for name in names if name.isupper()}


def _is_own(node: ast.AST, names: dict[str, list[ast.expr]], seen: frozenset[str]) -> bool:
    """Say whether an expression is made of constants, and of others' words only escaped."""
    inner: list[ast.AST]
    match node:
        case ast.Constant():
            return True
        case ast.Name(id=name):
            if name in seen or name not in names:
                return False
            inner = list(names[name])
            seen |= {name}
        case ast.JoinedStr(values=values) | ast.Tuple(elts=values) | ast.List(elts=values):
            inner = list(values)
        case ast.Dict(keys=keys):
            inner = [key for key in keys if key is not None]
        case ast.FormattedValue(value=value) | ast.Starred(value=value):
            inner = [value]
        case ast.BinOp(left=left, right=right) | ast.IfExp(body=left, orelse=right):
            inner = [left, right]
        case ast.BoolOp(values=values):
            inner = list(values)
        case ast.GeneratorExp(elt=value) | ast.ListComp(elt=value):
            inner = [value]
        case ast.Call(func=ast.Attribute(value=ast.Name(id="re"), attr="escape")):
            return True
        case ast.Call(func=ast.Name(id="map"), args=[first, *_]):
            return ast.unparse(first) == "re.escape"
        case ast.Call(func=ast.Name(id="sorted" | "tuple" | "list"), args=[first, *_]):
            inner = [first]
        case ast.Call(func=ast.Attribute(value=between, attr="join"), args=[first]):
            inner = [between, first]
        case _:
            return False
    return all(_is_own(one, names, seen) for one in inner)
