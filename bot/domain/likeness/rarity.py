"""How much a unit of wording says, where two wordings share it and where one misses it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log

from bot.domain.likeness.wording import pairs, units

# What questions are made of in any community, most frequent first; it steadies small libraries.
_CHARACTERS = (
    "的么什是我你好不有个了一怎吗在这人可以要上下能会没给哪那里到想说看请问用去做就也还都多少大"
    "吧啊呢们来他她它最为对把被和跟与或几时候后前谁呀想知道得地着过让叫找出点儿些再才只很太自己"
)
_WORDS = (
    "什么 怎么 可以 哪里 有没有 多少 为什么 没有 什么时候 一个 这个 是不是 我的 你们 我们 知道 "
    "请问 一下 多少钱 怎么办 哪个 要不要"
)
_ENGLISH = (
    "the to i a is how do my can what you it in of for when where are will we does on get if me "
    "and there this that with which be have did at from should would"
)


def _falling(grams: Iterable[str], share: float) -> dict[str, float]:
    """Return the share of questions that have each gram, by its rank (Zipf's law, flattened)."""
    ranked = dict.fromkeys(grams)
    return {gram: share / (rank + 1) ** 0.6 for rank, gram in enumerate(ranked)}


_BACKGROUND = {
    **_falling(_CHARACTERS, 0.45),
    **_falling((pair for word in _WORDS.split() for pair in pairs(units(word))), 0.3),
    **_falling(_ENGLISH.split(), 0.45),
}
_PRIOR = 50.0  # the background counts as much as this many entries
_UNSEEN = 0.5  # a unit that no entry has counts as seen half a time


class Rarity:
    """What it says that two wordings share a unit, and what it says that they do not.

    Sharing says the more the rarer the unit is here: -log P(a question has it), with
    P = (entries + 50 background) / (all entries + 50), Laplace's smoothing with a background; one
    entry is taken off, the one that is being compared. Missing says as much for the library's own
    topic as for anything else: people who mean it name it. So there only the background counts
    (agreement and disagreement weights, Fellegi and Sunter 1969).
    """

    def __init__(self, entries: Iterable[Iterable[tuple[str, ...]]]) -> None:
        seen: Counter[str] = Counter()
        total = _PRIOR
        for questions in entries:
            total += 1
            seen.update({unit for asked in questions for unit in (*asked, *pairs(asked))})
        self._unseen = log(total / _UNSEEN)
        self._shared = {
            unit: log(total / (max(seen[unit] - 1, _UNSEEN) + _PRIOR * _BACKGROUND.get(unit, 0.0)))
            for unit in (*seen, *_BACKGROUND)
        }
        self._missed = {
            unit: max(log(total / (_UNSEEN + _PRIOR * share)), self._shared[unit])
            for unit, share in _BACKGROUND.items()
        }

    def shared(self, parts: Sequence[str], joined: Sequence[str]) -> list[float]:
        """Return what sharing each unit weighs."""
        return _around(
            [self._shared.get(unit, self._unseen) for unit in parts],
            [self._shared.get(pair, self._unseen) for pair in joined],
        )

    def missed(self, parts: Sequence[str], joined: Sequence[str]) -> list[float]:
        """Return what missing each unit weighs."""
        return _around(
            [self._missed.get(unit, self._unseen) for unit in parts],
            [self._missed.get(pair, self._unseen) for pair in joined],
        )


def _around(own: list[float], joint: list[float]) -> list[float]:
    """Return half of each unit's own weight and half of its pairs'.

    Chinese has no spaces; the pairs around a character tell a rare word of common characters.
    """
    if not joint:
        return own
    around = zip(own, (joint[0], *joint), (*joint, joint[-1]), strict=True)
    return [(2 * here + left + right) / 4 for here, left, right in around]
