"""A vote: whether it counts, and what is said about it."""

from msgspec.structs import replace

from bot.domain.picks import picked
from bot.domain.speech import Trusted
from bot.handling.clicks import tell
from bot.handling.context import Context
from bot.handling.heard import Heard
from bot.handling.router import Finding
from bot.store.offers import offer_key, standing_offer
from bot.store.tables import Journal, Mark
from handlers.poll import lines
from handlers.poll.matcher import Vote
from handlers.poll.votes import chosen_by, is_open, keep_vote


async def take_vote(context: Context, finding: Finding, heard: Heard) -> None:
    """Count a vote in the first of the polls it may be meant for that is open."""
    votes: list[Vote] = finding.data
    if not votes:
        context.note_silence(finding.code)
        return
    if why := await _not_meant(context, heard):
        context.note_silence(why, finding.place)
        return
    for vote in votes:
        if await is_open(context.work, vote.poll, vote.day, context.event.group, context.now):
            await _count(replace(context, playbook=vote.poll), vote, heard)
            return
    await _refuse(context, votes[0], heard)


async def _not_meant(context: Context, heard: Heard) -> str | None:
    """Say why what was written is no vote: the number of something offered, or meant for others."""
    event, work = heard.event, context.work
    if event.kind == "card":
        return None
    if number := picked(heard.text):
        playbooks = context.deployment.playbooks_of(event.group)
        keys = [offer_key(playbook.id, event.group, event.member.id) for playbook in playbooks]
        await work.load(Mark, keys)
        for key in keys:
            offered = await standing_offer(work, key, context.now)
            if number <= len(offered) and offered[number - 1] is not None:
                return "offered_elsewhere"
    if event.reply_to is None or heard.addressed:
        return None
    j = Journal.table.c
    quoted = await work.rows(Journal, j.grp == event.group, j.id == event.reply_to)
    bot = context.deployment.config.bot.id
    return "replies_to_member" if any(row.member != bot for row in quoted) else None


async def _count(context: Context, vote: Vote, heard: Heard) -> None:
    """Write a vote down; by clicks, a vote for several options grows."""
    event, poll = heard.event, vote.poll
    where = (context.work, poll, vote.day, event.group, event.member.id)
    before, chosen = await chosen_by(*where), vote.chosen
    if poll.multiple and event.kind == "card":
        chosen = tuple(sorted({*before, *chosen}))
    if chosen != before:  # who says the same again was as fast as before
        keep_vote(*where, chosen, context.now)
    if heard.addressed:
        name = await context.member(event.member.id, event.member.name)
        between = "、" if context.deployment.config.language == "zh" else ", "
        said = Trusted(between.join(poll.options[number - 1] for number in chosen))
        context.line(lines.VOTED, name=name, chosen=said)
    context.note("voted", poll.line_of("options"), chosen=chosen, day=vote.day.isoformat())


async def _refuse(context: Context, vote: Vote, heard: Heard) -> None:
    """Tell who votes too late, if they asked for it; nothing where it never opened."""
    config, author = context.deployment.config, heard.event.member
    place = vote.poll.line_of("closes")
    if context.now < vote.poll.span(vote.day, config.zone)[1]:
        context.note_silence("poll_not_open", place, day=vote.day.isoformat())
        return
    name = await context.member(author.id, author.name)
    tell(context, lines.CLOSED, name=name, question=Trusted(vote.poll.question))
    context.note("poll_closed", place, day=vote.day.isoformat())
