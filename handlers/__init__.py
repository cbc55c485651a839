"""What the bot does: one file a kind of playbook, and the tables that list them all."""

from collections.abc import Mapping

from bot.playbooks.base import Playbook
from bot.playbooks.load import Check
from bot.router import Router
from handlers import guard, posts, welcome
from handlers.guard import Guard
from handlers.posts import Posts
from handlers.welcome import Welcome

KINDS: Mapping[str, type[Playbook]] = {
    "welcome": Welcome,
    "guard": Guard,
    "posts": Posts,
}

ROUTERS: tuple[Router, ...] = (
    guard.ROUTER,
    welcome.ROUTER,
    posts.ROUTER,
)
"""The first that acts on a message wins: guard, command, check-in, FAQ."""

CHECKS: tuple[Check, ...] = ()
"""What can only be wrong with several playbooks together."""
