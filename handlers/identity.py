"""A member whom the platform shows under another id: the same member where that is certain."""

from typing import Any

from bot.domain.moments import to_us
from bot.domain.speech import Member, Trusted
from bot.events import IdentityChanged
from bot.handling.context import Context
from bot.handling.router import Router
from bot.playbooks.base import Playbook
from bot.store.members.merging import Same, adopt, merge, spoke_at_once
from bot.store.tables import Identity

_ASKS = {
    "zh": """
{{ name }} 好像换了 id{% if evidence %}（{{ evidence }}）{% endif %}：
原来 {{ former }}
现在 {{ now }}
是同一位就发 /merge {{ now }} {{ former }}
""",
    "en": """
{{ name }} seems to have another id{% if evidence %} ({{ evidence }}){% endif %}:
before {{ former }}
now {{ now }}
If it is the same member: /merge {{ now }} {{ former }}
""",
}


async def follow(context: Context, _: Playbook | None, event: IdentityChanged) -> None:
    """Make one member of two ids where nobody else can be meant; else ask who is on duty.

    Who has a role is always asked about.
    """
    work, people, now = context.work, context.people, event.member.id
    ids: dict[str, Any] = {"former": event.former, "now": now}
    other, seen = people.our_id(now), await work.get(Identity, now)
    if other == event.former:
        await adopt(work, people, event)
        context.note_silence("same_member", **ids)
    elif event.certain and not (
        _has_a_role(context, event.former, other)
        or (seen and await spoke_at_once(work, event.former, other))
    ):
        same = Same(event.former, other, event.at, event.id)
        await merge(work, people, same, context.deployment.rules_of)
        await adopt(work, people, event)
        context.note("merged_ids", **ids)
    else:
        work.put(seen or Identity(now, now, event.channel, to_us(event.at)))
        _ask(context, event)
        context.note("merge_asked", certain=event.certain, **ids)


def _has_a_role(context: Context, *members: str) -> bool:
    """Say whether one of them may do what others may not: by a name nobody comes to that."""
    config = context.deployment.config
    places = ("", *config.groups)
    return any(config.role_of(one, place) != "member" for one in members for place in places)


def _ask(context: Context, event: IdentityChanged) -> None:
    context.task(
        _ASKS,
        wanted="merge",
        name=Member(event.member.id, event.member.name or event.member.id),
        evidence=event.evidence,
        former=Trusted(event.former),
        now=Trusted(event.member.id),
    )


ROUTER = Router(name="identity", on={IdentityChanged: follow})
