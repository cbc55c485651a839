"""Reads which groups a text is for, and the text."""

from collections.abc import Sequence
from typing import NamedTuple

from bot.domain.text import BLANKS, clean, fold
from bot.handling.command import Misused
from bot.handling.context import Context
from handlers.commands.targets import begins

_NAMED = 10
_LONGEST_LINE = 1_000
_HERE = ("here", "本群", "这里", "这个群")
_EVERYWHERE = ("all", "*", "全部", "所有群")


class Recipients(NamedTuple):
    """The groups, and what is to be said there."""

    groups: list[str]
    text: str


def recipients(context: Context, known: Sequence[str], rest: str) -> Recipients | None:
    """Read `<group or tag> text`, None where it is none of the `known` groups.

    Ids, tags and words for groups go before names, which members can change. Raises Misused where
    nothing is written.
    """
    if not rest:
        raise Misused
    word, *tail = rest.split(None, 1)
    if groups := _by_word(context, known, word):
        return Recipients(groups, tail[0] if tail else "")
    names = {group: context.group_view(group).name for group in known}
    fitting = {group: len(name) for group, name in names.items() if begins(rest, name)}
    longest = max(fitting.values(), default=0)
    groups = [group for group, length in fitting.items() if length == longest]
    return Recipients(groups, rest[longest:]) if len(groups) == 1 else None


def _by_word(context: Context, known: Sequence[str], word: str) -> list[str]:
    if fold(word) in _EVERYWHERE:
        return list(known)
    if fold(word) in _HERE:
        return [group for group in known if group == context.event.group]
    if word in known:
        return [word]
    return [group for group in known if word in context.deployment.config.tags(group)]


def cleaned(text: str) -> str:
    """Make a person's text harmless, line by line: it keeps its lines and mentions nobody."""
    lines = (clean(line, _LONGEST_LINE) for line in text.strip(BLANKS).splitlines())
    return "\n".join(lines).strip()


def group_names(context: Context, groups: Sequence[str]) -> str:
    """Name groups, at most ten of them."""
    chinese = context.deployment.config.language == "zh"
    names = [clean(context.group_view(group).name) for group in groups[:_NAMED]]
    rest = len(groups) - len(names)
    more = (f" 等 {len(groups)} 个群" if chinese else f" and {rest} more") if rest else ""
    return ("、" if chinese else ", ").join(names) + more
