"""From how alike wordings are to how sure an answer is, by what a library says of itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

_RIVAL = 0.2  # a second entry that is alike makes the first one less telling
_TIE = 0.015  # entries nearer to each other than this are a toss-up
_RISK = 0.05  # the share of foreign questions that an ordinary library lets over its bar
_UPPER = 0.3  # the part of the foreign questions whose tail is taken as exponential
_FEW = 10.0  # the prior counts as much as this many questions
_ORDINARY = 0.66  # the tail of an ordinary library of this size,
_ORDINARY_SIZE = 600
_GROWTH = 0.06  # and with e times the questions: the best of more is better (Gumbel)
_ERROR = 0.05  # libraries that differ less than this are taken for ordinary
_MARGIN = 0.04  # the bar stands this much above the tail
_LOWEST = 0.59  # most of what is said must be shared, however small the library
_AT_BAR = log(0.80 / 0.20)
_NEARLY_SAME = 0.82  # the evidence for 0.92, in any library
_RISE = log(0.92 / 0.08) - _AT_BAR
_STEP = 0.1  # evidence per unit of log-odds below the bar


@dataclass(frozen=True, slots=True)
class Calibration:
    """The curve of one library: 0.80 at its bar, 0.92 where the asking is nearly the same."""

    bar: float

    def confidence(self, score: float, rival: float, *, same: bool) -> float:
        """Return how sure it is, 0 to 1, that the entry is meant.

        `score` is its likeness, `rival` that of the best other entry; `same` says that the wording
        is the question's own.
        """
        above = evidence(score, rival) - self.bar
        rise = _RISE / max(_NEARLY_SAME - self.bar, _STEP / 2) if above > 0 else 1 / _STEP
        sure = 0.99 if same else 1 / (1 + exp(-_AT_BAR - above * rise))
        return sure / (1 + exp((rival - score) / _TIE))


def evidence(score: float, rival: float) -> float:
    """Return the likeness less a part of the best other entry's."""
    return score - _RIVAL * rival


def calibrate(foreign: Sequence[float]) -> Calibration:
    """Set the bar by `foreign`: each question's evidence for the best entry but its own.

    A question is foreign to all other entries, so this samples what a question that is in no entry
    reaches. The estimate of its tail is believed as far as it differs from an ordinary library's
    by more than its own error.
    """
    size = max(1, len(foreign))
    ordinary = _ORDINARY + _GROWTH * log(size / _ORDINARY_SIZE)
    away = (_tail(foreign) - ordinary) * size / (size + _FEW)
    shift = max(0.0, away - _ERROR) + min(0.0, away + _ERROR)
    return Calibration(max(_LOWEST, ordinary + _MARGIN + shift))


def _tail(foreign: Sequence[float]) -> float:
    """Return what a foreign question exceeds at the risk: peaks over a threshold, exponential."""
    if not foreign:
        return 0.0
    ordered = sorted(foreign, reverse=True)
    peaks = ordered[: int(len(ordered) * _UPPER) + 1]
    mean_excess = sum(peaks) / len(peaks) - peaks[-1]
    return peaks[-1] + mean_excess * log(_UPPER / _RISK)
