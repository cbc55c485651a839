"""What is said to a question: the answer, an offer of near ones, or that nobody knows yet."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta

from msgspec.structs import replace

from bot.domain.durations import format_duration
from bot.domain.moments import to_us
from bot.domain.speech import Member, Trusted
from bot.engine.storms import is_stormy, storm_keys
from bot.events import Event, MessageReceived
from bot.handling.context import Context, Line
from bot.handling.heard import Heard
from bot.handling.router import Finding, Needs, Router
from bot.playbooks.base import Playbook
from bot.store.offers import OfferKey, offer_key, standing_offer
from bot.store.tables import Mark, Storm
from handlers.faq.matcher import Answers, Hit
from handlers.faq.playbook import Faq

_OFFER = "offer"
_UNANSWERED = "unanswered"
_TOO_MANY = ("messages", "answers")
_REST = timedelta(minutes=10)

WHICH: Line = {
    "zh": "{{ name }}，你是想问下面哪一个？回复数字就好～\n"
    "{% for question in questions %}{{ loop.index }}. {{ question }}\n{% endfor %}",
    "en": "{{ name }}, which of these do you mean? Just reply with its number.\n"
    "{% for question in questions %}{{ loop.index }}. {{ question }}\n{% endfor %}",
}
WHETHER: Line = {
    "zh": "{{ name }}，你是想问“{{ questions | first }}”吗？是的话回复 1 就好～",
    "en": "{{ name }}, do you mean “{{ questions | first }}”? If so, just reply 1.",
}
NOT_YET: Line = {
    "zh": "{{ name }}，这个我还答不上来，已经请管理员来看啦～",
    "en": "{{ name }}, I don't know this one yet; I have asked an admin to have a look.",
}
PLEASE_ANSWER: Line = {
    "zh": "{{ name }} 问：{{ question }}（{{ group.name }}，请人工回答）",
    "en": "{{ name }} asks: {{ question }} ({{ group.name }}, please answer)",
}


async def reply(context: Context, finding: Finding, heard: Heard) -> None:
    """Do what the matcher found."""
    await _DEEDS[finding.code](context, finding, heard.event)


async def _answer(context: Context, finding: Finding, event: MessageReceived) -> None:
    """Say an entry's answer, unless the group has just read it: then nobody is answered."""
    hit: Hit = finding.data
    rest = hit.playbook.cooldown
    if rest and not await _may_again(context, hit.playbook, _answered(hit), rest):
        cooldown = format_duration(rest)
        context.note_silence("cooldown", finding.place, **finding.values, cooldown=cooldown)
        return
    context.say(hit.entry.answer, name=await _author(context, event))
    context.note(finding.code, finding.place, **finding.values)


async def _offer(context: Context, finding: Finding, event: MessageReceived) -> None:
    """Ask which of some questions is meant, and remember them for the member's reply."""
    hits: Sequence[Hit] = finding.data
    questions = [Trusted(hit.question) for hit in hits]
    line = WHICH if len(hits) > 1 else WHETHER
    context.line(line, _OFFER, name=await _author(context, event), questions=questions)
    data = json.dumps([(hit.playbook.id, hit.entry.id) for hit in hits])
    context.work.put(Mark(*_offer_key(finding, event), to_us(context.now), data))
    context.note(finding.code, finding.place, **finding.values)


async def _answer_choice(context: Context, finding: Finding, event: MessageReceived) -> None:
    """Answer the offered question whose number a member wrote; each once, while it stands."""
    key = _offer_key(finding, event)
    offered = await standing_offer(context.work, key, context.now)
    chosen = offered[finding.data - 1] if finding.data <= len(offered) else None
    hit = _find(context, *chosen) if chosen else None
    mark = await context.work.get(Mark, *key)
    if mark is None or hit is None:
        context.note_silence("nothing_offered", finding.place)
        return
    offered[finding.data - 1] = None
    mark.data = json.dumps(offered)
    context.work.put(mark)
    found = Finding(
        "chosen", hit.playbook, place=hit.place, values={"entry": hit.entry.id}, data=hit
    )
    await _answer(replace(context, playbook=hit.playbook), found, event)


async def _admit(context: Context, finding: Finding, event: MessageReceived) -> None:
    """Ask a person to answer, and say so; not every time while one question follows another.

    In a storm nobody is: a person would have hundreds to answer.
    """
    if await is_stormy(context, *_TOO_MANY):
        context.note_silence("answers", finding.place, **finding.values)
        return
    name, playbook = await _author(context, event), finding.playbook
    assert isinstance(playbook, Faq)
    if await _may_again(context, playbook, _UNANSWERED, playbook.cooldown or _REST):
        context.line(NOT_YET, _UNANSWERED, name=name)
    item = f"{_UNANSWERED}:{event.id}"
    context.task(PLEASE_ANSWER, item, name=name, question=finding.data)
    context.note(finding.code, finding.place, **finding.values)


async def _may_again(context: Context, playbook: Faq, item: str, rest: timedelta) -> bool:
    """Say whether the group has had its rest from something, and begin the next if so."""
    key = (playbook.id, item, context.event.group, "")
    mark = await context.work.get(Mark, *key)
    if mark is not None and mark.at > to_us(context.now - rest):
        return False
    context.work.put(Mark(*key, to_us(context.now)))
    return True


async def _author(context: Context, event: MessageReceived) -> Member:
    return await context.member(event.member.id, event.member.name)


def _find(context: Context, playbook_id: str, entry: str) -> Hit | None:
    """Return an entry that was offered, if it is still in the group's playbooks."""
    for playbook in context.deployment.playbooks_of(context.event.group):
        if isinstance(playbook, Faq) and playbook.id == playbook_id and entry in playbook.numbers:
            return Hit(playbook, playbook.numbers[entry])
    return None


def _answered(hit: Hit) -> str:
    return f"answered:{hit.entry.id}"


def _offer_key(finding: Finding, event: MessageReceived) -> OfferKey:
    playbook = finding.playbook.id if finding.playbook else ""
    return offer_key(playbook, event.group, event.member.id)


def _needs(event: Event, _playbook: Playbook | None, finding: Finding | None) -> Needs:
    """Name the row that a finding will ask for."""
    if finding is None or not isinstance(event, MessageReceived):
        return
    playbook = finding.playbook
    assert isinstance(playbook, Faq)
    if isinstance(finding.data, Hit):
        if playbook.cooldown:
            yield Mark, (playbook.id, _answered(finding.data), event.group, "")
    elif finding.code == "picked":
        yield Mark, _offer_key(finding, event)
    elif finding.code == _UNANSWERED:
        yield Mark, (playbook.id, _UNANSWERED, event.group, "")
        yield from ((Storm, key) for key in storm_keys(event.group, *_TOO_MANY))


_DEEDS: Mapping[str, Callable[[Context, Finding, MessageReceived], Awaitable[None]]] = {
    "keyword": _answer,
    "alike": _answer,
    "alike_unasked": _answer,
    "offered": _offer,
    "picked": _answer_choice,
    "unanswered": _admit,
}

ROUTER = Router(name="faq", kind=Faq, compile=Answers, on_message=reply, needs=_needs, answers=True)
