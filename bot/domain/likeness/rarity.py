"""How much it says that a wording has this unit: the rarer in questions, the more."""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log

from bot.domain.likeness.wording import pairs

# What questions are made of in any community, most frequent first; it steadies small libraries.
_COMMON = (
    *"的么什是我你好不有个了一怎吗在这人可以要上下能会没给哪那里到想说看请问用去做就也还都多少大",
    *"吧啊呢们来他她它最为对把被和跟与或几时候后前谁呀想知道得地着过让叫找出点儿些再才只很太自己",
    *(
        "the",
        "to",
        "i",
        "a",
        "is",
        "how",
        "do",
        "my",
        "can",
        "what",
        "you",
        "it",
        "in",
        "of",
        "for",
    ),
)
_BACKGROUND = {unit: 0.45 / (rank + 1) ** 0.6 for rank, unit in reversed([*enumerate(_COMMON)])}
_PRIOR = 50.0  # the background counts as much as this many entries
_UNSEEN = 0.5  # a unit that no entry has counts as seen half a time


class Rarity:
    """The information of units, from how many entries have them and from a general background.

    -log P(a question has the unit), P = (entries + 50 background) / (all entries + 50): Laplace's
    smoothing with a background. One entry is taken off, the one that is being compared.
    """

    def __init__(self, entries: Iterable[Iterable[tuple[str, ...]]]) -> None:
        seen: Counter[str] = Counter()
        total = _PRIOR
        for questions in entries:
            total += 1
            seen.update({unit for asked in questions for unit in (*asked, *pairs(asked))})
        self._unseen = log(total / _UNSEEN)
        self._information = {
            unit: log(total / (max(seen[unit] - 1, _UNSEEN) + _PRIOR * _BACKGROUND.get(unit, 0.0)))
            for unit in (*seen, *_BACKGROUND)
        }

    def weigh(self, units: Sequence[str], joined: Sequence[str]) -> list[float]:
        """Return the weight of each unit: half its own information, half its neighbourhood's.

        Chinese has no spaces; the pairs around a character tell a rare word of common characters.
        """
        own = [self._information.get(unit, self._unseen) for unit in units]
        if not joined:
            return own
        joint = [self._information.get(pair, self._unseen) for pair in joined]
        around = zip(own, (joint[0], *joint), (*joint, joint[-1]), strict=True)
        return [(2 * here + left + right) / 4 for here, left, right in around]
