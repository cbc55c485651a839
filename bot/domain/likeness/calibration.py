"""From how alike wordings are to how sure an answer is, by what a library says of itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

RISK = 0.05  # the share of foreign questions that may reach the bar
_BAR = 0.685  # what libraries of any kind need: see docs/likeness.md
_USUAL = 0.66  # where the foreign tail of an ordinary library begins
_TRUSTED = 0.05  # the estimate's own error: within it the prior is believed
_AT_BAR = log(0.8 / 0.2)
_STEP = 0.1  # likeness per unit of log-odds
_RIVAL = 0.2  # a second entry that is alike makes the first one less telling
_TIE = 0.015  # entries nearer to each other than this are a toss-up


@dataclass(frozen=True, slots=True)
class Calibration:
    """The curve of one library: a logistic of the evidence that is 0.80 at the bar."""

    bar: float

    def confidence(self, score: float, rival: float, *, same: bool) -> float:
        """Return how sure it is, 0 to 1, that the entry is meant.

        `score` is its likeness, `rival` that of the best other entry; `same` says that the wording
        is the question's own.
        """
        sure = 1 / (1 + exp(-_AT_BAR - (evidence(score, rival) - self.bar) / _STEP))
        if same:
            sure = max(sure, 0.99)
        return sure / (1 + exp((rival - score) / _TIE))


def evidence(score: float, rival: float) -> float:
    """Return the likeness less a part of the best other entry's."""
    return score - _RIVAL * rival


def calibrate(foreign: Sequence[float]) -> Calibration:
    """Set the bar by `foreign`: each question's evidence for the best entry but its own.

    A question is foreign to all other entries, so this is a sample of what a question that is in
    no entry reaches.
    """
    if not foreign:
        return Calibration(_BAR)
    tail = sorted(foreign, reverse=True)[int(len(foreign) * RISK)]
    away = (tail - _USUAL) * len(foreign) / (len(foreign) + 50)
    shift = max(0.0, away - _TRUSTED) - max(0.0, -away - _TRUSTED) / 4
    return Calibration(_BAR + shift)
