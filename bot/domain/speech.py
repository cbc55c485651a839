"""What the bot says: texts and templates become what is sent, with the people mentioned.

What people wrote stays data. Every `str` handed in is cleaned when it is said, unless it is
`Trusted`; a mention exists only where the source of a template writes `@` directly before an
expression that gives a `Member` or `Names`.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Protocol

from jinja2 import TemplateError, TemplateSyntaxError, Undefined

from bot.domain.compiler import Compiled, compile_template
from bot.domain.rendering import Rendered, bounded, fill, run
from bot.domain.sandbox import Sandbox, readable
from bot.domain.spoken import GroupView, Member, Names, Trusted
from bot.domain.template_faults import Language, Spot, TemplateFault
from bot.domain.template_files import Load, file_fault, template_source

__all__ = ["GroupView", "Language", "Member", "Names", "Rendered", "Speech", "Trusted"]

_KEPT = 1_024  # compiled templates, about 10 kB each


class Part(Protocol):
    """One thing to send: exactly one of these is given."""

    @property
    def text(self) -> str | None: ...
    @property
    def template(self) -> str | None: ...
    @property
    def image(self) -> str | None: ...
    @property
    def file(self) -> str | None: ...


class Sayable(Protocol):
    """Whatever has parts."""

    @property
    def parts(self) -> Sequence[Part]: ...


class Speech:
    """Renders what playbooks say; `load` gives the source of a template file."""

    def __init__(self, load: Load, language: Language = "zh") -> None:
        self._load = load
        self._language = language
        self._sandbox = Sandbox(language)
        self._text = lru_cache(_KEPT)(self._compile_text)
        self._file = lru_cache(_KEPT)(self._compile_file)

    def prepare(self, say: Sayable) -> None:
        """Compile what will be said, so that no message waits for it; raise TemplateError."""
        for part in say.parts:
            self._compiled(part)

    def render(
        self, say: Sayable, values: Mapping[str, object], markup: bool = False
    ) -> list[Rendered]:
        """Return what to send; a part whose text comes out empty is left out.

        With `markup` it is sent as Markdown: what the operator wrote is, people's words are not.
        Raises TemplateError for wrong templates, and where these values cannot be reckoned with.
        """
        rendered = []
        for part in say.parts:
            one = self._render(part, values, markup)
            if one.path or one.text:
                rendered.append(one)
        return rendered

    def check(
        self, say: Sayable, sample: Mapping[str, object], language: Language | None = None
    ) -> str | None:
        """Say in plain words what is wrong with it, by rendering it with sample values."""
        language = language or self._language
        try:
            for part in say.parts:
                self._look(part, sample)
            self.render(say, sample)
        except TemplateFault as fault:
            return fault.told(language)
        except TemplateSyntaxError as error:
            spot = Spot(error.name or "", error.lineno)
            return TemplateFault("syntax", spot, problem=error.message).told(language)
        except TemplateError as error:
            return TemplateFault("fails", problem=error).told(language)
        return None

    def check_file(self, name: str, language: Language | None = None) -> tuple[int, str] | None:
        """Say what is wrong with a template file whoever uses it, and in which line."""
        language = language or self._language
        try:
            self._file(name)
        except TemplateFault as fault:
            bare = TemplateFault(fault.fault, Spot(), fault.known, **fault.values)
            return fault.spot.line, bare.told(language)
        except TemplateSyntaxError as error:
            return error.lineno, TemplateFault("syntax", problem=error.message).told(language)
        return None

    def _look(self, part: Part, sample: Mapping[str, object]) -> None:
        """Raise what a rendering misses: bad file names, unknown names in branches not taken."""
        path = part.image if part.image is not None else part.file
        if path is not None and (fault := file_fault(path)):
            raise fault
        compiled = self._compiled(part)
        if compiled is None:
            return
        for name, spot in compiled.names.items():
            if name not in sample:
                raise TemplateFault("name", spot, sample, name=name)
        for (name, attr), spot in compiled.fields.items():
            if isinstance(self._sandbox.getattr(sample[name], attr), Undefined):
                raise TemplateFault("field", spot, readable(sample[name]), name=name, field=attr)

    def _compiled(self, part: Part) -> Compiled | None:
        """Return the template, from memory if it was used before; None for a plain text."""
        if (text := part.text) is not None:
            return self._text(text) if "{" in text else None
        return self._file(part.template) if part.template is not None else None

    def _compile_text(self, source: str) -> Compiled:
        return compile_template(self._sandbox, self._load, source)

    def _compile_file(self, name: str) -> Compiled:
        source = template_source(self._load, name)
        return compile_template(self._sandbox, self._load, source, name)

    def _render(self, part: Part, values: Mapping[str, object], markup: bool) -> Rendered:
        if compiled := self._compiled(part):
            if compiled.phrase and (said := fill(compiled.phrase, values, self._sandbox, markup)):
                return said
            return run(compiled.template, {**self._sandbox.globals, **values}, markup)
        if part.text is not None:
            return Rendered("text", bounded(part.text.strip()))
        if part.image is not None:
            return Rendered("image", "", part.image)
        return Rendered("file", "", part.file)
