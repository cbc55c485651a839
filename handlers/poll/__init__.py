"""kind: poll. Asks the group, counts one vote a member, and says what came of it; or a quiz."""

from bot.events import Event, MessageReceived, MomentCame
from bot.handling.router import Finding, Needs, Router
from bot.playbooks.base import Playbook
from bot.store.tables import Mark
from handlers.poll.matcher import Polls
from handlers.poll.model import Poll
from handlers.poll.moments import agenda, come
from handlers.poll.votes import open_key, vote_key
from handlers.poll.voting import take_vote

__all__ = ["ROUTER", "Poll"]


def _needs(event: Event, _playbook: Playbook | None, finding: Finding | None) -> Needs:
    if finding is None or not isinstance(event, MessageReceived):
        return
    for vote in finding.data:
        yield Mark, open_key(vote.poll, vote.day, event.group)
        yield Mark, vote_key(vote.poll, vote.day, event.group, event.member.id)


ROUTER = Router(
    name="poll",
    kind=Poll,
    compile=Polls,
    on_message=take_vote,
    on={MomentCame: come},
    agenda=agenda,
    needs=_needs,
)
