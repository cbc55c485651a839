"""The library's questions most like a message, each with the confidence that it is meant."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nlargest

from bot.domain.likeness.calibration import Calibration, calibrate, evidence
from bot.domain.likeness.coverage import Wording, likeness, read
from bot.domain.likeness.meaning import SentenceModel
from bot.domain.likeness.rarity import Rarity
from bot.domain.likeness.wording import units

_COMPARED = 16  # so many questions are compared in full
_SAMPLED = 600  # so many questions are enough to calibrate by
_COMMON = 400  # a unit of more questions than this does not find any


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may answer, by its nearest question."""

    entry: str
    question: str
    confidence: float


@dataclass(frozen=True, slots=True)
class _Near:
    score: float
    index: int


class Likeness:
    """Finds what a message asks among (entry id, question) pairs; an entry may have several."""

    def __init__(
        self, questions: Sequence[tuple[str, str]], model: SentenceModel | None = None
    ) -> None:
        self._questions = list(questions)
        asked: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for entry, question in questions:
            asked[entry].append(units(question))
        self._rarity = Rarity(asked.values())
        self._wordings = [read(question, self._rarity) for _, question in questions]
        self._having: dict[str, list[int]] = defaultdict(list)
        for index, wording in enumerate(self._wordings):
            for gram in dict.fromkeys((*wording.units, *wording.pairs)):
                self._having[gram].append(index)
        self._calibration = self._calibrated()

    def rank(self, text: str, limit: int = 4) -> list[Candidate]:
        """Return the entries that `text` may ask for, surest first, at most `limit`."""
        wording = read(text, self._rarity)
        near = self._nearest(wording)
        scores = [found.score for found in near]
        found = [
            Candidate(*self._questions[one.index], self._sure(wording, one, scores))
            for one in near[:limit]
        ]
        return sorted(found, key=lambda one: -one.confidence)

    def _sure(self, wording: Wording, one: _Near, scores: list[float]) -> float:
        rival = scores[1] if one.score == scores[0] and len(scores) > 1 else scores[0]
        rival = rival if len(scores) > 1 else 0.0
        same = wording.units == self._wordings[one.index].units
        return self._calibration.confidence(one.score, rival, same=same)

    def _nearest(self, wording: Wording, but: str | None = None) -> list[_Near]:
        """Return the nearest question of each entry near enough to compare, nearest first."""
        best: dict[str, _Near] = {}
        for index in self._sharing(wording):
            entry = self._questions[index][0]
            if entry == but:
                continue
            score = likeness(wording, self._wordings[index])
            if entry not in best or score > best[entry].score:
                best[entry] = _Near(score, index)
        return sorted(best.values(), key=lambda near: (-near.score, near.index))

    def _sharing(self, wording: Wording) -> list[int]:
        """Return the questions that share most with `wording`, as far as an index tells."""
        shared: dict[int, float] = defaultdict(float)
        for gram in dict.fromkeys((*wording.units, *wording.pairs)):
            having = self._having.get(gram)
            if having and len(having) <= _COMMON:
                weight = (2.0 if " " in gram else 1.0) / len(having) ** 0.5
                for index in having:
                    shared[index] += weight
        return nlargest(_COMPARED, shared, key=lambda index: (shared[index], -index))

    def _calibrated(self) -> Calibration:
        """Ask each question (a sample of a long list) of the other entries."""
        foreign = []
        for index in range(0, len(self._questions), len(self._questions) // _SAMPLED + 1):
            near = self._nearest(self._wordings[index], but=self._questions[index][0])
            scores = [found.score for found in near[:2]]
            foreign.append(evidence(*scores, *[0.0] * (2 - len(scores))))
        return calibrate(foreign)
