"""kind: guard. Answers a message that holds a forbidden word."""

from collections.abc import Iterator, Sequence
from typing import Literal, Self

from pydantic import model_validator

from bot.config.model import Config
from bot.deployment import Deployment
from bot.domain.needs import Need
from bot.domain.speech import GroupView, Member
from bot.domain.words import WordSet
from bot.errors import Place, Unfit
from bot.handling.context import Context
from bot.handling.heard import Heard, Hearing
from bot.handling.router import Finding, Router
from bot.playbooks.base import Playbook, Utterance, Why
from bot.playbooks.say import FileName, Say, Speaking
from bot.reading.places import KeyPath


class Guard(Speaking, Playbook):
    """Forbidden words, written here or in a file with one a line (`#` begins a remark)."""

    kind: Literal["guard"]
    words: tuple[str, ...] = ()
    file: FileName | None = None
    say: Say | None = None

    @model_validator(mode="after")
    def _some_words(self) -> Self:
        if not self.words and not self.file:
            raise Unfit(
                "要写 words: [...]，或者 file: 词表文件",
                "write words: [...] or file: with a file of words",
            )
        return self

    def requires(self) -> Iterator[Need]:
        """Yield that it hears everything, and warns."""
        yield "messages"
        if self.say:
            yield "answer"

    def utterances(self) -> Iterator[Utterance]:
        """Yield the warning with a sample name."""
        if self.say:
            yield Utterance(("say",), self.say, _sample())

    def conflicts(self, config: Config) -> Iterator[tuple[KeyPath, Why]]:
        """Yield what is wrong with the words or their file."""
        field: KeyPath = ("words",) if self.words else ("file",)
        try:
            WordSet(_words(self, config))
        except (OSError, UnicodeDecodeError) as error:
            why = getattr(error, "strerror", None) or error
            yield ("file",), {"zh": f"读不了：{why}", "en": f"cannot read it: {why}"}
        except Unfit as error:
            yield field, error.words


def _sample() -> dict[str, object]:
    return {"name": Member("u1", "小李"), "group": GroupView("阅读群"), "word": "…"}


def _words(playbook: Guard, config: Config) -> list[str]:
    """Return the words of a playbook; those of the file as they were when it was loaded."""
    words = [word for word in playbook.words if word.strip()]
    if playbook.file:
        text = config.files.text(config.path(playbook.file))
        lines = (line.strip() for line in text.splitlines())
        words += [line for line in lines if line and not line.startswith("#")]
    return words


def _rule(playbook: Guard) -> Place:
    return playbook.line_of("words" if playbook.words else "file")


class Guards:
    """The guards of a group, the most specific first."""

    def __init__(self, playbooks: Sequence[Guard], deployment: Deployment) -> None:
        config = deployment.config
        self._sets = [(playbook, WordSet(_words(playbook, config))) for playbook in playbooks]

    def candidates(self, hearing: Hearing) -> set[int]:
        """Name the messages with a forbidden word, and those whose whole text has to be searched.

        Where only white space was taken off, nothing is missing that a word could be made of.
        """
        found = set(hearing.unwrapped)
        return found.union(*(words.candidates(hearing.forms) for _, words in self._sets))

    def consider(self, heard: Heard) -> Finding | None:
        """Find the first forbidden word of the first guard that has one."""
        for playbook, words in self._sets:
            if word := words.find(heard.event.text):
                values = {"word": word}
                place = _rule(playbook)
                return Finding("forbidden_word", playbook, place=place, values=values, data=word)
        return None

    def explain(self, heard: Heard) -> list[Finding]:
        """Say of each guard that no word of its was found, or that another guard's was first."""
        return [self._reason(playbook, words, heard) for playbook, words in self._sets]

    def _reason(self, playbook: Guard, words: WordSet, heard: Heard) -> Finding:
        found, text = words.find(heard.event.text), heard.event.text
        code = "outranked" if found else "no_forbidden_word"
        values = {"word": found} if found else {"text": text}
        return Finding(code, playbook, place=_rule(playbook), acts=False, values=values)


async def warn(context: Context, finding: Finding, heard: Heard) -> None:
    """Warn who wrote it; the message stays in the journal."""
    playbook, author = finding.playbook, heard.event.member
    assert isinstance(playbook, Guard)
    if playbook.say:
        name = await context.member(author.id, author.name)
        context.say(playbook.say, name=name, word=finding.data)
    context.note(finding.code, finding.place, **finding.values)


ROUTER = Router(name="guard", kind=Guard, compile=Guards, on_message=warn)
