"""What `zhiban status` finds out: from the database beside the bot, and from the bot itself."""

import asyncio
import http.client
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
import sqlalchemy as sa

from bot.clock import SystemClock
from bot.config.model import Config
from bot.domain.moments import from_us, to_us
from bot.store.backups.folder import newest
from bot.store.reader import Reader
from bot.store.silences import open_silences
from bot.store.tables import Group, Meta, Version
from bot.store.views import operation
from bot.web.kept import ADDRESS, KEY, proof_of

Facts = dict[str, Any]
_PATIENCE = 6.0
"""Seconds that a running bot has to answer; it asks its own database for 5."""
_DAY = timedelta(days=1)
_G, _M = Group.table.c, Meta.table.c
_NAMES = ("started", KEY, ADDRESS)
_KEPT = sa.select(_M.name, _M.value).where(_M.name.in_(_NAMES))
_SETUP = sa.select(sa.func.max(Version.table.c.number))


async def facts_of(reader: Reader, config: Config) -> Facts:
    """Return what the database tells of the bot, as JSON; moments are ISO 8601."""
    now = to_us(SystemClock().now())
    kept = {row.name: row.value for row in await reader.rows(_KEPT)}
    queues = await operation.queues(reader.rows, now)
    drafts, tasks = await operation.left_to_people(reader.rows)
    waiting = [queue for queue in queues if queue.state == "waiting"]
    oldest = min((queue.due for queue in waiting if queue.due is not None), default=now)
    lost = await operation.lost(reader.rows, now - _DAY // timedelta(microseconds=1))
    size, log = await reader.sizes()
    return {
        "since": _told(int(kept["started"])) if "started" in kept else None,
        "setup": (await reader.rows(_SETUP))[0][0] or 0,
        "channels": await _channels(reader, config, now),
        "queue": {
            "waiting": sum(queue.rows for queue in waiting),
            "oldest_seconds": (now - oldest) / 1e6,
            "drafts": drafts,
            "tasks": tasks,
        },
        "lost": {"failed": 0, "unknown": 0, **lost},
        "database": {"bytes": size, "wal_bytes": log},
        "backup_at": await asyncio.to_thread(_last_backup, config),
        "asked_at": kept.get(ADDRESS, ""),
        "proof": proof_of(kept.get(KEY, "")),
    }


async def _channels(reader: Reader, config: Config, now: int) -> dict[str, Facts]:
    """Return what the database knows of each channel."""
    sent, silent = await operation.last_sent(reader.rows), await open_silences(reader.rows)
    on = {row.id: row.channel for row in await reader.rows(sa.select(_G.id, _G.channel))}
    heard: dict[str, int] = {}
    for group, at, _ in await operation.last_heard(reader.rows, config.bot.id):
        channel = config.channel_of(group, on.get(group, ""))
        heard[channel] = max(at, heard.get(channel, at))
    alone = {one.channel: one for one in await operation.silences(reader.rows, now) if not one.chat}
    return {
        name: {
            "type": own.type,
            "hearing": None,
            "why": "",
            "lost_at": None,
            "heard_at": _told(heard.get(name)),
            "sent_at": _told(sent.get(name)),
            "silent_since": silent[name].isoformat() if name in silent else None,
            "held_until": _told(alone[name].until) if name in alone else None,
            "held_why": alone[name].why if name in alone else "",
        }
        for name, own in config.channels.items()
    }


async def word_of_bot(address: str, proof: str) -> Facts | None:
    """Ask the bot itself what is only in its memory; None where it does not answer."""
    return await asyncio.to_thread(_ask, address, proof)


def _ask(address: str, proof: str) -> Facts | None:
    place = urlsplit(address)
    connection = http.client.HTTPConnection(_reached(place.hostname), place.port, _PATIENCE)
    try:
        connection.request("GET", "/vitals", headers={"Authorization": f"Bearer {proof}"})
        reply = connection.getresponse()
        told: Facts = orjson.loads(reply.read())
        return told if reply.status == 200 else None
    except (OSError, http.client.HTTPException, orjson.JSONDecodeError):
        return None
    finally:
        connection.close()


def _reached(host: str | None) -> str:
    """Return where on this machine an address is reached that stands for all of its own."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host or "", host or "")


def _last_backup(config: Config) -> str | None:
    url = sa.make_url(config.database_url)
    if not config.backup or url.get_backend_name() != "sqlite":
        return None
    at = newest(config.path(config.backup.to), Path(url.database or ""), config.zone)
    return at.isoformat() if at else None


def _told(moment: int | None) -> str | None:
    return from_us(moment).isoformat() if moment is not None else None
