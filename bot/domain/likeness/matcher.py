"""The library's questions most like a message, each with the confidence that it is meant."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nlargest

from bot.domain.likeness.calibration import MEANING, WORDING, Calibration, calibrate
from bot.domain.likeness.coverage import Wording, likeness, most_alike, read
from bot.domain.likeness.meaning import SentenceModel, blend
from bot.domain.likeness.rarity import Rarity
from bot.domain.likeness.wording import units

_COMPARED = 8  # so many questions are compared in full,
_OF_ONE = 3  # and so many of one entry, however many phrasings it has
_ROUNDED = 1e-9
_SAMPLED = 600  # so many questions are enough to calibrate by


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
        self._asked_for: dict[str, list[int]] = defaultdict(list)
        for index, (entry, _) in enumerate(questions):
            self._asked_for[entry].append(index)
        asked = [units(question) for _, question in questions]
        self._rarity = Rarity([asked[at] for at in of_one] for of_one in self._asked_for.values())
        self._wordings = [read(question, self._rarity) for _, question in questions]
        self._having: dict[str, list[int]] = defaultdict(list)
        for index, wording in enumerate(self._wordings):
            for gram in wording.grams:
                self._having[gram].append(index)
        self._grams = frozenset(self._having)
        self._worded = {wording.units for wording in self._wordings}
        self._meanings = model.learn([question for _, question in questions]) if model else None
        self._calibration = self._calibrated()

    def rank(self, text: str, limit: int = 4) -> list[Candidate]:
        """Return the entries that `text` may ask for, surest first, at most `limit`."""
        wording = read(text, self._rarity)
        near = self._nearest(wording, self._meanings.of(text) if self._meanings else ())
        found = [
            Candidate(*self._questions[one.index], self._sure(wording, place, near))
            for place, one in enumerate(near[:limit])
        ]
        return sorted(found, key=lambda one: -one.confidence)

    def may_reach(self, confidence: float, text: str) -> bool:
        """Say whether `rank` may be so sure of an entry: no, where questions lack its words."""
        if self._meanings:
            return True
        wording = read(text, self._rarity)
        if wording.units in self._worded:
            return True
        score = most_alike(wording, self._grams) + _ROUNDED
        return self._calibration.confidence(score, 0.0, same=False) >= confidence - _ROUNDED

    def _sure(self, wording: Wording, place: int, near: Sequence[_Near]) -> float:
        rivals = [other.score for at, other in enumerate(near[:2]) if at != place]
        same = wording.units == self._wordings[near[place].index].units
        return self._calibration.confidence(near[place].score, max(rivals, default=0.0), same=same)

    def _nearest(
        self, wording: Wording, meant: Sequence[float], but: str | None = None
    ) -> list[_Near]:
        """Return the nearest question of each entry worth comparing, but one, nearest first."""
        best: dict[str, _Near] = {}
        by_meaning = self._best(dict(enumerate(meant)), but)
        for index in dict.fromkeys((*self._best(self._shared(wording), but), *by_meaning)):
            entry = self._questions[index][0]
            score = likeness(wording, self._wordings[index])
            if meant:
                score = blend(score, meant[index])
            if entry not in best or score > best[entry].score:
                best[entry] = _Near(score, index)
        return sorted(best.values(), key=lambda near: (-near.score, near.index))

    def _shared(self, wording: Wording) -> dict[int, float]:
        """Return roughly how much each question shares with `wording`, by the index alone."""
        common = min(len(self._questions) // 10, 200) + 20
        found = [having for gram in wording.grams if (having := self._having.get(gram))]
        shared: dict[int, float] = defaultdict(float)
        for having in [few for few in found if len(few) <= common] or found:
            weight = 1 / len(having) ** 0.5
            for index in having:
                shared[index] += weight
        return shared

    def _best(self, scores: dict[int, float], but: str | None) -> list[int]:
        """Return the questions with the best scores, few of one entry and none of `but`."""
        for index in self._asked_for[but] if but else ():
            scores.pop(index, None)
        taken: Counter[str] = Counter()
        best = []
        for index in nlargest(4 * _COMPARED, scores, key=scores.__getitem__):
            entry = self._questions[index][0]
            taken[entry] += 1
            if taken[entry] <= _OF_ONE:
                best.append(index)
        return best[:_COMPARED]

    def _calibrated(self) -> Calibration:
        """Ask each question (a sample of a long list) of the other entries."""
        foreign = []
        for index in range(0, len(self._questions), len(self._questions) // _SAMPLED + 1):
            meant = self._meanings.among(index) if self._meanings else ()
            near = self._nearest(self._wordings[index], meant, but=self._questions[index][0])
            best, second = [*(found.score for found in near[:2]), 0.0, 0.0][:2]
            foreign.append((best, second))
        return calibrate(foreign, MEANING if self._meanings else WORDING)
