"""Friend requests and group invitations that no rule of the channel decides: a person does."""

from bot.domain.speech import Member
from bot.events import RequestReceived
from bot.handling.context import Context, Line
from bot.handling.router import Router
from bot.playbooks.base import Playbook

_FRIEND: Line = {
    "zh": "{{ name }} 想加我为好友{% if words %}：{{ words }}{% endif %}",
    "en": "{{ name }} wants to be a friend{% if words %}: {{ words }}{% endif %}",
}
_GROUP: Line = {
    "zh": "{{ name }} 邀请我进群{% if words %}：{{ words }}{% endif %}",
    "en": "{{ name }} invites me into a group{% if words %}: {{ words }}{% endif %}",
}


async def ask(context: Context, _: Playbook | None, event: RequestReceived) -> None:
    """Ask who is on duty; `/done` accepts it, `/skip` leaves it."""
    line = _FRIEND if event.kind == "friend" else _GROUP
    name = Member(event.member.id, event.member.name or event.member.id)
    context.task(line, wanted="accept", name=name, words=event.text)
    context.note("request_asked")


ROUTER = Router(name="requests", on={RequestReceived: ask})
