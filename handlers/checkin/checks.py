"""What can be wrong with the challenges of a group together: one keyword for two."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations

from bot.config.model import Config
from bot.errors import Mistake
from bot.playbooks.base import Playbook
from bot.reading.places import field_name
from bot.reading.sentences import Language
from handlers.checkin.model import Challenge
from handlers.checkin.options import same

_SHARED = {
    "zh": "'{word}' 在同一个群里已经是 '{id}' 的口令（{place}）",
    "en": "'{word}' is a keyword of '{id}' ({place}) in the same group",
}


def check_challenges(
    playbooks: Sequence[Playbook], _config: Config, language: Language
) -> Iterator[Mistake]:
    """Find keywords that two challenges of one group share on the same days.

    One challenge after the other may have the same; no word may check in here and do something
    else there.
    """
    challenges = [playbook for playbook in playbooks if isinstance(playbook, Challenge)]
    for one, other in combinations(challenges, 2):
        words = {same(word): path for path, word in reversed(one.words)}
        for path, word in other.words:
            taken = words.get(same(word))
            if taken is not None and (_share_days(one, other) or taken != path):
                place = one.line_of(*taken)
                why = _SHARED[language].format(word=word, id=one.id, place=place)
                yield Mistake(other.line_of(*path), field_name(path), why)


def _share_days(one: Challenge, other: Challenge) -> bool:
    first, last = _span(one)
    other_first, other_last = _span(other)
    return first <= other_last and other_first <= last


def _span(challenge: Challenge) -> tuple[date, date]:
    return challenge.start or date.min, challenge.last or date.max
