"""The template language: Jinja's sandbox, narrowed to what a group message needs.

A template reads variables and the fields of frozen dataclasses, uses a few filters, and calls
`range`. It cannot call methods, grow or go on without bound, or turn people's words into a mention.
What it costs is counted, not timed: the same template and values end alike on any machine.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any

from jinja2 import StrictUndefined, Undefined, nodes, pass_context
from jinja2.filters import FILTERS
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.domain.budget import COUNTED, SPENT, bounded_range, counted, rounded, spent
from bot.domain.spoken import Member, Names, Trusted
from bot.domain.template_faults import Language, TemplateFault
from bot.domain.text import clean

LONGEST = 8_000
"""Characters a rendered text, or anything a template puts together, may have."""
LARGEST = 10**15
QUOTED = 1_000
"""Characters of people's words that are said."""

MENTION = "@"
JOINED = " joined"
OWN = " own"
"""Filters the compiler puts in, as are those of the budget; no template can write such a name."""

MESSAGE_NODES = frozenset(
    {
        *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.For, nodes.If, nodes.Assign),
        *(nodes.Include, nodes.Name, nodes.Const, nodes.Tuple, nodes.List, nodes.CondExpr),
        *(nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.Call, nodes.Filter, nodes.Test),
        *(nodes.Keyword, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not),
        *(nodes.Concat, nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod),
        *(nodes.Neg, nodes.Pos),
    }
)
_KEPT_FILTERS = (
    *("abs", "capitalize", "count", "d", "default", "first", "float", "int", "last", "length"),
    *("lower", "max", "min", "reverse", "sort", "title", "trim", "truncate", "unique", "upper"),
)
_AS_THEY_ARE = (int, Decimal, Undefined)
_DAY = frozenset({"year", "month", "day"})
_CLOCK = frozenset({"hour", "minute"})
_READABLE = {
    LoopContext: frozenset({"index", "index0", "revindex", "first", "last", "length"}),
    date: _DAY,
    time: _CLOCK,
    datetime: _DAY | _CLOCK,
}


class Said(str):
    """A piece of output that is people's words, cleaned. Its type is the mark, as in `Mention`."""

    __slots__ = ()

    def __str__(self) -> str:
        return self


class Mention(str):
    """A piece of output that mentions people. Its type is the mark, so no text can forge one."""

    __slots__ = ("members",)
    members: tuple[Member, ...]

    def __new__(cls, text: str, *members: Member) -> "Mention":
        mention = super().__new__(cls, text)
        mention.members = members
        return mention

    def __str__(self) -> str:  # compiled templates call str() on each value
        return self


_READY = frozenset({Trusted, Mention, Said})
"""What is said as it is."""


class Sandbox(ImmutableSandboxedEnvironment):
    """Where templates are compiled and run; `language` is that of lists of names."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%"})

    def __init__(self, language: Language) -> None:
        super().__init__(
            undefined=StrictUndefined, finalize=self.finalized, trim_blocks=True, lstrip_blocks=True
        )
        self.language = language
        self.globals = {"range": bounded_range}
        self.filters = {name: FILTERS[name] for name in _KEPT_FILTERS}
        self.filters |= {"join": self.join, "round": rounded}
        self.filters |= {MENTION: self.mention, COUNTED: counted}
        self.filters |= {JOINED: self.join, OWN: Trusted, SPENT: spent}

    @pass_context
    def finalized(self, context: Context, value: object) -> str:
        """Say a value, and count what it costs to clean long words of people."""
        if type(value) is str and len(value) > QUOTED:
            spent(context, value)
        return self.plain(value)

    def plain(self, value: object) -> str:
        """Say a value without mentioning anybody; a `str` is people's words and is cleaned."""
        if isinstance(value, str):
            if type(value) in _READY:
                return value
            return Said(value if type(value) is Member else clean(value, QUOTED))
        if isinstance(value, _AS_THEY_ARE):  # an undefined one raises here
            return str(value)
        if isinstance(value, time):
            return value.isoformat("minutes")
        if isinstance(value, float):
            return f"{value:.2f}".rstrip("0").rstrip(".")
        if isinstance(value, date):
            return format(value, "%Y-%m-%d %H:%M" if isinstance(value, datetime) else "%Y-%m-%d")
        if isinstance(value, Names):
            return Said(value.plain(self.language))
        if value is None:
            return ""
        raise _not_sayable(value)

    def mention(self, value: object) -> str:
        """Say what stands behind a literal `@`: members are mentioned, people's words are not."""
        if isinstance(value, Member):
            return Mention(value.called, value)
        if isinstance(value, Names) and value.named:
            return Mention(value.called(self.language), *value.named)
        if isinstance(value, Trusted):
            return "@" + value
        return Said("＠" + self.plain(value))

    def join(self, values: Iterable[object], between: str = "") -> str:
        """Put values together as one `str`, which is cleaned when it is said."""
        some = islice(values, LONGEST)
        texts = [value if isinstance(value, str) else self.plain(value) for value in some]
        if sum(map(len, texts)) + len(between) * len(texts) > LONGEST:
            raise TemplateFault("long", limit=LONGEST)
        return between.join(texts)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Read a field at once; whatever else is written is left to Jinja to refuse."""
        if self.is_safe_attribute(obj, attribute, None):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Let templates read fields of dataclasses and parts of dates; never a method.

        That is less than Jinja allows, but for its word on names, which is said here too.
        """
        return attr in readable(obj) and not attr.startswith("_")

    def is_safe_callable(self, obj: Any) -> bool:
        return obj is bounded_range

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Reckon with numbers; texts and lists would grow without bound."""
        if not (isinstance(left, int | float) and isinstance(right, int | float)):
            raise TemplateFault("numbers", operator=operator)
        result = super().call_binop(context, operator, left, right)
        if abs(result) > LARGEST:
            raise TemplateFault("huge", operator=operator)
        return result


def readable(value: object) -> Collection[str]:
    """Return what a template may read of a value: `group.name`, `day.month`, `loop.first`."""
    kind = type(value)
    return getattr(kind, "__dataclass_fields__", None) or _READABLE.get(kind, frozenset())


def _not_sayable(value: object) -> TemplateFault:
    kind = type(value).__name__
    if fields := readable(value):
        return TemplateFault("fields", kind=kind, fields=", ".join(fields))
    return TemplateFault("no_text", kind=kind)
