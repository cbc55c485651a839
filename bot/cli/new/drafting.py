"""Makes the file that `zhiban new` writes, and says what would be wrong with it."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.cli.new.question import Answers, Question
from bot.cli.new.questions import QUESTIONS
from bot.config.model import Config
from bot.errors import InputWrong, Mistake
from bot.reading.files import Files
from bot.reading.sentences import Language
from bot.setup.loading import load_deployment

_PLAIN = re.compile(r"[0-9]+[smhd]?|[a-z][a-z-]*[0-9]*", re.ASCII)
_WORDS = ("true", "false", "yes", "no", "on", "off", "null", "y", "n")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_APART = re.compile(r"[,，、\n]")
_MEND = {"zh": "补", "en": "make up "}
_TAG = re.compile(r"(?:tag|标签)\s*[:：]\s*(.+)")


def _text(value: str, indent: int = 2) -> str:
    """Write a text so that YAML reads the very same; several lines as a block."""
    lines = value.split("\n")
    if len(lines) > 1 and all(line.isprintable() for line in lines):
        return "|-\n" + "\n".join(" " * indent + line for line in lines)
    return json.dumps(value, ensure_ascii=False)


def _plain(value: str) -> str:
    """Write numbers, lengths of time and simple words without quotes."""
    bare = _PLAIN.fullmatch(value) and value not in _WORDS
    return value if bare else _text(value)


def _day(value: str) -> str:
    return value if _DAY.fullmatch(value) else _text(value)


def _list(value: str) -> str:
    return f"[{', '.join(map(_text, _parts(value)))}]"


def _parts(written: str) -> Iterator[str]:
    """Yield what stands between commas."""
    return filter(None, map(str.strip, _APART.split(written)))


def _choose(language: Language, chinese: str, english: str) -> str:
    return chinese if language == "zh" else english


@dataclass(frozen=True)
class Draft:
    """A file to be written: of which kind, where, in the language of its remarks."""

    kind: str
    file: Path
    config_file: Path | None
    config: Config
    language: Language

    @property
    def questions(self) -> Sequence[Question]:
        """Return what is asked for it."""
        return QUESTIONS[self.kind]

    def text(self, answers: Answers) -> str:
        """Return the file, with the defaults for what was not answered."""
        given = self.defaults() | dict(answers)
        shown = {
            question.key: given[question.key] if question.when(given) else ""
            for question in self.questions
        }
        environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        environment.filters |= {"text": _text, "plain": _plain, "day": _day, "list": _list}
        template = environment.get_template(f"{self.kind}.yaml.j2")
        return template.render(
            shown,
            _=partial(_choose, self.language),
            id=self.file.stem,
            groups=self._groups(given["groups"]),
            window=bool(re.search(r"[-–—~～至]", given.get("when", ""))),
            keyword=_MEND[self.config.language] + next(_parts(shown.get("match", "")), ""),
            entries=_entries(shown),
        )

    def defaults(self) -> dict[str, str]:
        """Return the answers of who says nothing, in the language that the bot speaks."""
        return {question.key: question.default[self.config.language] for question in self.questions}

    @cached_property
    def before(self) -> Sequence[Mistake]:
        """Return what `zhiban check` says without the file."""
        return self._checked({})

    def mistakes(self, answers: Answers) -> list[Mistake]:
        """Return what `zhiban check` would say because of the file, of it or of others."""
        found = self._checked({self.file: self.text(answers)})
        return [mistake for mistake in found if mistake not in self.before]

    def _checked(self, unsaved: Mapping[Path, str]) -> Sequence[Mistake]:
        try:
            load_deployment(self.config_file, Files(unsaved), self.language)
        except InputWrong as wrong:
            return wrong.mistakes
        return ()

    def has_own_id(self) -> bool:
        """Say whether no other playbook has the id that the file's name gives it."""
        return all(one.field != "id" for one in self.mistakes({}))

    def _groups(self, written: str) -> str:
        """Write `groups`: names of groups as their ids."""
        if written.strip() == "*":
            return '"*"'
        if found := _TAG.fullmatch(written.strip()):
            return f"{{tag: {_text(found[1].strip())}}}"
        ids = {own.name: id for id, own in self.config.groups.items() if own.name}
        named = _parts(written)
        return f"[{', '.join(_text(ids.get(name, name)) for name in named)}]"


def _entries(shown: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the entries of a FAQ that were asked for."""
    found = []
    for number in range(1, 6):
        more = "" if number == 1 else str(number)
        if shown.get(f"ask{more}"):
            own = {"ask": shown[f"ask{more}"], "answer": shown[f"answer{more}"]}
            found.append({"id": f"q{number}"} | own)
    return found
