"""Looks whether the API takes the credentials, sees the groups, and reaches the endpoint."""

import secrets
from collections.abc import AsyncIterator, Sequence

import aiohttp

from bot.channels.base import Diagnosis, Setup
from bot.channels.wecom_customer.credentials import credentials
from bot.channels.wecom_customer.crypto import Seal
from bot.channels.wecom_customer.failures import ApiError, NoAnswer
from bot.channels.wecom_customer.rest import Api
from bot.channels.wecom_customer.roster import look_at
from bot.channels.wecom_customer.settings import WecomCustomerSettings
from bot.channels.wecom_customer.texts import text
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
        found = [line async for line in _groups(api, settings.owners, setup)]
    except (ApiError, NoAnswer) as error:
        found = [_wrong("api", error, setup)]
    finally:
        await api.close()
    return [*found, await _endpoint(settings, setup, seal)]


async def _groups(api: Api, owners: Sequence[str], setup: Setup) -> AsyncIterator[Diagnosis]:
    """Look at the groups that the app may see, and at those of config.yaml."""
    language = setup.deployment.config.language
    owned = {"owner_filter": {"userid_list": list(owners)}} if owners else {}
    answer = await api.call("externalcontact/groupchat/list", {"limit": 1000, **owned})
    ids = [chat["chat_id"] for chat in answer.get("group_chat_list", ())]
    yield Diagnosis(True, text("sees", language, count=len(ids)))
    for group in [*setup.groups, *(id for id in ids[:_SHOWN] if id not in setup.groups)]:
        try:
            chat = await look_at(api, group)
        except (ApiError, NoAnswer) as error:
            yield _wrong("group", error, setup, group=group)
        else:
            words = {"group": group, "name": chat.name, "owner": chat.owner}
            yield Diagnosis(True, text("is", language, **words, count=len(chat.members)))


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
