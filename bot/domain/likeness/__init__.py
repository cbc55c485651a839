"""How alike a message is to the questions of a library, and how sure that makes an answer."""

from bot.domain.likeness.matcher import Candidate, Likeness
from bot.domain.likeness.meaning import Meanings, SentenceModel
from bot.domain.likeness.questions import asks, is_question

__all__ = ["Candidate", "Likeness", "Meanings", "SentenceModel", "asks", "is_question"]
