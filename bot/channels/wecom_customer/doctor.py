"""Looks whether the API takes the credentials, sees the groups, and reaches the endpoint."""

import asyncio
import secrets
from collections.abc import Sequence

import aiohttp

from bot.channels.base import Diagnosis, Setup
from bot.channels.wecom_customer.credentials import credentials
from bot.channels.wecom_customer.crypto import Seal
from bot.channels.wecom_customer.failures import ApiError, NoAnswer
from bot.channels.wecom_customer.rest import Api
from bot.channels.wecom_customer.roster import GroupChat, look_at
from bot.channels.wecom_customer.settings import WecomCustomerSettings
from bot.channels.wecom_customer.statistics import counted, day_before
from bot.channels.wecom_customer.texts import COUNTS, text
from bot.errors import RunFailed

_SHOWN = 20  # groups of which the name is told
_TIMEOUT = aiohttp.ClientTimeout(total=10)


async def diagnose(settings: WecomCustomerSettings, setup: Setup) -> Sequence[Diagnosis]:
    """Try all that needs no message; what fails first says what to do."""
    try:
        api, seal = credentials(settings, setup)
    except RunFailed as error:
        return [Diagnosis(False, str(error))]
    try:
        found = await _groups(api, settings.owners, setup)
    except (ApiError, NoAnswer) as error:
        found = [_wrong("api", error, setup)]
    finally:
        await api.close()
    return [*found, await _endpoint(settings, setup, seal)]


async def _groups(api: Api, owners: Sequence[str], setup: Setup) -> list[Diagnosis]:
    """Look at the groups that the app may see, at those of config.yaml, and at yesterday."""
    language = setup.deployment.config.language
    owned = {"owner_filter": {"userid_list": list(owners)}} if owners else {}
    answer = await api.call("externalcontact/groupchat/list", {"limit": 1000, **owned})
    ids = [chat["chat_id"] for chat in answer.get("group_chat_list", ())]
    shown = dict.fromkeys([*setup.groups, *ids[:_SHOWN]])
    looks = await asyncio.gather(*(_look(api, group, setup) for group in shown))
    lines = [Diagnosis(True, text("sees", language, count=len(ids))), *(line for _, line in looks)]
    whose = list(owners or dict.fromkeys(chat.owner for chat, _ in looks if chat))
    return [*lines, await _yesterday(api, whose, setup)] if whose else lines


async def _look(api: Api, group: str, setup: Setup) -> tuple[GroupChat | None, Diagnosis]:
    try:
        chat = await look_at(api, group)
    except (ApiError, NoAnswer) as error:
        return None, _wrong("group", error, setup, group=group)
    words = {"group": group, "name": chat.name, "owner": chat.owner, "count": len(chat.members)}
    return chat, Diagnosis(True, text("is", setup.deployment.config.language, **words))


async def _yesterday(api: Api, owners: Sequence[str], setup: Setup) -> Diagnosis:
    config = setup.deployment.config
    began = day_before(setup.clock.now().astimezone(config.zone))
    try:
        counts = await counted(api, owners, began)
    except (ApiError, NoAnswer) as error:
        return _wrong("no_counts", error, setup)
    words = {name: counts.get(name, 0) for name in COUNTS}
    return Diagnosis(True, text("counts", config.language, day=began.date(), **words))


async def _endpoint(settings: WecomCustomerSettings, setup: Setup, seal: Seal) -> Diagnosis:
    """Ask the endpoint from outside, as the admin console does when its URL is entered."""
    language, url = setup.deployment.config.language, settings.public_url
    if url is None:
        return Diagnosis(True, text("no_url", language))
    said, nonce = secrets.token_hex(8), secrets.token_hex(4)
    timestamp, sealed = str(int(setup.clock.now().timestamp())), seal.close(said)
    query = {
        "msg_signature": seal.signature(timestamp, nonce, sealed),
        "timestamp": timestamp,
        "nonce": nonce,
        "echostr": sealed,
    }
    try:
        async with (
            aiohttp.ClientSession(timeout=_TIMEOUT) as session,
            session.get(url, params=query) as response,
        ):
            heard = f"HTTP {response.status}"
            if await response.text() == said:
                return Diagnosis(True, text("reached", language, url=url))
    except (aiohttp.ClientError, TimeoutError, UnicodeDecodeError) as error:
        heard = type(error).__name__
    return Diagnosis(False, text("unreached", language, url=url, why=heard), text("run", language))


def _wrong(name: str, error: ApiError | NoAnswer, setup: Setup, **words: str) -> Diagnosis:
    language = setup.deployment.config.language
    advice = error.advice(language) if isinstance(error, ApiError) else text("network", language)
    return Diagnosis(False, text(name, language, **words, why=str(error)), advice)
