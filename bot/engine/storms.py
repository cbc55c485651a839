"""Notices storms, floods and loops, keeps from answering them, and tells who is on duty, once."""

from collections.abc import Mapping

from msgspec.structs import replace

from bot.config.model import Config
from bot.domain.moments import from_us
from bot.domain.speech import Trusted
from bot.domain.storm import ANSWERS
from bot.domain.text import clean
from bot.events import CommandGiven, Event, MembersJoined, MessageReceived
from bot.handling.context import Context, Line
from bot.handling.router import Step
from bot.store.journal import Note
from bot.store.storms import Storms, rages
from bot.store.storms.lately import TOLD, trigger_of
from bot.store.tables import Storm
from bot.store.work import Work

_LINES: Mapping[str, Line] = {
    "joins": {
        "zh": "🌪️ {{ where }}一分钟内进来了 {{ number }} 人（{{ since }} 起）。先合在一起欢迎，"
        "不走新人步骤；请看看是不是有人刷群。",
        "en": "🌪️ {{ number }} came in within a minute, {{ where }}, since {{ since }}. They are "
        "greeted together and walked through no steps; please see whether they are real.",
    },
    "messages": {
        "zh": "🌪️ {{ where }}一分钟内有 {{ number }} 条消息（{{ since }} 起"
        "{% if who %}，{{ voices }} 人在刷，最多的是 {{ who }}{% endif %}）。"
        "都记着，知道的照答，不知道的先不转给人；请看看是不是有人刷屏。",
        "en": "🌪️ {{ number }} messages within a minute, {{ where }}, since {{ since }}"
        "{% if who %}, from {{ voices }} members, most of them from {{ who }}{% endif %}. "
        "All are kept; what I know is answered, no other question is passed on to you for now. "
        "Please see whether somebody floods.",
    },
    "answers": {
        "zh": "🌪️ {{ where }}这一分钟里已经回答了 {{ most }} 次（{{ since }} 起），多出来的先不答；"
        "打卡和投票照样算数。",
        "en": "🌪️ {{ most }} answers within this minute, {{ where }}, since {{ since }}: no more "
        "for now. Check-ins and votes count all the same.",
    },
    "flood": {
        "zh": "🌪️ {{ who }} 在{{ where }}一分钟内要我回答了 {{ number }} 次（{{ since }} 起），"
        "先不回答，停一分钟再答；打卡和投票照样算数。",
        "en": "🌪️ {{ who }} was answered {{ number }} times within a minute, {{ where }}, since "
        "{{ since }}: no more until a minute of rest. Check-ins and votes count all the same.",
    },
    "loop": {
        "zh": "🔁 {{ who }} 在{{ where }}连着 {{ number }} 次让我回同样的话（{{ since }} 起，"
        "{{ trigger }}），可能是另一个机器人。先不回答，停十分钟再答；打卡和投票照样算数。",
        "en": "🔁 {{ who }} made me answer the same {{ number }} times, {{ where }}, since "
        "{{ since }} ({{ trigger }}): perhaps another bot. No more until ten minutes of rest. "
        "Check-ins and votes count all the same.",
    },
}
_PRIVATE = {"zh": "私聊里", "en": "in private"}
_TOGETHER = {"zh": "{} 个群加起来", "en": "in {} groups together"}
_GROUP = {"zh": "「{}」", "en": "in {}"}


def hear(storms: Storms, work: Work, event: Event, at: int, bot: str) -> None:
    """Count what came in at a moment (microseconds)."""
    if isinstance(event, MessageReceived):
        if event.member.id != bot and type(event) is not CommandGiven:
            storms.hear(work, "messages", event.group, event.member.id, at)
    elif isinstance(event, MembersJoined):
        storms.hear(work, "joins", event.group, "", at, len(event.members))


def mute(storms: Storms, work: Work, event: MessageReceived, at: int) -> str:
    """Say why nothing is to be said because of a message; "" where it may be."""
    if type(event) is CommandGiven:
        return ""
    return storms.mutes(work, event.group, event.member.id, at)


def silence(context: Context, step: Step) -> None:
    """Write down that a step is not taken, or in silence."""
    playbook = step.finding.playbook if step.finding else step.playbook
    replace(context, playbook=playbook).note_silence(context.noted.muted)


def count_answer(
    storms: Storms, work: Work, event: Event, at: int, note: Note, config: Config
) -> None:
    """Count an answer that was given at a moment (microseconds)."""
    if note.said and type(event) is MessageReceived:
        member = event.member.id
        staff = config.role_of(member, event.group) != "member"
        storms.answer(work, event.group, member, (at, trigger_of(note.outcomes)), staff)


async def tell(storms: Storms, context: Context) -> None:
    """Tell of what began."""
    trigger = trigger_of(context.noted.outcomes)
    begun, storms.begun = storms.begun, []
    for storm in begun:
        await _tell(storms, replace(context, noted=Note()), storm, trigger)


async def _tell(storms: Storms, context: Context, storm: Storm, trigger: str) -> None:
    """Ask a person to look: who is on duty in the group, or for all of them."""
    event, config = context.event, context.deployment.config
    language, since = config.language, from_us(storm.since).astimezone(config.zone)
    if storm.grp:
        where = _GROUP[language].format(clean(context.group.name))
    elif storm.member:
        where = _PRIVATE[language]
    else:
        where = _TOGETHER[language].format(storms.groups(storm.kind))
        context = replace(context, event=replace(event, group=""))
    loudest = storms.loudest(storm.grp) if storm.kind == "messages" else []
    who = storm.member or (loudest[0][1] if loudest else "")
    name = event.member.name if storm.member and isinstance(event, MessageReceived) else ""
    context.task(
        _LINES[storm.kind],
        f"{TOLD}{storm.kind}",
        where=Trusted(where),
        number=storm.number,
        most=ANSWERS,
        since=Trusted(f"{since:%H:%M:%S}"),
        who=await context.member(who, name) if who else "",
        voices=len(loudest),
        trigger=trigger,
    )


async def is_stormy(context: Context, *kinds: str) -> bool:
    """Say whether a storm of one of these kinds rages in the event's group, or in all."""
    for key in storm_keys(context.event.group, *kinds):
        row = await context.work.get(Storm, *key)
        if row is not None and rages(row, context.at):
            return True
    return False


def storm_keys(group: str, *kinds: str) -> list[tuple[str, str, str]]:
    """Return the rows that `is_stormy` looks at."""
    return [(kind, where, "") for kind in kinds for where in dict.fromkeys((group, ""))]
