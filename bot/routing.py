"""Decides who handles each of several events, from the events and the playbooks alone."""

from collections import defaultdict
from collections.abc import Sequence

from bot.events import Event, MessageReceived
from bot.heard import Hearing, hear
from bot.router import Consider, Plan, Plans, Router, Step, winners

_MANY = 3
"""From so many messages on it is quicker to look at them together."""


def steps_of(plans: Plans, events: Sequence[Event]) -> list[list[Step]]:
    """Return who handles each event; the bot's own messages nobody does."""
    bot = plans.deployment.config.bot
    own = bot.id
    steps: list[list[Step]] = []
    said: dict[Plan, list[tuple[int, MessageReceived]]] = defaultdict(list)
    for number, event in enumerate(events):
        plan = plans.of(event.group)
        if not isinstance(event, MessageReceived):
            steps.append(plan.steps(event, None))
            continue
        steps.append([])
        if event.member.id != own:
            said[plan].append((number, event))
    for plan, messages in said.items():
        if len(messages) < _MANY:
            for number, event in messages:
                steps[number] = plan.steps(event, hear(event, bot.names))
            continue
        hearing = Hearing([event for _, event in messages], bot.names)
        for index, considering in _candidates(plan, hearing).items():
            steps[messages[index][0]] = winners(hearing.heard(index), considering)
    return steps


def _candidates(plan: Plan, hearing: Hearing) -> dict[int, list[tuple[Router, Consider]]]:
    """Return which matchers have to consider which messages: most of them none."""
    considering: dict[int, list[tuple[Router, Consider]]] = {}
    for router, matcher in plan.matchers:
        for number in matcher.candidates(hearing):
            considering.setdefault(number, []).append((router, matcher.consider))
    return considering
