"""How much it says that a wording has this unit: the rarer in questions, the more."""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log

from bot.domain.likeness.wording import pairs, units

# What questions are made of in any community, most frequent first; it steadies small libraries.
_COMMON_UNITS = (
    *"的么什是我你好不有个了一怎吗在这人可以要上下能会没给哪那里到想说看请问用去做就也还都多少大",
    *"吧啊呢们来他她它最为对把被和跟与或几时候后前谁呀想知道得地着过让叫找出点儿些再才只很太自己",
    *("the", "to", "i", "a", "is", "how", "do", "my", "can", "what", "you", "it", "in", "of"),
)
_COMMON_WORDS = (
    *(
        "什么",
        "怎么",
        "可以",
        "哪里",
        "有没有",
        "多少",
        "为什么",
        "没有",
        "什么时候",
        "一个",
        "这个",
    ),
    *(
        "是不是",
        "我的",
        "你们",
        "我们",
        "知道",
        "请问",
        "一下",
        "多少钱",
        "怎么办",
        "哪个",
        "要不要",
    ),
    *("how do i", "what is", "can i", "where is", "is there", "how to", "do you", "how can i"),
)


def _falling(grams: Iterable[str], share: float) -> dict[str, float]:
    """Return the share of questions that have each gram, by its rank (Zipf's law, flattened)."""
    ranked = dict.fromkeys(grams)
    return {gram: share / (rank + 1) ** 0.6 for rank, gram in enumerate(ranked)}


_BACKGROUND = {
    **_falling(_COMMON_UNITS, 0.45),
    **_falling((pair for word in _COMMON_WORDS for pair in pairs(units(word))), 0.3),
}
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

    def weigh(self, parts: Sequence[str], joined: Sequence[str]) -> list[float]:
        """Return the weight of each unit: half its own information, half its neighbourhood's.

        Chinese has no spaces; the pairs around a character tell a rare word of common characters.
        """
        own = [self._information.get(unit, self._unseen) for unit in parts]
        if not joined:
            return own
        joint = [self._information.get(pair, self._unseen) for pair in joined]
        around = zip(own, (joint[0], *joint), (*joint, joint[-1]), strict=True)
        return [(2 * here + left + right) / 4 for here, left, right in around]
