"""Whose data /mydata and /forgetme are about: one's own, or for owners that of any member."""

from typing import NamedTuple

from bot.domain.speech import Member, Trusted
from bot.handling.command import Call
from bot.handling.context import Context
from handlers.commands.seats import has_role
from handlers.commands.whom import whom

PRIVATE_CHAT = {
    "zh": "这个请在聊天里私下发给我。",
    "en": "Please write this to me in a private chat.",
}
_OWNERS = {
    "zh": "别人的数据只有群主人能看、能删。",
    "en": "The data of others is for owners only.",
}
_NOT_ME = {"zh": "那是我自己。", "en": "That is me."}


class Asked(NamedTuple):
    """Whom it is about, and what was written after that; `own`: whoever asks."""

    member: Member
    own: bool
    rest: str

    @property
    def id(self) -> Trusted:
        """Return the id, as a platform made it."""
        return Trusted(self.member.id)


async def asked_for(context: Context, call: Call) -> Asked | None:
    """Read `[@who] …`; None when it is not for the asker to ask, or nobody is meant: that was said.

    Where config.yaml names no owners, who is an admin everywhere stands for them.
    """
    author, config = call.heard.event.member, context.deployment.config
    if not call.rest.startswith(("@", "＠")):
        return Asked(Member(author.id, author.name or author.id), True, call.rest)
    if not has_role(context, author.id, "", "owner" if config.owners else "admin"):
        context.line(_OWNERS)
        return None
    found = await whom(context, call, call.rest)
    if found is None:
        return None
    if found.member.id == config.bot.id:
        context.line(_NOT_ME)
        return None
    return Asked(found.member, found.member.id == author.id, found.rest)
