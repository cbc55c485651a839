"""What the commands know of a member's or group's challenges and scores."""

from collections.abc import Mapping
from datetime import date

from bot.domain.challenge_rules import Ruled, Rules
from bot.domain.score import horizon, reasons
from bot.handling.context import Context
from bot.store.activity import days_of, fold
from bot.store.rankings import streaks
from bot.store.totals import totals


def challenges(context: Context) -> list[tuple[Rules, date]]:
    """Return the challenges of the event's group, each with its present day."""
    language = context.deployment.config.language
    served = context.deployment.playbooks_of(context.event.group)
    found = [playbook.rules(language) for playbook in served if isinstance(playbook, Ruled)]
    return [(rules, context.today(rules.day_ends)) for rules in found]


async def living_streaks(context: Context, member: str | None = None) -> dict[tuple[str, str], int]:
    """Return the streaks in the event's group that live, by (challenge, member)."""
    known = challenges(context)
    return await streaks(context.work, context.event.group, known, member) if known else {}


async def score_of(context: Context, member: str) -> dict[str, float] | None:
    """Return what a member's score in the event's group is made of; None: none is kept."""
    group, today = context.event.group, context.today()
    weighing = context.deployment.weighing_of(group)
    if weighing is None:
        return None
    await fold(context.work, context.deployment.config.bot.id)
    first = horizon(weighing, today)
    days = await days_of(context.work, group, first, member)
    return reasons(days.get(member, ()), weighing, today)


async def scores_of_group(context: Context, since: date | None) -> Mapping[str, float] | None:
    """Return the scores in the event's group of what was done since a day; None: none is kept."""
    group = context.event.group
    weighing = context.deployment.weighing_of(group)
    if weighing is None:
        return None
    await fold(context.work, context.deployment.config.bot.id)
    return await totals(context.work, group, weighing, context.today(), since)
