"""The playbook of kind faq: entries, what calls for them, and when the bot is sure enough."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cache, cached_property
from importlib.util import find_spec
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from bot.config.model import Config
from bot.domain.durations import Duration
from bot.domain.keyword_index import KeywordIndex, Rule
from bot.domain.likeness import Likeness, SentenceModel
from bot.domain.needs import Need
from bot.domain.speech import GroupView, Member
from bot.errors import Unfit
from bot.meaning import MODULES, LocalModel
from bot.playbooks.base import Playbook, Utterance, Why
from bot.playbooks.say import Say, Text
from bot.reading.validation import Strict

_SAMPLE = {"name": Member("u1", "小李"), "group": GroupView("阅读群")}
_UNINSTALLED: Why = {
    "zh": "要用的包没有安装：在源码目录里运行 make model",
    "en": "its packages are not installed: in the checkout run make model",
}
_THRESHOLDS = ("offer_at", "answer_at", "unasked_at")


def _listed(written: object) -> object:
    return (written,) if isinstance(written, str | int | float) else written


Texts = Annotated[
    tuple[Text, ...], BeforeValidator(_listed, json_schema_input_type=Text | tuple[Text, ...])
]
Confidence = Annotated[float, Field(ge=0, le=1)]


class Entry(Strict):
    """One answer and what calls for it: questions like `ask`, keywords, or both."""

    id: Text
    ask: Texts = ()
    all: Texts = ()
    any: Texts = ()
    regex: Text | None = None
    answer: Say

    @model_validator(mode="after")
    def _can_be_called(self) -> Self:
        if not (self.ask or self.all or self.any) and self.regex is None:
            raise Unfit(
                "ask、all、any、regex 至少写一样", "write at least one of ask, all, any, regex"
            )
        return self


class Faq(Playbook):
    """Questions that come again and again, and their answers.

    An entry is answered at most once per `cooldown` and group. `answer_at`, `offer_at` and
    `unasked_at` are confidences that a message asks for an entry.
    """

    kind: Literal["faq"]
    entries: Annotated[tuple[Entry, ...], Field(min_length=1)]
    cooldown: Duration = timedelta()
    answer_at: Confidence = 0.80
    offer_at: Confidence = 0.60
    unasked_at: Confidence = 0.92
    model: Literal["local"] | None = None
    """A sentence model on this machine that helps to judge likeness; it needs the extra `model`."""

    @property
    def keywords(self) -> Iterator[tuple[int, Rule]]:
        """Yield the keywords of every entry that has some, by its number."""
        for number, entry in enumerate(self.entries):
            if entry.all or entry.any or entry.regex is not None:
                yield number, Rule(entry.all, entry.any, entry.regex)

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Return where in `entries` an id is; of one given twice, the first."""
        return {entry.id: n for n, entry in reversed([*enumerate(self.entries)])}

    @cached_property
    def likeness(self) -> Likeness | None:
        """Return all questions compiled, once for all groups; None where no entry has any."""
        questions = [(entry.id, question) for entry in self.entries for question in entry.ask]
        model = _sentence_model() if self.model else None
        return Likeness(questions, model) if questions else None

    def requires(self) -> Iterator[Need]:
        """Yield that it hears questions and answers them."""
        yield from ("messages", "answer")

    def utterances(self) -> Iterator[Utterance]:
        """Yield every answer, with a sample name."""
        for number, entry in enumerate(self.entries):
            yield Utterance(("entries", number, "answer"), entry.answer, _SAMPLE)

    def conflicts(self, config: Config) -> Iterator[tuple[tuple[object, ...], Why]]:
        """Yield thresholds out of order, ids given twice, a model or keywords that cannot be."""
        for low, high in pairwise(_THRESHOLDS):
            if getattr(self, low) > getattr(self, high):
                field = high if high in self.model_fields_set else low
                why = {"zh": f"{low} 不能比 {high} 高", "en": f"{low} must not be above {high}"}
                yield (field,), why
        for number, entry in enumerate(self.entries):
            if self.numbers[entry.id] != number:
                why = {"zh": f"'{entry.id}' 写了两次", "en": f"'{entry.id}' is given twice"}
                yield ("entries", number, "id"), why
        if self.model and not all(map(find_spec, MODULES)):
            yield ("model",), _UNINSTALLED
        yield from self._wrong_rules()

    def _wrong_rules(self) -> Iterator[tuple[tuple[object, ...], Why]]:
        if not _fault([rule for _, rule in self.keywords]):
            return
        for number, entry in enumerate(self.entries):
            alone = {
                "all": Rule(all=entry.all),
                "any": Rule(any=entry.any),
                "regex": Rule(regex=entry.regex),
            }
            for field, rule in alone.items():
                if rule != Rule() and (fault := _fault([rule])):
                    yield ("entries", number, field), fault


@cache
def _sentence_model() -> SentenceModel:
    """Load the model, once for all playbooks: a second or two; then 15 to 40 ms a question."""
    return LocalModel()


def _fault(rules: Sequence[Rule]) -> Why | None:
    """Say why no index can be made of these rules."""
    try:
        KeywordIndex(rules)
    except Unfit as error:
        return error.words
    return None
