"""Compile a template's source: refuse, inline and mark before Jinja makes code of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, NoReturn

from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer

from bot.domain.budget import COUNTED, SPENT
from bot.domain.phrase import Phrase, phrase_of
from bot.domain.sandbox import JOINED, MENTION, MESSAGE_NODES, OWN, Sandbox
from bot.domain.storable import storable
from bot.domain.template_faults import Spot, TemplateFault
from bot.domain.template_files import INCLUDES, LONGEST_SOURCE, Load, template_source

_KNOWN_NAMES = frozenset({"range", "loop"})


@dataclass(frozen=True, slots=True)
class Compiled:
    """A template ready to run or, where it is that, a phrase; what it reads, and where first."""

    template: Template
    phrase: Phrase | None = None
    names: dict[str, Spot] = field(default_factory=dict)
    fields: dict[tuple[str, str], Spot] = field(default_factory=dict)


def compile_template(sandbox: Sandbox, load: Load, source: str, file: str = "") -> Compiled:
    """Compile; raise a TemplateError for wrong syntax, a forbidden construct or a missing file."""
    rules = _Rules(sandbox, load, file)
    try:
        tree: nodes.Template = rules.visit(rules.parsed(source, file))
        tree.set_environment(sandbox)
        code = sandbox.compile(tree, file or None)
    except (RecursionError, SyntaxError, MemoryError):  # Jinja's, and Python's of what Jinja wrote
        raise TemplateFault("deep", Spot(file)) from None
    except ValueError:  # a number with more digits than Python reads
        raise TemplateFault("number", Spot(file)) from None
    own = rules.stored | _KNOWN_NAMES
    names = {name: spot for name, spot in rules.names.items() if name not in own}
    fields = {pair: spot for pair, spot in rules.fields.items() if pair[0] in names}
    return Compiled(Template.from_code(sandbox, code, {}), phrase_of(tree), names, fields)


class _Rules(NodeTransformer):
    """Refuse what no message needs, put included files in place, mark mentions and loops."""

    def __init__(self, sandbox: Sandbox, load: Load, file: str) -> None:
        self.sandbox, self.load, self.file = sandbox, load, file
        self.includes, self.room = 0, LONGEST_SOURCE
        self.stored: set[str] = set()
        self.names: dict[str, Spot] = {}
        self.fields: dict[tuple[str, str], Spot] = {}

    def visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> Any:
        if type(node) not in MESSAGE_NODES:
            name = "**" if isinstance(node, nodes.Pow) else type(node).__name__.lower()
            self.refuse(node, "construct", name=name)
        return super().visit(node, *args, **kwargs)

    def refuse(
        self, node: nodes.Node, why: str, known: Iterable[str] = (), **values: object
    ) -> NoReturn:
        raise TemplateFault(why, Spot(self.file, node.lineno), known, **values)

    def parsed(self, source: str, file: str) -> nodes.Template:
        """Parse a source, if with all before it is not too long, and every database takes it."""
        self.room -= len(source)
        if self.room < 0:
            raise TemplateFault("long", Spot(file), limit=LONGEST_SOURCE)
        tree = self.sandbox.parse(source, file or None)
        for node in tree.find_all((nodes.Const, nodes.TemplateData)):
            text = node.as_const()
            if isinstance(text, str) and storable(text) != text:
                self.refuse(node, "character")
        return tree

    def filtered(self, node: nodes.Node, name: str, *more: int) -> nodes.Filter:
        args = [nodes.Const(one, lineno=node.lineno) for one in more]
        return nodes.Filter(node, name, args, [], None, None, lineno=node.lineno)

    def spent(self, node: Any) -> nodes.Expr:
        """Have it counted what it costs to work on a value; to say it costs what is said."""
        return node if isinstance(node, nodes.Const) else self.filtered(node, SPENT)

    def visit_Output(self, node: nodes.Output) -> nodes.Node:
        """Mark each expression that the source writes directly behind an `@`."""
        self.generic_visit(node)
        node.nodes[:] = [self.own(child) for child in node.nodes]
        for i, (data, value) in enumerate(zip(node.nodes, node.nodes[1:], strict=False)):
            if not isinstance(data, nodes.TemplateData) or isinstance(value, nodes.TemplateData):
                continue
            if data.data.endswith("@"):
                data.data = data.data[:-1]
                node.nodes[i + 1] = self.filtered(value, MENTION)
        return node

    def visit_CondExpr(self, node: nodes.CondExpr) -> nodes.Node:
        """Let `{{ "、" if not loop.last }}` say nothing where it has no else."""
        self.generic_visit(node)
        node.expr1 = self.own(node.expr1)
        node.expr2 = self.own(node.expr2 or nodes.Const("", lineno=node.lineno))
        return node

    def own(self, node: nodes.Expr) -> nodes.Expr:
        """Mark a text that the template itself holds as the operator's."""
        text = isinstance(node, nodes.Const) and isinstance(node.value, str)
        return self.filtered(node, OWN) if text else node

    def visit_For(self, node: nodes.For) -> nodes.Node:
        if node.recursive:
            self.refuse(node, "construct", name="recursive")
        self.generic_visit(node)
        within = (*node.body, *node.else_, *((node.test,) if node.test else ()))
        size = sum(1 + sum(1 for _ in child.find_all(nodes.Node)) for child in within)
        node.iter = self.filtered(self.spent(node.iter), COUNTED, size)
        return node

    def visit_Const(self, node: nodes.Const) -> nodes.Node:
        """Refuse 1e999, which Jinja would write as a name."""
        if isinstance(node.value, float) and not isfinite(node.value):
            self.refuse(node, "number")
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        self.generic_visit(node)
        joined = self.filtered(nodes.List(node.nodes, lineno=node.lineno), JOINED)
        return self.spent(joined)

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:
        self.generic_visit(node)
        node.expr = self.spent(node.expr)
        for operand in node.ops:
            operand.expr = self.spent(operand.expr)
        return node

    def working(self, node: nodes.Filter | nodes.Test | nodes.Getitem) -> nodes.Node:
        """Count what a filter, a test or a slice works on."""
        self.generic_visit(node)
        node.node = self.spent(node.node)
        return node

    visit_Getitem = working

    def visit_List(self, node: nodes.List | nodes.Tuple) -> nodes.Node:
        """Allow lists of constants: lists of lists could grow without bound."""
        stores = isinstance(node, nodes.Tuple) and node.ctx == "store"
        if not stores and not all(isinstance(item, nodes.Const) for item in node.items):
            self.refuse(node, "list")
        return self.generic_visit(node)

    visit_Tuple = visit_List

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        if not (isinstance(node.node, nodes.Name) and node.node.name == "range"):
            self.refuse(node, "call")
        return self.generic_visit(node)

    def visit_Filter(self, node: nodes.Filter) -> nodes.Node:
        if node.name not in self.sandbox.filters:
            self.refuse(node, "filter", self.sandbox.filters, name=node.name)
        return self.working(node)

    def visit_Test(self, node: nodes.Test) -> nodes.Node:
        if node.name not in self.sandbox.tests:
            self.refuse(node, "test", self.sandbox.tests, name=node.name)
        return self.working(node)

    def visit_Name(self, node: nodes.Name) -> nodes.Node:
        if node.ctx == "load":
            self.names.setdefault(node.name, Spot(self.file, node.lineno))
        else:
            self.stored.add(node.name)
        return node

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Node:
        if isinstance(node.node, nodes.Name):
            pair = (node.node.name, node.attr)
            self.fields.setdefault(pair, Spot(self.file, node.lineno))
        return self.generic_visit(node)

    def visit_Include(self, node: nodes.Include) -> list[nodes.Node]:
        """Put the file's nodes in place of the include, so that all rules see one template."""
        name = node.template.value if isinstance(node.template, nodes.Const) else None
        if not isinstance(name, str):
            self.refuse(node, "include")
        self.includes += 1
        if self.includes > INCLUDES:
            self.refuse(node, "includes", limit=INCLUDES)
        outer, self.file = self.file, name
        tree = self.visit(self.parsed(template_source(self.load, name), name))
        self.file = outer
        return list(tree.body)
