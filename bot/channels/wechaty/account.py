"""What becomes of the account itself: logged in, logged out, to be scanned, in trouble."""

import logging
from collections.abc import Callable

from bot.channels.wechaty.ear import Told
from bot.channels.wechaty.fates import Complaints
from bot.channels.wechaty.hearing import Hearing
from bot.channels.wechaty.lister import Lister
from bot.channels.wechaty.translate import Translator
from bot.events import Event

log = logging.getLogger(__name__)


class Account:
    """Tells the operator, and whoever has to know the account's id."""

    def __init__(
        self,
        endpoint: str,
        hearing: Hearing,
        translator: Translator,
        lister: Lister,
        complaints: Complaints,
        emit: Callable[[Event], None],
    ) -> None:
        self._endpoint, self._hearing = endpoint, hearing
        self._translator, self._lister = translator, lister
        self._complaints, self._emit = complaints, emit

    def follow(self, state: str, told: Told) -> None:
        """Follow an event of type login, logout, scan or error."""
        if state == "login":
            self._logged_in(str(told.get("contactId") or ""))
        elif state == "logout":
            self._hearing.lost("the account was logged out")
            log.error("wechaty at %s: the account was logged out", self._endpoint)
        elif state == "scan":
            log.warning("wechaty at %s: to log in, scan %s", self._endpoint, told.get("qrcode"))
        else:
            words = str(told.get("data") or told.get("gerror") or told)
            self._complaints.hear(words)
            log.warning("wechaty at %s reports: %.300s", self._endpoint, words)

    def _logged_in(self, account: str) -> None:
        if not account:
            return
        self._translator.account = account
        self._lister.doubt_all()
        gap = self._hearing.back()
        log.info("wechaty at %s: logged in as %s", self._endpoint, account)
        if gap:
            self._emit(gap)
