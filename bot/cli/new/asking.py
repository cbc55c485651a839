"""Asks a question and reads the answer: in a terminal with its editing keys, else line by line."""

import sys
from collections.abc import Callable
from typing import Any

from bot.cli.new.question import Question
from bot.lazy import lazy

_prompt_toolkit: Any = lazy("prompt_toolkit")
_ELSE = {"zh": "（直接回车：{default}）", "en": " (Enter alone: {default})"}
_SHOWN = 60  # characters of a default


class Asking:
    """Reads answers from where the command was started."""

    def __init__(self, language: str, tell: Callable[[str], None]) -> None:
        self._language, self._tell = language, tell
        session = _prompt_toolkit.PromptSession() if sys.stdin.isatty() else None
        self._read: Callable[[], str] = (lambda: session.prompt("> ")) if session else _line

    def answer(self, question: Question, default: str) -> str:
        """Ask; an empty answer is the default. Raises EOFError where there is no more to read."""
        shown = default if len(default) <= _SHOWN else default[: _SHOWN - 1] + "…"
        hint = _ELSE[self._language].format(default=shown) if default else ""
        self._tell(question.words[self._language] + hint)
        lines = [self._read().strip()]
        while question.lines and lines[-1]:
            lines.append(self._read().strip())
        return "\n".join(filter(None, lines)) or default

    def refuse(self, why: str) -> None:
        """Say why an answer cannot be meant."""
        self._tell(f"✗ {why}")


def _line() -> str:
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line
