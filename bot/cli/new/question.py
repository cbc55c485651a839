"""What one question is: the type of the rows of QUESTIONS."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

Words = Mapping[str, str]
"""By language, `zh` and `en`."""
Answers = Mapping[str, str]
"""By key; lines of an answer of several are apart by line breaks, "" is none."""


def always(_: Answers) -> bool:
    return True


def given(key: str) -> Callable[[Answers], bool]:
    """Make a question depend on another one having been answered."""
    return lambda answers: bool(answers.get(key))


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask; `about` matches the fields of the playbook that its answer makes."""

    key: str
    words: Words
    about: str
    default: Words = field(default_factory=lambda: {"zh": "", "en": ""})
    lines: bool = False
    """The answer has several lines; an empty one ends it."""
    when: Callable[[Answers], bool] = always


def same(text: str) -> Words:
    return {"zh": text, "en": text}


GROUPS = Question(
    "groups",
    {
        "zh": "在哪些群？* 是所有群；也可以写群的 id 或名字，用逗号隔开；或者 标签:reading",
        "en": "In which groups? * is all; or ids or names with commas between, or tag:reading",
    },
    r"^groups",
    same("*"),
)
