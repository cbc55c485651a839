"""kind: checkin. Members check in day by day, with streaks, make-ups, leave and points."""

from datetime import date

from bot.domain.dates import iso_date
from bot.events import Event, MessageRecalled, MessageReceived, MomentCame
from bot.handling.context import Context
from bot.handling.heard import Heard
from bot.handling.router import Finding, Needed, Needs, Router
from bot.playbooks.base import Playbook
from bot.store.tables import Account, CheckIn, Mark, Progress
from handlers.checkin.checks import check_challenges
from handlers.checkin.leave import take_leave
from handlers.checkin.makeup import make_up
from handlers.checkin.marking import (
    CLOSED,
    IMAGE,
    WAITING,
    check_in,
    forget_evidence,
    take_image,
)
from handlers.checkin.matcher import Challenges
from handlers.checkin.model import Challenge
from handlers.checkin.moments import agenda, come

__all__ = ["ROUTER", "Challenge", "check_challenges"]

_HANDLERS = {"check_in": check_in, "make_up": make_up, "leave": take_leave}


async def take_message(context: Context, finding: Finding, heard: Heard) -> None:
    """Do what a member asked for, or take the image they sent."""
    if finding.code == "image":
        await take_image(context, finding, heard)
    else:
        assert isinstance(finding.playbook, Challenge)
        await _HANDLERS[finding.code](context, finding.playbook, finding.data, heard)


def _needs(event: Event, _playbook: Playbook | None, finding: Finding | None) -> Needs:
    needs: list[Needed] = []
    if not isinstance(event, MessageReceived) or finding is None:
        return needs
    who = (event.group, event.member.id)
    if finding.code == "image":
        for challenge, day in finding.data:
            needs += (Mark, (challenge.id, WAITING, *who)), *_rows(challenge, who, day)
    elif isinstance(finding.playbook, Challenge):
        challenge, day = finding.playbook, finding.data.day
        if challenge.phase(day) != "running":
            needs.append((Mark, (challenge.id, CLOSED, *who)))
        if challenge.needs.image:
            needs.append((Mark, (challenge.id, IMAGE, *who)))
        needs += _rows(challenge, who, day)
    return needs


def _rows(challenge: Challenge, who: tuple[str, str], day: date) -> tuple[Needed, ...]:
    its = (challenge.id, *who)
    return (CheckIn, (*its, iso_date(day))), (Progress, its), (Account, who)


ROUTER = Router(
    name="checkin",
    kind=Challenge,
    compile=Challenges,
    on_message=take_message,
    on={MomentCame: come, MessageRecalled: forget_evidence},
    agenda=agenda,
    needs=_needs,
)
