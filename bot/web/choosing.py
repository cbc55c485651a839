"""Which groups and which day a page is about, as its address says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from starlette.requests import Request

from bot.metrics.metric import Scope
from bot.web.render import console_of, user_of

_FIRST = date(2000, 1, 1)
"""Nothing was before; and the week before it can still be asked for."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The groups asked for, all that one may see unless one or a tag was chosen."""

    groups: tuple[str, ...]
    day: date
    group: str = ""
    tag: str = ""
    all_groups: Sequence[tuple[str, str]] = ()
    """Id and name of each that can be chosen."""
    all_tags: Sequence[str] = ()

    def query(self, **more: object) -> str:
        """Return what an address needs to be about the same."""
        own = {"group": self.group, "tag": self.tag}
        return urlencode({name: value for name, value in (own | more).items() if value})


def choice(request: Request) -> Choice:
    """Read `group`, `tag` and `day`; what cannot be read counts as not said."""
    console, asked = console_of(request), request.query_params
    config = console.deployment.config
    seen = console.groups_of(user_of(request))
    group, tag = asked.get("group", ""), asked.get("tag", "")
    tags = sorted({tag for one in seen for tag in config.tags(one)})
    chosen = [one for one in seen if group in ("", one) and (not tag or tag in config.tags(one))]
    try:
        day = max(_FIRST, min(date.fromisoformat(asked.get("day", "")), console.today))
    except ValueError:
        day = console.today
    named = [(one, console.group_name(one)) for one in seen]
    return Choice(tuple(chosen), day, group, tag, named, tags)


def scope(request: Request, chosen: Choice) -> Scope:
    """Return the scope of the metrics for what was chosen."""
    console = console_of(request)
    config = console.deployment.config
    return Scope(chosen.groups, chosen.day, chosen.day, console.now, config.zone, config.bot.id)
