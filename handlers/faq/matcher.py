"""Which entry of a group's FAQ a message calls for, and why not the others."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from bot.deployment import Deployment
from bot.domain.calls import call_of
from bot.domain.courtesy import is_courtesy
from bot.domain.keyword_index import KeywordIndex
from bot.domain.likeness import asks, is_question
from bot.domain.picks import picked
from bot.domain.text import squeeze
from bot.errors import Place
from bot.events import MessageReceived
from bot.handling.heard import Heard, Hearing
from bot.handling.router import Finding
from handlers.faq.playbook import Entry, Faq

OFFERED = 3
_FAINT = 0.05  # what is less likely is not offered
_MARGIN = 0.2  # by which the surest entry must lead where nobody asked the bot


class Hit(NamedTuple):
    """An entry that a message calls for; by keywords it is certain, without a question."""

    playbook: Faq
    number: int
    question: str = ""
    confidence: float = 1.0

    @property
    def entry(self) -> Entry:
        """Return the entry itself."""
        return self.playbook.entries[self.number]

    @property
    def place(self) -> Place:
        """Return where the entry was written."""
        return self.playbook.line_of("entries", self.number)


class Answers:
    """All FAQ playbooks of a group as one: the best entry wins, whichever it is in.

    The operator's keywords come before any likeness, the entry with most keyword text first. Of
    likeness wins the highest confidence that the threshold of its own playbook lets through. Among
    equals the more specific playbook does; it also speaks for all when it must offer or give up.
    """

    def __init__(self, playbooks: Sequence[Faq], deployment: Deployment) -> None:
        self._playbooks = playbooks
        rules = [(Hit(p, number), rule) for p in playbooks for number, rule in p.keywords]
        self._called = [hit for hit, _ in rules]
        self._index = KeywordIndex([rule for _, rule in rules])
        self._asked = [playbook for playbook in playbooks if playbook.likeness]
        self._bot = deployment.config.bot.id
        self._call = call_of(deployment.config.bot.names)

    def candidates(self, hearing: Hearing) -> set[int]:
        """Name the messages with keywords, choices, and questions to the bot or to everybody."""
        forms, texts = hearing.forms, hearing.texts
        found = self._index.candidates(forms, texts) if self._called else set()
        if self._asked:
            found |= hearing.addressed
            found.update(n for n, text in enumerate(texts) if picked(text, OFFERED))
            found.update(n for n, folded in enumerate(forms.folded) if asks(folded))
        return found

    def consider(self, heard: Heard) -> Finding | None:
        """Find what to answer; None for chatter."""
        if self._called and (met := self._index.find(heard.text)):
            return _found("keyword", self._called[met[0]], {})
        if not self._asked:
            return None
        if number := picked(heard.text, OFFERED):
            front = self._asked[0]
            return Finding("picked", front, place=front.place, data=number, choice=True)
        if heard.addressed:
            return self._for_the_bot(heard)
        if self._not_meant(heard) or not self._may_be_sure(heard.text):
            return None
        hits = _rank(self._asked, heard.text)
        if _doubt(hits):
            return None
        return _found("alike_unasked", hits[0], _compared(hits, hits[0].playbook.unasked_at))

    def _may_be_sure(self, text: str) -> bool:
        """Say whether it is worth comparing with questions, which takes several times as long."""
        asked = ((one.likeness, one.unasked_at) for one in self._asked)
        return any(likeness and likeness.may_reach(least, text) for likeness, least in asked)

    def explain(self, heard: Heard) -> list[Finding]:
        """Say of each playbook that does not act why not."""
        winner = self.consider(heard)
        acting = winner.playbook if winner else None
        return [self._reason(p, heard) for p in self._playbooks if p is not acting]

    def _for_the_bot(self, heard: Heard) -> Finding | None:
        """Answer, offer what may be meant, or admit that no answer is known."""
        text, front = self._call.sub(" ", heard.text), self._asked[0]
        hits = _rank(self._asked, text)
        if sure := [hit for hit in hits if hit.confidence >= hit.playbook.answer_at]:
            others = [hit for hit in hits if hit is not sure[0]]
            values = _compared([sure[0], *others], sure[0].playbook.answer_at)
            return _found("alike", sure[0], values)
        if near := _worth_offering(hits):
            values = _compared(near, near[0].playbook.answer_at)
            return Finding("offered", front, place=near[0].place, values=values, data=near)
        if _is_empty(text):
            return None
        values = _compared(hits, (hits[0].playbook if hits else front).offer_at)
        return Finding("unanswered", front, place=front.place, values=values, data=text.strip())

    def _not_meant(self, heard: Heard) -> str | None:
        """Say why a message that does not address the bot is no question to everybody."""
        event = heard.event
        if event.reply_to is not None:
            return "replies_to_member"
        if self._mentions_member(event):
            return "mentions_member"
        return None if is_question(heard.text) else "not_a_question"

    def _mentions_member(self, event: MessageReceived) -> bool:
        typed = "@" in event.text or "＠" in event.text
        return typed or any(member != self._bot for member in event.mentions)

    def _reason(self, playbook: Faq, heard: Heard) -> Finding:
        met = [self._called[index] for index in self._index.find(heard.text)]
        if own := [hit for hit in met if hit.playbook is playbook]:
            return _why_not("outranked", playbook, own)
        if met or not playbook.likeness:
            return _why_not("no_keyword", playbook, values={"text": heard.text})
        if not heard.addressed and (reason := self._not_meant(heard)):
            values = {"text": heard.text} | (
                {"reply_to": heard.event.reply_to} if reason == "replies_to_member" else {}
            )
            return _why_not(reason, playbook, values=values)
        text = self._call.sub(" ", heard.text)
        hits, threshold = _rank([playbook], text), playbook.unasked_at
        if heard.addressed:
            threshold = playbook.offer_at
            code = "no_question" if _is_empty(text) else "below_offer"
            code = "outranked" if _worth_offering(hits) else code
        else:
            code = _doubt(hits) or _doubt(_rank(self._asked, text)) or "outranked"
        return _why_not(code, playbook, hits, _compared(hits, threshold))


def _rank(playbooks: Iterable[Faq], text: str) -> list[Hit]:
    """Return the entries that a text may ask for, the surest first."""
    hits = [
        Hit(playbook, playbook.numbers[found.entry], found.question, found.confidence)
        for playbook in playbooks
        if playbook.likeness
        for found in playbook.likeness.rank(text)
    ]
    return sorted(hits, key=lambda hit: -hit.confidence)


def _doubt(hits: Sequence[Hit]) -> str | None:
    """Say what keeps the surest entry from being said where nobody asked the bot."""
    if not hits or hits[0].confidence < hits[0].playbook.unasked_at:
        return "below_unasked"
    if len(hits) > 1 and hits[0].confidence - hits[1].confidence < _MARGIN:
        return "no_clear_margin"
    return None


def _worth_offering(hits: Sequence[Hit]) -> Sequence[Hit]:
    """Return the entries to choose from, if it is likely enough that one of them is meant."""
    near = [hit for hit in hits[:OFFERED] if hit.confidence >= _FAINT]
    together = sum(hit.confidence for hit in near)
    return near if near and together >= near[0].playbook.offer_at else ()


def _found(code: str, hit: Hit, values: dict[str, object]) -> Finding:
    values = {"entry": hit.entry.id, **values}
    return Finding(code, hit.playbook, place=hit.place, values=values, data=hit)


def _why_not(
    code: str, playbook: Faq, hits: Sequence[Hit] = (), values: Mapping[str, object] | None = None
) -> Finding:
    place = hits[0].place if hits else playbook.place
    return Finding(code, playbook, place=place, acts=False, values=values or {})


def _compared(hits: Sequence[Hit], threshold: float) -> dict[str, object]:
    """Return the surest entry and the second, and what its confidence had to reach."""
    values: dict[str, object] = {"threshold": threshold}
    for prefix, hit in zip(("", "second_"), hits, strict=False):
        values[f"{prefix}entry"] = hit.entry.id
        values[f"{prefix}confidence"] = round(hit.confidence, 3)
    return values


def _is_empty(text: str) -> bool:
    """Say whether there is nothing in it that a person should look at."""
    return not squeeze(text) or is_courtesy(text)
