"""What can be wrong with a template, in the operator's language."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Literal, NamedTuple

from jinja2 import TemplateError

Language = Literal["zh", "en"]
_MOST = 200
"""Characters of a template that are quoted."""

_FAULTS: Mapping[str, tuple[str, str]] = {
    "syntax": ("cannot be read: {problem}", "模板写法有误：{problem}"),
    "fails": ("cannot be worked out: {problem}", "模板算不出来：{problem}"),
    "deep": ("is nested too deeply", "嵌套太深"),
    "name": ("unknown name '{name}'", "没有 '{name}' 这个变量"),
    "field": ("'{name}' has no '{field}'", "'{name}' 没有 '{field}'"),
    "filter": ("unknown filter '{name}'", "没有 '{name}' 这个过滤器"),
    "test": ("unknown test '{name}'", "没有 '{name}' 这个判断"),
    "meant": ("; did you mean '{guess}'?", "；是不是想写 '{guess}'？"),
    "known": (" (known: {known})", "（可用：{known}）"),
    "construct": ("'{name}' is not for messages", "消息里不能用 '{name}'"),
    "list": ("a list can hold texts and numbers only", "列表里只能放文字和数字"),
    "call": (
        "only range() can be called; write a filter: {{{{ name|upper }}}}",
        "只能调用 range()，其他请用过滤器：{{{{ name|upper }}}}",
    ),
    "include": ("include needs the name of one file, in quotes", "include 后面要写加引号的文件名"),
    "includes": (
        "more than {limit} includes: does a file include itself?",
        "include 超过 {limit} 次，是不是包含了自己？",
    ),
    "no_file": ("there is no template '{name}'", "没有 '{name}' 这个模板文件"),
    "unnamed": ("the file's name is empty", "文件名是空的"),
    "outside": (
        "'{name}' leaves its folder: write a name inside it, without '..'",
        "'{name}' 不在文件夹里面，不能用绝对路径或 '..'",
    ),
    "long": ("is longer than {limit} characters", "超过 {limit} 个字"),
    "steps": (
        "does too much: fewer or shorter loops, texts and filters",
        "要算的太多了，请减少循环、文字或过滤器",
    ),
    "rounds": ("its loops make more than {limit} rounds", "循环超过 {limit} 次"),
    "number": ("holds a number with too many digits", "里面有位数太多的数字"),
    "numbers": (
        "'{operator}' is for numbers; texts are put together with '~'",
        "'{operator}' 只能用于数字，连接文字请用 '~'",
    ),
    "character": (
        "holds a NUL or half a character (\\ud83d): write the character itself",
        "里面有空字符（NUL）或半个字符（\\ud83d），请直接写出这个字",
    ),
    "huge": ("'{operator}' makes too large a number", "'{operator}' 得出的数太大"),
    "fields": (
        "a {kind} is not a text: write one of its fields: {fields}",
        "{kind} 不是文字，请写它的一项：{fields}",
    ),
    "no_text": (
        "a {kind} is not a text; a list needs a loop or |join('、')",
        "{kind} 不是文字，列表请用循环或 |join('、')",
    ),
}


def _sentence(fault: str, language: Language, values: Mapping[str, object]) -> str:
    english, chinese = _FAULTS[fault]
    shown = {name: _shown(str(value)) for name, value in values.items()}
    return (chinese if language == "zh" else english).format(**shown)


def _shown(text: str) -> str:
    """Write what a template says so that it fits in a line: a name may have hundreds."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text[:_MOST])


class Spot(NamedTuple):
    """A line of a template file, or of a text in a playbook (`file` is empty)."""

    file: str = ""
    line: int = 0

    def told(self, language: Language) -> str:
        """Name it; the first line of a text in a playbook goes without saying."""
        if not self.file and self.line <= 1:
            return ""
        line = f"第 {self.line} 行" if language == "zh" else f"line {self.line}"
        return f"{self.file} {line}: ".lstrip() if self.line else f"{self.file}: "


_NOWHERE = Spot()


class TemplateFault(TemplateError):
    """One thing wrong in a template; `known` are the words that could have been meant."""

    def __init__(
        self, fault: str, spot: Spot = _NOWHERE, known: Iterable[str] = (), **values: object
    ) -> None:
        self.fault, self.spot, self.values = fault, spot, values
        self.known = sorted(word for word in known if word.isidentifier())
        super().__init__(self.told("en"))

    def told(self, language: Language) -> str:
        """Say it, with the nearest known word, else all of them."""
        said = self.spot.told(language) + _sentence(self.fault, language, self.values)
        wrong = self.values.get("field", self.values.get("name", ""))
        if near := get_close_matches(str(wrong), self.known, 1):
            return said + _sentence("meant", language, {"guess": near[0]})
        known = {"known": ", ".join(self.known)}
        return said + (_sentence("known", language, known) if self.known else "")
