"""Who is let in: the token that `run` prints, or a password; never tried too often."""

import hashlib
import hmac
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bot.config.model import Config
from bot.config.parts import CONSOLE_OWNER
from bot.web.console import User

OWNER = User(CONSOLE_OWNER, "console", "owner")
"""Whoever has the token started the bot, or was given it by who did."""
_TRIES = 5
_SPAN = timedelta(minutes=5)
_REST = timedelta(minutes=15)
_MOST = 10_000


class Tries:
    """Wrong tries by address: after five within five minutes it rests for a quarter of an hour."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._wrong: dict[str, deque[datetime]] = {}

    def may(self, address: str) -> bool:
        """Say whether somebody may try from there."""
        wrong = self._wrong.get(address)
        if not wrong or len(wrong) < _TRIES:
            return True
        return wrong[-1] - wrong[0] > _SPAN or self._now() - wrong[-1] > _REST

    def failed(self, address: str) -> None:
        """Note a wrong try."""
        if len(self._wrong) >= _MOST:  # an attacker with many addresses takes no memory
            self._wrong.pop(next(iter(self._wrong)))
        self._wrong.setdefault(address, deque(maxlen=_TRIES)).append(self._now())

    def succeeded(self, address: str) -> None:
        """Forget the wrong tries from there."""
        self._wrong.pop(address, None)


class Access:
    """Checks tokens and passwords in constant time, and that sessions are still good."""

    def __init__(
        self, token: str, passwords: Mapping[str, str], config: Callable[[], Config]
    ) -> None:
        """`passwords` are those of the users in config.yaml, read once at the start."""
        self._token, self._passwords, self._config = token, passwords, config

    def by_token(self, token: str) -> User | None:
        """Return the owner, if it is the token of this run."""
        return OWNER if same(token, self._token) else None

    def by_password(self, name: str, password: str) -> User | None:
        """Return the user, if it is the password."""
        right = same(password, self._passwords.get(name, self._token))
        return self._user(name) if right and name in self._passwords else None

    def proof(self, user: User) -> str:
        """Return what a session carries: it ends when the token or the password changes."""
        secret = self._token if user is OWNER else self._passwords.get(user.name, "")
        return hashlib.sha256(f"{user.name}|{secret}".encode()).hexdigest()[:32]

    def by_session(self, name: str, proof: str) -> User | None:
        """Return who a session is of, None when it is not good any more."""
        user = OWNER if name == OWNER.name else self._user(name)
        return user if user and same(proof, self.proof(user)) else None

    def _user(self, name: str) -> User | None:
        config = self._config()
        own = config.web.users.get(name) if config.web else None
        if own is None or name not in self._passwords:
            return None
        return User(name, own.member, config.role_of(own.member, ""))


def same(one: str, other: str) -> bool:
    """Compare two secrets in a time that tells nothing."""
    digests = [hashlib.sha256(text.encode()).digest() for text in (one, other)]
    return hmac.compare_digest(*digests)
