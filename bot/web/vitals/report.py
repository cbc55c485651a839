"""What `zhiban status` asks a running bot: what is only in its memory."""

import os
from datetime import datetime
from typing import Any

from bot.about import version
from bot.domain.moments import from_us
from bot.tally import ChannelTally
from bot.web.vitals.vitals import Vitals


async def report(vitals: Vitals) -> dict[str, Any]:
    """Return it as JSON; moments are ISO 8601."""
    await vitals.recall()
    app = vitals.app
    abilities = app.plans.deployment.abilities
    return {
        "pid": os.getpid(),
        "version": version(),
        "setup": app.plans.deployment.version,
        "mistakes": [str(mistake) for mistake in app.reloading.mistakes],
        "unready": await vitals.unready(),
        "trouble": app.database.trouble or app.tally.trouble,
        "pending": app.tally.pending,
        "channels": {
            name: _channel(own, deaf=abilities[name].deaf) for name, own in vitals.channels.items()
        },
    }


def _channel(own: ChannelTally, *, deaf: bool) -> dict[str, Any]:
    return {
        "deaf": deaf,
        "hearing": own.hearing,
        "why": own.why,
        "lost_at": _told(own.lost_at),
        "silent_since": _told(own.silent_since),
        "heard_at": _told(own.heard_at),
        "sent_at": _told(from_us(own.sent_at) if own.sent_at is not None else None),
        "reconnects": max(0, own.connections - 1),
    }


def _told(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
