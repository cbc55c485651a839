"""Makes what calls the API, and what opens callbacks, of the secrets that config.yaml names."""

from bot.channels.base import Setup
from bot.channels.wecom_customer.crypto import Seal
from bot.channels.wecom_customer.rest import Api
from bot.channels.wecom_customer.settings import WecomCustomerSettings
from bot.channels.wecom_customer.texts import text
from bot.errors import RunFailed


def credentials(settings: WecomCustomerSettings, setup: Setup) -> tuple[Api, Seal]:
    """Read the secrets; raise RunFailed in one line where one is missing or wrong."""
    token, key = setup.secret(settings.token), setup.secret(settings.encoding_aes_key)
    try:
        seal = Seal.of(token, key, settings.corp_id)
    except ValueError:
        why = text("no_key", setup.deployment.config.language, channel=setup.name)
        raise RunFailed(why) from None
    return Api(settings.api, settings.corp_id, setup.secret(settings.secret)), seal
