"""Cards with buttons: which groups have them, and what is told to who clicks on one."""

from bot.domain.capabilities import Capabilities
from bot.events import MessageReceived
from bot.handling.context import Context, Line
from bot.playbooks.say import Say


def has_buttons(context: Context) -> bool:
    """Say whether what is said to the event's group can be a card with buttons."""
    deployment, group = context.deployment, context.event.group
    mouth = deployment.config.mouth_of(group, context.people.channel_of(group))
    return deployment.abilities.get(mouth, Capabilities()).cards


def is_click(context: Context) -> bool:
    """Say whether a member clicked on a card: the channel itself shows them that it arrived."""
    event = context.event
    clicked = isinstance(event, MessageReceived) and event.kind == "card" and event.mentions_bot
    return clicked and has_buttons(context)


def tell(context: Context, line: Line, **values: object) -> None:
    """Say a built-in sentence to who wrote.

    Who clicked is told in private, which the channel does on the card itself where it is in time,
    or nothing: a click is not to be heard by the whole group.
    """
    if not is_click(context):
        context.line(line, "", **values)
    elif context.ears.direct:
        say = Say.of(line[context.deployment.config.language])
        context.dm(getattr(context.event, "member").id, say, "", **values)  # noqa: B009
