"""Tells commands from other messages, and who may use them."""

import difflib
import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.config.model import Role
from bot.deployment import Deployment
from bot.domain.text import fold
from bot.events import CommandGiven
from bot.handling.command import RANKS, Call, Command
from bot.handling.heard import Heard, Hearing
from bot.handling.router import Finding
from bot.playbooks.base import Playbook

SLASHES = ("/", "／")
_SLASHES = frozenset(SLASHES)
_ENDS = "!?.,~:;。、…·！？，～：；"
_LIKE = 0.75  # hlep is like help, path names such as home or opt are like nothing
_LONGEST = 20  # characters behind the slash that are worth a look


class _Known(NamedTuple):
    """A command and what its first words look like, None where any words will do."""

    command: Command
    first: re.Pattern[str] | None


class Used(NamedTuple):
    """A command that was written, and its use."""

    command: Command
    call: Call


class _Written(NamedTuple):
    """What stands behind the slash: a known name and the rest."""

    name: str
    rest: str


class Commands:
    """All commands, by each of their names."""

    def __init__(
        self, table: Sequence[Command], _playbooks: Sequence[Playbook], deployment: Deployment
    ) -> None:
        self._table, self._config = table, deployment.config
        self._named: dict[str, list[_Known]] = {}
        for command in table:
            known = _Known(command, _first_words(command))
            for name in command.names:
                self._named.setdefault(name, []).append(known)
        self._longest_first = sorted(self._named, key=len, reverse=True)

    def candidates(self, hearing: Hearing) -> set[int]:
        """Name the messages that begin with a slash."""
        return {number for number, text in enumerate(hearing.texts) if text[:1] in _SLASHES}

    def consider(self, heard: Heard) -> Finding | None:
        """Find the command that a message is, or is likely meant to be."""
        if not heard.text.startswith(SLASHES) or heard.text[1:2] in (*SLASHES, ""):
            return None
        role = self._role(heard)
        written = self._read(heard.text[1:])
        if written is None:
            return self._unknown(heard, role)
        command = self._meant(*written)
        values = {"command": f"/{written.name}"}
        words = tuple(written.rest.split())
        used = Used(command, Call(heard, words, written.rest, role, self._table))
        if not command.allows(role):
            return Finding("not_allowed", item=command.name, values=values, data=used)
        if not (command.private or heard.event.group):
            return Finding("group_only", item=command.name, values=values, data=used)
        if heard.event.group and not (command.aloud or isinstance(heard.event, CommandGiven)):
            return Finding("private_only", item=command.name, values=values, data=used)
        return Finding("command", item=command.name, values=values, data=used, first=command.first)

    def explain(self, heard: Heard) -> list[Finding]:
        """Say why a message is no command."""
        text = heard.text
        if not text.startswith(SLASHES):
            return [Finding("no_slash", acts=False, values={"text": text[:_LONGEST]})]
        escaped = text[1:2] in SLASHES
        code = "escaped" if escaped else "unknown_command"
        return [Finding(code, acts=False, values={"command": text[:_LONGEST]})]

    def _role(self, heard: Heard) -> Role:
        member, group = heard.event.member.id, heard.event.group
        groups = (group,) if group else ("", *self._config.groups)
        roles = [self._config.role_of(member, anywhere) for anywhere in groups]
        if type(heard.event) is CommandGiven:
            roles.append(heard.event.role)
        return max(roles, key=RANKS.__getitem__)

    def _read(self, text: str) -> _Written | None:
        """Split what follows the slash into a known name and the rest."""
        if text[0].isspace():
            return None
        head, *tail = text.split(None, 1)
        name = fold(head[: 2 * _LONGEST]).rstrip(_ENDS)
        if name in self._named:
            return _Written(name, tail[0].strip() if tail else "")
        for name in self._longest_first:
            if fold(head[: len(name)]) == name and self._runs_into(name, head[len(name) :]):
                return _Written(name, text[len(name) :].strip())
        return None

    def _runs_into(self, name: str, rest: str) -> bool:
        """Say whether what follows a name without a space can only be meant for it: 排行周, ok3."""
        text = fold(rest[:_LONGEST])
        if name.isascii() and text[:1].isascii() and text[:1].isalpha():
            return False
        return any(
            (command.number and text[:1].isdecimal()) or (first and first.match(text))
            for command, first in self._named[name]
        )

    def _meant(self, name: str, rest: str) -> Command:
        """Choose among the commands of one name by the first word."""
        first, *others = self._named[name]
        text = fold(rest[:_LONGEST])
        fitting = (known for known in others if known.first and known.first.match(text))
        return next(fitting, first).command

    def _unknown(self, heard: Heard, role: Role) -> Finding | None:
        """Keep silent about what is no command, unless it is a near miss or the bot is asked."""
        text = heard.text[1 : 1 + _LONGEST]
        head = "" if text[:1].isspace() else next(iter(text.split()), "")
        name = fold(head).rstrip(_ENDS)
        near = self._near(name, role) if name.isalpha() and len(name) > 2 else ""
        if not (near or heard.addressed):
            return None
        values = {"command": f"/{head}"} | ({"meant": f"/{near}"} if near else {})
        return Finding("unknown_command", values=values, data=near)

    def _near(self, name: str, role: Role) -> str:
        """Return the name that may be meant, "" if none.

        Words of Chinese go on without a space, so 我的天 is no slip for 我的.
        """
        usable = [n for n, known in self._named.items() if known[0].command.allows(role)]
        near = difflib.get_close_matches(name, usable, n=1, cutoff=_LIKE)
        if not near or (name.startswith(near[0]) and not near[0].isascii()):
            return ""
        return near[0]


def _first_words(command: Command) -> re.Pattern[str] | None:
    """Match the known words at the beginning, unless they are the beginning of other words."""
    words = sorted(map(re.escape, command.words), key=len, reverse=True)
    return re.compile(rf"(?:{'|'.join(words)})+(?![^\W\d])") if words else None
