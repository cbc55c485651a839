"""What the bot does: one file or folder a kind of playbook, and the tables that list them all."""

from collections.abc import Mapping

from bot.handling.router import Router
from bot.playbooks.base import Playbook
from bot.playbooks.load import Check
from handlers import (
    backups,
    checkin,
    commands,
    complaint,
    engagement,
    faq,
    guard,
    identity,
    library,
    poll,
    posts,
    recall,
    report,
    requests,
    setup,
    silence,
    welcome,
)
from handlers.checkin import Challenge, check_challenges
from handlers.engagement import Engagement
from handlers.faq import Faq
from handlers.guard import Guard
from handlers.library import ContentLibrary
from handlers.poll import Poll
from handlers.posts import Posts, check_sources
from handlers.report import Report
from handlers.welcome import Welcome

KINDS: Mapping[str, type[Playbook]] = {
    "checkin": Challenge,
    "engagement": Engagement,
    "faq": Faq,
    "guard": Guard,
    "library": ContentLibrary,
    "poll": Poll,
    "posts": Posts,
    "report": Report,
    "welcome": Welcome,
}

ROUTERS: tuple[Router, ...] = (
    guard.ROUTER,
    commands.ROUTER,
    checkin.ROUTER,
    poll.ROUTER,
    faq.ROUTER,
    welcome.ROUTER,
    posts.ROUTER,
    engagement.ROUTER,
    library.ROUTER,
    report.ROUTER,
    recall.ROUTER,
    identity.ROUTER,
    requests.ROUTER,
    setup.ROUTER,
    backups.ROUTER,
    silence.ROUTER,
    complaint.ROUTER,
)
"""Of those that hear messages the first that acts wins: guard, command, check-in, poll, FAQ."""

CHECKS: tuple[Check, ...] = (check_challenges, check_sources)
"""What can only be wrong with several playbooks together."""
