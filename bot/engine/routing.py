"""Decides who handles each of several events, from the events and the playbooks alone."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from bot.events import Event, MessageReceived
from bot.handling.heard import Hearing, hear
from bot.handling.router import Consider, Plan, Plans, Router, Step, winners

_MANY = 3
"""From so many messages on it is quicker to look at them together."""


def steps_of(plans: Plans, events: Sequence[Event]) -> list[Sequence[Step]]:
    """Return who handles each event; the bot's own messages nobody does."""
    bot, own = plans.deployment.config.bot, plans.deployment.config.bot.id
    steps: list[Sequence[Step]] = [()] * len(events)
    messages: dict[int, MessageReceived] = {}
    said: dict[str, list[int]] = defaultdict(list)
    for number, event in enumerate(events):
        if not isinstance(event, MessageReceived):
            steps[number] = plans.of(event.group).steps(event, None)
        elif event.member.id != own:
            messages[number] = event
            said[event.group].append(number)
    for plan, numbers in _by_plan(plans, said).items():
        if len(numbers) < _MANY:
            for number in numbers:
                steps[number] = plan.steps(messages[number], hear(messages[number], bot.names))
            continue
        hearing = Hearing([messages[number] for number in numbers], bot.names)
        for index, considering in _candidates(plan, hearing).items():
            steps[numbers[index]] = winners(hearing.heard(index), considering)
    return steps


def _by_plan(plans: Plans, said: Mapping[str, Sequence[int]]) -> dict[Plan, list[int]]:
    """Put together what was said in groups that have the same playbooks."""
    together: dict[Plan, list[int]] = defaultdict(list)
    for group, numbers in said.items():
        together[plans.of(group)] += numbers
    return together


def _candidates(plan: Plan, hearing: Hearing) -> dict[int, list[tuple[Router, Consider]]]:
    """Return which matchers have to consider which messages: most of them none."""
    considering: dict[int, list[tuple[Router, Consider]]] = {}
    for router, matcher in plan.matchers:
        for number in matcher.candidates(hearing):
            considering.setdefault(number, []).append((router, matcher.consider))
    return considering
