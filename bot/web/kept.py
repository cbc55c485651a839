"""What the console keeps for itself in the database: the key that signs sessions, its address."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping

from bot.store.database import Database
from bot.store.tables import Meta

KEY = "web key"
ADDRESS = "vitals address"
"""Where `zhiban status` may ask; "" where nothing answers."""
ENTRANCE = "console entrance"
"""What `zhiban login` says; "" where there is no console."""


async def session_key(database: Database) -> str:
    """Return the key: made once, so that sessions outlive a restart."""
    async with database.transaction() as work:
        row = await work.get(Meta, KEY)
        if row is None:
            work.put(row := Meta(KEY, secrets.token_urlsafe(32)))
        return row.value


def proof_of(key: str) -> str:
    """Return what shows that who asks can read the database, where the key is."""
    return hmac.new(key.encode(), b"vitals", hashlib.sha256).hexdigest()


async def keep_addresses(database: Database, addresses: Mapping[str, str]) -> None:
    """Remember where others find this bot."""
    async with database.transaction() as work:
        for name, address in addresses.items():
            row = await work.get(Meta, name)
            if address != (row.value if row else ""):
                work.put(Meta(name, address))
