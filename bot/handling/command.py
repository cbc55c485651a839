"""What a slash command is: the type of the rows of handlers.commands.COMMANDS."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.config.model import Role
from bot.handling.context import Context
from bot.handling.heard import Heard

RANKS: Mapping[Role, int] = {"member": 0, "operator": 1, "admin": 2, "owner": 3}


class Misused(Exception):
    """What was written after the command makes no sense; the answer is its usage."""


@dataclass(frozen=True, slots=True)
class Call:
    """One use of a command: the words after it, and who used it."""

    heard: Heard
    words: tuple[str, ...]
    rest: str
    """Everything after the command's name, as it was written."""
    role: Role
    """The highest role of who used it: in the group, or in private in any group."""
    commands: "Sequence[Command]"
    """All commands there are."""


@dataclass(frozen=True, slots=True, eq=False)
class Command:
    """One slash command. `names` are the English one and its Chinese aliases, without the slash."""

    names: tuple[str, ...]
    usage: Mapping[str, str]
    """What follows the name, by language; empty when nothing does."""
    about: Mapping[str, str]
    """What it does, in one line, by language."""
    run: Callable[[Context, Call], Awaitable[None]]
    role: Role = "member"
    """The lowest role that may use it."""
    words: tuple[str, ...] = ()
    """First words that it knows: a name may run into them, and of several commands of one name
    they tell which is meant."""
    number: bool = False
    """A name may run into a number too: `/ok3`."""
    private: bool = True
    """It can be used in a private chat too."""
    aloud: bool = True
    """It can be used in a group, where all read it."""
    first: bool = False
    """It takes back what was said before, which has to be out by then."""

    @property
    def name(self) -> str:
        """Return the English name."""
        return self.names[0]

    def allows(self, role: Role) -> bool:
        """Say whether a role may use it."""
        return RANKS[role] >= RANKS[self.role]
