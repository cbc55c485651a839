"""Why the bot did, or did not do, what stands in a simulated chat."""

from collections.abc import Sequence

import orjson

from bot.playground.bubble import Bubble, Reason
from bot.reasons import in_words
from bot.store.database import Database
from bot.store.tables import Journal


async def add_reasons(database: Database, bubbles: Sequence[Bubble], language: str) -> None:
    """Tell of each bubble what came of it, or what made the bot say it."""
    told = [bubble for bubble in bubbles if bubble.kind in ("member", "bot", "event")]
    causes = [(bubble.group, bubble.cause or bubble.id) for bubble in told]
    if not causes:
        return
    async with database.transaction() as work:
        rows = await work.keyed(Journal, Journal.natural, sorted(set(causes)))
    of = {(row.grp, row.id): row for row in (Journal(*values) for values in rows)}
    for bubble, cause in zip(told, causes, strict=True):
        if row := of.get(cause):
            only = bubble.playbook if bubble.kind == "bot" else None
            bubble.why = tuple(_reasons(row, language, only))


def _reasons(row: Journal, language: str, only: str | None) -> list[Reason]:
    """Read what came of an event: of one playbook ("": the commands), or of all."""
    reasons = [
        Reason(outcome["playbook"] or "", in_words(outcome, language), outcome.get("rule", ""))
        for outcome in orjson.loads(row.outcome or "[]")
        if only is None or only == (outcome["playbook"] or "")
    ]
    if row.error and not only:
        reasons.append(Reason("", row.error))
    return reasons
