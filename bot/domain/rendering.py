"""Runs a compiled template: pieces become one text, with whom it mentions."""

from collections.abc import Iterable, Mapping
from typing import Literal
from unicodedata import category

from jinja2 import Template
from msgspec import Struct

from bot.domain.budget import COUNTED, Left
from bot.domain.markdown import literal
from bot.domain.phrase import Phrase
from bot.domain.sandbox import LONGEST, Mention, Said, Sandbox
from bot.domain.template_faults import TemplateFault

_UNREASONABLE = (
    *(ArithmeticError, AssertionError, AttributeError, LookupError),
    *(RecursionError, TypeError, ValueError),
)
_OTHERS = frozenset({Mention, Said})
"""The types of pieces that are people's words."""


class Rendered(Struct, frozen=True):
    """One thing to send as it goes out.

    `mentions` are member ids in order, each once; `shown` the names behind the `@` of each.
    """

    kind: Literal["text", "image", "file"]
    text: str
    path: str | None = None
    mentions: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()


def fill(
    phrase: Phrase, values: Mapping[str, object], sandbox: Sandbox, markup: bool
) -> Rendered | None:
    """Fill a phrase's gaps; None where only running its template tells what is said, or wrong."""
    try:
        pieces = phrase.pieces(values, sandbox)
    except _UNREASONABLE:
        return None
    if pieces is None:
        return None
    if not (markup or phrase.mentions):
        text = "".join(pieces)
        if len(text) + len(pieces) <= LONGEST:
            return Rendered("text", text.strip())
    return _gathered(pieces, markup)


def run(template: Template, values: dict[str, object], markup: bool) -> Rendered:
    """Run a template; raise TemplateError also for what Python makes of the values."""
    values[COUNTED] = Left()
    for name, value in values.items():
        if type(value) is str and len(value) > LONGEST:
            values[name] = value[:LONGEST]  # what people wrote: more of it is never said
    context = template.new_context(values, shared=True)
    try:
        return _gathered(template.root_render_func(context), markup)
    except _UNREASONABLE as error:
        problem = " ".join(str(error).split())[:200]
        raise TemplateFault("fails", problem=problem) from error


def _gathered(said: Iterable[str], markup: bool) -> Rendered:
    """Put the pieces together, as far as they are said, with whom they mention."""
    pieces: list[str] = []
    named: dict[str, str] = {}
    size, mentioned = 0, False
    for piece in said:
        if mentioned and piece:
            mentioned = False
            if not _parts_words(piece[0]):
                pieces.append(" ")
        if type(piece) is Mention:
            mentioned = True
            for member in piece.members:
                named.setdefault(member.id, _guarded(member.called, markup)[1:])
        pieces.append(_guarded(piece, markup) if type(piece) in _OTHERS else piece)
        size += len(piece) or 1  # nothing, said a million times, is too much too
        if size > LONGEST:
            raise TemplateFault("long", limit=LONGEST)
    text = bounded("".join(pieces).strip())
    return Rendered("text", text, None, tuple(named), tuple(named.values()))


def _guarded(words: str, markup: bool) -> str:
    return literal(words) if markup else words


def bounded(text: str) -> str:
    if len(text) > LONGEST:
        raise TemplateFault("long", limit=LONGEST)
    return text


def _parts_words(char: str) -> bool:
    """Tell whether a mention ends visibly before this character."""
    return char != "@" and category(char)[0] in "PZC"
