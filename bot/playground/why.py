"""Why the bot did, or did not do, what stands in a simulated chat."""

from collections.abc import Mapping, Sequence

import orjson

from bot.app import App
from bot.engine.verdicts import verdicts
from bot.events import Event, MessageReceived
from bot.playground.bubble import Bubble, Reason
from bot.reasons import in_words
from bot.store.tables import Journal

_SAYS_NOTHING = ("no_playbook", "not_for_this_event")


async def add_reasons(app: App, events: Sequence[Event], bubbles: Sequence[Bubble]) -> None:
    """Tell of each bubble what came of its event, or what made the bot say it.

    `events` are those that members brought about: of a message that nothing came of, each playbook
    says why.
    """
    told = [bubble for bubble in bubbles if bubble.kind in ("member", "bot", "event")]
    causes = [(bubble.group, bubble.cause or bubble.id) for bubble in told]
    rows = await _journalled(app, causes)
    of = {event.id: event for event in events}
    for bubble, cause in zip(told, causes, strict=True):
        row, event = rows.get(cause), of.get(bubble.id)
        if row is not None:
            only = bubble.playbook if bubble.kind == "bot" else None
            bubble.why = tuple(_reasons(app, row, only))
        if not bubble.why and isinstance(event, MessageReceived):
            bubble.why = tuple(_silence(app, event, row))


async def _journalled(
    app: App, causes: Sequence[tuple[str, str]]
) -> Mapping[tuple[str, str], Journal]:
    if not causes:
        return {}
    async with app.database.transaction() as work:
        rows = await work.keyed(Journal, ("grp", "id"), sorted(set(causes)))
    return {(row.grp, row.id): row for row in (Journal(*values) for values in rows)}


def _reasons(app: App, row: Journal, only: str | None) -> list[Reason]:
    """Read what came of an event: of one playbook ("": the commands), or of all."""
    reasons = [
        _reason(app, outcome["playbook"], outcome, outcome.get("rule", ""))
        for outcome in orjson.loads(row.outcome or "[]")
        if only is None or only == (outcome["playbook"] or "")
    ]
    if row.error and not only:
        reasons.append(Reason("", row.error))
    return reasons


def _silence(app: App, event: MessageReceived, row: Journal | None) -> list[Reason]:
    """Return why each playbook of the group has none of a message."""
    return [
        _reason(app, one.playbook, {"code": one.code, "values": one.values}, one.rule)
        for one in verdicts(app.plans, event, row)
        if one.playbook and one.code not in _SAYS_NOTHING
    ]


def _reason(app: App, playbook: str | None, outcome: Mapping[str, object], rule: str) -> Reason:
    """Put it into words; the rule's file is named from the folder of config.yaml."""
    config = app.plans.deployment.config
    here = f"{config.path('').absolute()}/"
    return Reason(playbook or "", in_words(outcome, config.language), rule.removeprefix(here))
