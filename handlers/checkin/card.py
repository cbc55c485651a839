"""The card of a day: whoever clicks on it checks in."""

from datetime import date

from bot.domain.speech import Trusted
from bot.events import MomentCame
from bot.handling.clicks import has_buttons
from bot.handling.context import Context
from bot.outbox.action import Button, Card
from bot.playbooks.say import Say
from handlers.checkin import lines
from handlers.checkin.model import Challenge


def invite(context: Context, challenge: Challenge, event: MomentCame) -> None:
    """Post the card of a day, unless a click on it would no longer count for that day.

    Its button stands for the keyword, so that a click is heard as what a member would write.
    """
    day, place, keyword = event.occurrence, challenge.line_of("card"), challenge.match[0]
    at, zone = context.unasked_at(), context.deployment.config.zone
    if not challenge.is_open(at, zone) or challenge.day_of(at, zone).isoformat() != day:
        context.note_silence("missed", place, due=str(event.due))
        return
    assert challenge.card is not None, "without a card nothing is planned"
    label = challenge.card.button or keyword
    context.say(
        challenge.card.say or Say.of(lines.INVITE[context.deployment.config.language]),
        "card",
        card=Card(challenge.name, (Button(label, keyword),)),
        title=challenge.name,
        day=challenge.number_of(date.fromisoformat(day), 0) or None,
        keyword=Trusted(keyword),
        buttons=has_buttons(context),
    )
    context.note("invited", place, day=day)
