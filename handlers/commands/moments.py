"""How lists tell when something is: in the deployment's zone, as short as it can be."""

from datetime import datetime

from bot.domain.moments import from_us
from bot.domain.speech import Trusted
from bot.handling.context import Context


def local(context: Context, moment: int | datetime) -> Trusted:
    """Write a moment, a datetime or microseconds, as `11-23 07:30`."""
    at = from_us(moment) if isinstance(moment, int) else moment
    return Trusted(f"{at.astimezone(context.deployment.config.zone):%m-%d %H:%M}")
