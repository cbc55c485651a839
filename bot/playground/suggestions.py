"""What a newcomer may try in a group, from the playbooks that serve it."""

from collections.abc import Collection, Iterator
from itertools import chain, count, islice

from bot.deployment import Deployment
from handlers.checkin.model import Challenge
from handlers.faq.playbook import Faq

_MOST = 6
_COMMANDS = {"zh": ("/帮助", "/我的"), "en": ("/help", "/me")}
_NEWCOMERS = {"zh": ("小陈", "小周", "小吴", "小赵"), "en": ("Dora", "Eli", "Faye", "Gus")}


def suggestions(deployment: Deployment, group: str) -> list[str]:
    """Return a few things to write that the bot answers there, each once."""
    language = deployment.config.language
    asked = islice(_of_playbooks(deployment, group), _MOST - len(_COMMANDS[language]))
    return list(dict.fromkeys([*asked, *_COMMANDS[language]]))


def newcomer(taken: Collection[str], language: str) -> str:
    """Return a name that nobody has yet, for who may come in next."""
    names = _NEWCOMERS[language]
    more = (f"{names[0]}{number}" for number in count(2))
    return next(name for name in chain(names, more) if name not in taken)


def _of_playbooks(deployment: Deployment, group: str) -> Iterator[str]:
    """Yield what calls for each playbook: the keyword of a check-in, questions of an FAQ."""
    called = "@" + next(iter(deployment.config.bot.names), deployment.config.bot.id)
    for playbook in deployment.playbooks_of(group):
        if isinstance(playbook, Challenge):
            yield playbook.match[0]
        elif isinstance(playbook, Faq):
            asks = (entry.ask[-1] for entry in playbook.entries if entry.ask)
            yield from (f"{called} {ask}" for ask in islice(asks, 2))
