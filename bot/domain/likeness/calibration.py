"""From how alike two askings are to how sure an answer is, by what a library says of itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

_TAIL = 0.04, 0.06  # the mean of these ranks is taken for what 5 % of the foreign questions exceed
_FEW = 10.0  # what is ordinary counts as much as this many questions
_AT_BAR = log(0.80 / 0.20)
_RISE = log(0.92 / 0.08) - _AT_BAR
_STEP = 0.1  # evidence per unit of log-odds below the bar
_STEEPEST = 0.05  # evidence from 0.80 to 0.92 where the bar stands high


@dataclass(frozen=True, slots=True)
class Scale:
    """What likeness of one kind means before a library is known."""

    rival: float  # so much of the second entry's likeness counts against the first
    ordinary: float  # the tail of an ordinary library of 600 questions,
    growth: float  # and what e times the questions add: the best of more is better (Gumbel)
    error: float  # a library that differs less than this from an ordinary one is taken for one
    margin: float  # the bar stands this much above the tail
    lowest: float  # most of what is said must be shared, however small the library
    nearly_same: float  # the evidence for 0.92, in any library
    tie: float  # entries nearer to each other than this are a toss-up


WORDING = Scale(
    rival=0.1,
    ordinary=0.66,
    growth=0.06,
    error=0.04,
    margin=0.037,
    lowest=0.61,
    nearly_same=0.85,
    tie=0.03,
)
MEANING = Scale(
    rival=0.3,
    ordinary=0.65,
    growth=0.055,
    error=0.0,
    margin=0.003,
    lowest=0.55,
    nearly_same=0.78,
    tie=0.003,
)


@dataclass(frozen=True, slots=True)
class Calibration:
    """The curve of one library: 0.80 at its bar, 0.92 where the asking is nearly the same."""

    scale: Scale
    bar: float

    def confidence(self, score: float, rival: float, *, same: bool) -> float:
        """Return how sure it is, 0 to 1, that the entry is meant.

        `score` is its likeness, `rival` that of the best other entry; `same` says that the wording
        is the question's own.
        """
        above = score - self.scale.rival * rival - self.bar
        step = max(self.scale.nearly_same - self.bar, _STEEPEST) / _RISE if above > 0 else _STEP
        sure = 0.99 if same else 1 / (1 + exp(-_AT_BAR - above / step))
        return sure / (1 + exp((rival - score) / self.scale.tie))


def calibrate(foreign: Sequence[tuple[float, float]], scale: Scale) -> Calibration:
    """Set the bar by `foreign`: the likeness of each question to the two best other entries.

    A question is foreign to all entries but its own, so this samples what a question that is in no
    entry reaches. The estimate of its tail is believed as far as it differs from an ordinary
    library's by more than its own error.
    """
    size = max(1, len(foreign))
    ordinary = scale.ordinary + scale.growth * log(size / 600)
    tail = _tail([score - scale.rival * rival for score, rival in foreign])
    away = (tail - ordinary) * size / (size + _FEW)
    shift = max(0.0, away - scale.error) + min(0.0, away + scale.error)
    return Calibration(scale, max(scale.lowest, ordinary + scale.margin + shift))


def _tail(evidence: Sequence[float]) -> float:
    """Return what about 5 % of `evidence` exceed: the mean of those around that rank."""
    first, last = (int(len(evidence) * share) for share in _TAIL)
    around = sorted(evidence, reverse=True)[first : last + 1]
    return sum(around) / len(around) if around else 0.0
