"""kind: faq. Answers what members keep asking, by keywords or by likeness to known questions."""

from handlers.faq.answering import ROUTER
from handlers.faq.playbook import Faq

__all__ = ["ROUTER", "Faq"]
