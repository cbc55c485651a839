"""`zhiban new`: asks a few questions and writes a playbook with remarks that `check` accepts."""

import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from bot.cli.new.asking import Asking
from bot.cli.new.drafting import Draft
from bot.cli.new.question import Question
from bot.cli.new.questions import QUESTIONS
from bot.config.file import load_config
from bot.errors import InputWrong, Mistake, Place, RunFailed, file_name
from bot.playbooks.load import SUFFIXES
from bot.reading.sentences import operator_language, unknown

KINDS = tuple(QUESTIONS)
Tell = Callable[[str], None]
_SAID = {
    "done": (
        "写好了：{file}\n改好之后运行 zhiban check；运行中的机器人会自己换上。",
        "{file} is written.\nAfter a change run zhiban check; a running bot takes it up by itself.",
    ),
    "there": ("{file} 已经有了，什么都没有写", "{file} is there already; nothing was written"),
    "suffix": (
        "{file} 要以 .yaml 结尾，什么都没有写",
        "{file} must end in .yaml; nothing was written",
    ),
    "form": ("{given} 要写成 KEY=VALUE", "{given} must be KEY=VALUE"),
    "stopped": ("没有答完，什么都没有写", "stopped before the end; nothing was written"),
}


@dataclass(frozen=True, slots=True)
class Options:
    """What `zhiban new` was asked."""

    kind: str
    config: Path | None = None
    out: Path | None = None
    given: Sequence[str] = ()
    """Answers as KEY=VALUE; a key that comes again adds a line."""
    yes: bool = False
    """Ask nothing: the defaults hold."""


def new(options: Options, tell: Tell) -> None:
    """Write a playbook; raise InputWrong for answers that cannot be meant, RunFailed to stop."""
    draft = _draft(options)
    said = {key: pair[draft.language == "en"] for key, pair in _SAID.items()}
    if draft.file.suffix.lower() not in SUFFIXES.split():
        raise RunFailed(said["suffix"].format(file=draft.file))
    if draft.file.exists():
        raise RunFailed(said["there"].format(file=draft.file))
    answers = _given(options.given, draft, said)
    asking = None if options.yes else Asking(draft.language, tell)
    for question in draft.questions:
        if not question.when(draft.defaults() | answers):
            continue
        if question.key in answers or asking is None:
            answers.setdefault(question.key, draft.defaults()[question.key])
            if why := _wrong(draft, question, answers):
                raise InputWrong(_named(question, reason) for reason in why)
        else:
            _ask(asking, draft, question, answers, said["stopped"])
    if mistakes := draft.mistakes(answers):
        raise InputWrong(mistakes)
    _write(draft, answers, said["there"])
    tell(said["done"].format(file=file_name(draft.file)))


def _draft(options: Options) -> Draft:
    """Return what is to be written: without a name given, the kind's with the first free number."""
    config, language = load_config(options.config), operator_language(os.environ)

    def draft(file: Path) -> Draft:
        own = config.playbooks_folder / file if file.parent == Path() else file
        return Draft(options.kind, own, options.config, config, language)

    if options.out is not None:
        return draft(options.out)
    drafts = (draft(Path(f"{options.kind}{f'-{n}' if n > 1 else ''}.yaml")) for n in count(1))
    return next(one for one in drafts if not one.file.exists() and one.has_own_id())


def _given(given: Sequence[str], draft: Draft, said: Mapping[str, str]) -> dict[str, str]:
    """Read the answers that were given as KEY=VALUE."""
    answers: dict[str, str] = {}
    keys = [question.key for question in draft.questions]
    for one in given:
        key, sign, value = one.partition("=")
        where = Place("--set", 0)
        if not sign:
            raise InputWrong([Mistake(where, "", said["form"].format(given=one))])
        if key not in keys:
            why = unknown("extra_forbidden", draft.language, key, keys)
            raise InputWrong([Mistake(where, key, why)])
        answers[key] = f"{answers[key]}\n{value}" if key in answers else value
    return answers


def _named(question: Question, why: str) -> Mistake:
    return Mistake(Place(question.key, 0), "", why)


def _ask(
    asking: Asking, draft: Draft, question: Question, answers: dict[str, str], stopped: str
) -> None:
    """Ask until the answer can be meant."""
    while True:
        try:
            default = draft.defaults()[question.key]
            answers[question.key] = asking.answer(question, default)
        except EOFError:
            raise RunFailed(stopped) from None
        if not (why := _wrong(draft, question, answers)):
            return
        for reason in why:
            asking.refuse(reason)


def _wrong(draft: Draft, question: Question, answers: Mapping[str, str]) -> list[str]:
    """Return what is wrong with an answer, as far as the rest does not matter."""
    found = [one for one in draft.mistakes(answers) if re.search(question.about, one.field)]
    own = file_name(draft.file)
    return [one.why if one.place.file == own else f"{one.place}: {one.why}" for one in found]


def _write(draft: Draft, answers: Mapping[str, str], there: str) -> None:
    draft.file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with draft.file.open("x", encoding="utf-8") as file:
            file.write(draft.text(answers))
    except FileExistsError:
        raise RunFailed(there.format(file=draft.file)) from None
