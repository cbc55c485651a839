"""What a page is: the type of the rows of bot.web.pages.PAGES."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.config.model import Role
from bot.web.guard import Endpoint


@dataclass(frozen=True, slots=True)
class Way:
    """One address of a page: `GET` unless said otherwise; a POST carries this session's token."""

    path: str
    endpoint: Endpoint
    methods: Sequence[str] = ("GET",)
    role: Role | None = None
    """The lowest role that may use it, where it is another than the page's."""
    everywhere: bool = False
    """It takes that role in all groups, as what it changes is of them all."""


@dataclass(frozen=True, slots=True)
class Page:
    """One room of the console. `title` is by language; without `menu` it is reached by links."""

    name: str
    title: Mapping[str, str]
    icon: str
    """One character or emoji; what it means is said by the title."""
    ways: Sequence[Way]
    role: Role = "operator"
    menu: bool = True
    everywhere: bool = False
    """All its ways are for who has the role in all groups."""

    @property
    def path(self) -> str:
        """Return where the menu leads."""
        return self.ways[0].path
