"""Which of the things that people do in a group its channel would hear."""

from bot.deployment import Deployment
from bot.events import Event, MembersJoined, MembersLeft, MessageReceived, TopicChanged


def hears(deployment: Deployment, event: Event) -> bool:
    """Say whether the bot would be told of an event, on the channel of the event's group."""
    can = deployment.abilities[deployment.config.channel_of(event.group)]
    match event:
        case MessageReceived():
            if not event.group:
                return can.direct and can.hears != "nothing"
            return can.hears == "everything" or (can.hears == "mentions" and event.mentions_bot)
        case MembersJoined():
            return can.sees_joins
        case MembersLeft():
            return can.sees_leaves
        case TopicChanged():
            return can.sees_names
    return True
