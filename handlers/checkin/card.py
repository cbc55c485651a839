"""The card of a day: whoever clicks on it checks in."""

from datetime import date

from bot.clicks import has_buttons
from bot.context import Context
from bot.domain.speech import Trusted
from bot.outbox.action import Button, Card
from bot.playbooks.say import Say
from handlers.checkin import lines
from handlers.checkin.model import Challenge


def invite(context: Context, challenge: Challenge, day: date) -> None:
    """Post the card of a day, unless check-ins are no longer taken.

    Its button stands for the keyword, so that a click is heard as what a member would write.
    """
    place, keyword = challenge.line_of("card"), challenge.match[0]
    if not challenge.is_open(context.unasked_at(), context.deployment.config.zone):
        context.note_silence("outside_window", place, window=str(challenge.window))
        return
    assert challenge.card is not None, "without a card nothing is planned"
    label = challenge.card.button or keyword
    context.say(
        challenge.card.say or Say.of(lines.INVITE[context.deployment.config.language]),
        "card",
        card=Card(challenge.name, (Button(label, keyword),)),
        title=challenge.name,
        day=challenge.number_of(day, 0) or None,
        keyword=Trusted(keyword),
        buttons=has_buttons(context),
    )
    context.note("invited", place, day=day.isoformat())
