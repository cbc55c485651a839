"""/say: words for one or several groups; shows what would go where, for /ok to send."""

from datetime import timedelta

from pydantic import BaseModel

from bot.domain.moments import from_us, to_us
from bot.domain.rank import Rank
from bot.domain.speech import Trusted
from bot.handling.command import Call, Command, Misused
from bot.handling.context import Context
from bot.playbooks.say import Say
from bot.store.numbers import give_number
from bot.store.tables import Mark
from bot.store.tables.pending import PROPOSALS
from handlers.commands.numbered import number_of
from handlers.commands.recipients import cleaned, group_names, recipients
from handlers.commands.seats import groups_in_charge, has_role, in_group

_KEY = ("", PROPOSALS, "", "")  # one row for all: there are never more than a few
_LASTS = timedelta(hours=1)
_LONGEST = 2_000
_TEXT = Say.of("{{ text }}")
_PROPOSED = {
    "zh": """
第 {{ number }} 号，将发到 {{ groups }}：
{{ text }}
—— 确认请发 /ok {{ number }}（1 小时内有效）
""",
    "en": """
No. {{ number }} will go to {{ groups }}:
{{ text }}
— /ok {{ number }} sends it (within an hour)
""",
}
_NO_GROUP = {
    "zh": "没有找到这个群或标签。可以写群名、群 id、标签，或“本群”“全部”；你能发的有：{{ groups }}",
    "en": "There is no such group or tag. You can write to: {{ groups }}",
}
_TOO_LONG = {
    "zh": "太长了，请控制在 {{ limit }} 字以内。",
    "en": "That is too long: at most {{ limit }} characters.",
}
_SENT = {
    "zh": "第 {{ number }} 号已发到 {{ groups }} ✅",
    "en": "No. {{ number }} went to {{ groups }} ✅",
}
_NO_PROPOSAL = {
    "zh": "没有第 {{ number }} 号，可能已经发出，或过了 1 小时。",
    "en": "There is no. {{ number }}: it was sent, or its hour is over.",
}
_NOT_YOURS = {
    "zh": "第 {{ number }} 号要由这些群的管理员确认：{{ groups }}",
    "en": "No. {{ number }} is for the admins of {{ groups }} to confirm.",
}


class _Proposal(BaseModel):
    """What somebody wants to say, since when, and in which groups."""

    number: int
    at: int
    groups: list[str]
    text: str


class _Proposals(BaseModel):
    """Those that wait to be confirmed."""

    waiting: list[_Proposal] = []


async def propose(context: Context, call: Call) -> None:
    """Show what would go where, under a number."""
    known = await groups_in_charge(context, call, "admin")
    found = recipients(context, known, call.rest)
    if found is None:
        context.line(_NO_GROUP, groups=group_names(context, known))
        return
    groups, text = found.groups, cleaned(found.text)
    if not text:
        raise Misused
    if len(text) > _LONGEST:
        context.line(_TOO_LONG, limit=_LONGEST)
        return
    book = await _waiting(context)
    number = await give_number(context.work, to_us(context.now))
    proposal = _Proposal(number=number, at=to_us(context.now), groups=groups, text=text)
    book.waiting.append(proposal)
    _keep(context, book)
    _tell(context, _PROPOSED, proposal, text=Trusted(text))


async def confirm(context: Context, call: Call) -> None:
    """Send what was proposed under a number, for who could have proposed it too."""
    number = number_of(call.rest)
    book, member = await _waiting(context), call.heard.event.member.id
    proposal = next((one for one in book.waiting if one.number == number), None)
    if proposal is None:
        context.line(_NO_PROPOSAL, number=number)
    elif not all(has_role(context, member, group, "admin") for group in proposal.groups):
        _tell(context, _NOT_YOURS, proposal)
    else:
        book.waiting.remove(proposal)
        _keep(context, book)
        for group in proposal.groups:
            there = in_group(context, group)
            there.say(_TEXT, "said", rank=Rank.POST, text=Trusted(proposal.text))
        _tell(context, _SENT, proposal)


async def _waiting(context: Context) -> _Proposals:
    """Read the proposals whose hour is not over."""
    mark = await context.work.get(Mark, *_KEY)
    book = _Proposals.model_validate_json(mark.data) if mark else _Proposals()
    since = context.now - _LASTS
    book.waiting = [one for one in book.waiting if from_us(one.at) >= since]
    return book


def _keep(context: Context, book: _Proposals) -> None:
    context.work.put(Mark(*_KEY, to_us(context.now), book.model_dump_json()))


def _tell(context: Context, line: dict[str, str], proposal: _Proposal, **more: object) -> None:
    groups = group_names(context, proposal.groups)
    context.line(line, "", number=proposal.number, groups=groups, **more)


COMMAND = Command(
    names=("say", "群发"),
    usage={"zh": "群或标签 文字", "en": "<group or tag> text"},
    about={
        "zh": "发一段话到一个或几个群，先给你过目",
        "en": "says something in groups, once confirmed",
    },
    run=propose,
    role="admin",
)
