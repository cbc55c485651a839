"""kind: welcome. Greets newcomers together and walks them through their first days."""

from bot.engine.storms import storm_keys
from bot.events import Event, MembersJoined, MomentCame
from bot.handling.router import Finding, Needs, Router
from bot.playbooks.base import Playbook
from bot.store.tables import Mark, Membership, Storm
from handlers.welcome.greeting import JOINS, WINDOW, come_to_newcomers, greet_newcomers
from handlers.welcome.model import Welcome

__all__ = ["ROUTER", "Welcome"]


def _needs(event: Event, playbook: Playbook | None, _finding: Finding | None) -> Needs:
    if isinstance(event, MembersJoined) and playbook is not None:
        yield Mark, (playbook.id, WINDOW, event.group, "")
        yield from ((Storm, key) for key in storm_keys(event.group, JOINS))
    elif isinstance(event, MomentCame) and playbook is not None:
        if event.member:  # a step of their path
            yield Membership, (event.group, event.member)
        else:
            yield Mark, (playbook.id, WINDOW, event.group, "")


ROUTER = Router(
    name="welcome",
    kind=Welcome,
    on={MembersJoined: greet_newcomers, MomentCame: come_to_newcomers},
    single=True,
    needs=_needs,
)
