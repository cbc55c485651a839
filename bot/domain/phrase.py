"""Templates of nothing but texts with gaps, which are said without running any code.

Most are: `{{ name }} 打卡成功！连续 {{ streak }} 天`. Nothing in them can call, go on or grow, so
there is nothing to count but what is said. It is the same as the template's code would say: where
a value is none of the usual ones, that is run.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from jinja2 import nodes

from bot.domain.sandbox import MENTION, QUOTED, Sandbox
from bot.domain.spoken import GroupView, Member, Names, Trusted

_USUAL = frozenset({Member, Names, Trusted, int, float, Decimal, type(None)})


class Gap(NamedTuple):
    """Where a value is said, or the `field` of one; behind an `@` it is mentioned."""

    name: str
    field: str | None
    mentioned: bool


class Phrase(NamedTuple):
    """The texts and the gaps of a template, in order."""

    parts: tuple[str | Gap, ...]
    mentions: bool
    """Whether somebody can be mentioned in it."""

    def pieces(self, values: Mapping[str, object], sandbox: Sandbox) -> list[str] | None:
        """Return what is said piece by piece; None where the template's code has to be run."""
        pieces: list[str] = []
        for part in self.parts:
            if isinstance(part, str):
                pieces.append(part)
                continue
            name, field, mentioned = part
            value = values.get(name, ...)
            if field:
                value = value.name if type(value) is GroupView and field == "name" else ...
            if type(value) not in _USUAL and not (type(value) is str and len(value) <= QUOTED):
                return None
            pieces.append(sandbox.plain(sandbox.mention(value) if mentioned else value))
        return pieces


def phrase_of(tree: nodes.Template) -> Phrase | None:
    """Return what a template says, marked by the rules; None where it is more than texts and gaps.

    Neighbouring texts of one output are one piece, as in the code that Jinja makes.
    """
    parts: list[str | Gap] = []
    for node in tree.body:
        if not isinstance(node, nodes.Output):
            return None
        goes_on = False
        for child in node.nodes:
            part = child.data if isinstance(child, nodes.TemplateData) else _gap(child)
            if part is None:
                return None
            if goes_on and isinstance(part, str):
                parts[-1] = f"{parts[-1]}{part}"
            else:
                parts.append(part)
            goes_on = isinstance(part, str)
    return Phrase(tuple(parts), any(isinstance(part, Gap) and part.mentioned for part in parts))


def _gap(node: nodes.Expr) -> Gap | None:
    """Return the gap that an expression is, None where it is more than a name or its field."""
    mentioned = isinstance(node, nodes.Filter) and node.name == MENTION
    inner = node.node if isinstance(node, nodes.Filter) and mentioned else node
    field = inner.attr if isinstance(inner, nodes.Getattr) else None
    name = inner.node if isinstance(inner, nodes.Getattr) else inner
    return Gap(name.name, field, mentioned) if isinstance(name, nodes.Name) else None
