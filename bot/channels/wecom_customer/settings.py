"""What config.yaml may say of a channel of type wecom_customer."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from bot.channels.pace import Pace
from bot.channels.settings import ChannelSettings, SecretRef, WebAddress
from bot.domain.capabilities import Capabilities, Limits
from bot.domain.durations import Duration

TEXT_BYTES = 4000
"""Of one mass-send message (developer.work.weixin.qq.com/document/path/92135)."""
IMAGE_BYTES = 10 * 1024 * 1024
"""Of one image handed to media/upload; a file may have twice as many."""


class WecomCustomerSettings(ChannelSettings):
    """`channels: {shop: {type: wecom_customer, corp_id: ww…, secret: env:…, token: env:…, …}}`

    The callback endpoint listens on `host`:`port``path`, behind a reverse proxy that has the
    certificate; `public_url` is what that proxy is called from outside, for `zhiban doctor`.
    """

    type: Literal["wecom_customer"] = "wecom_customer"
    corp_id: str = Field(min_length=1)
    secret: SecretRef
    """Of the self-built app that may call the customer-contact API."""
    token: SecretRef
    encoding_aes_key: SecretRef
    host: str = "127.0.0.1"
    port: int = Field(8090, ge=1, le=65535)
    path: Annotated[str, AfterValidator(lambda path: f"/{path.lstrip('/')}")] = "/wecom"
    public_url: WebAddress | None = None
    api: WebAddress = "https://qyapi.weixin.qq.com"
    sender: str | None = None
    """The userid who is asked to confirm posts; without it the owner of each group."""
    owners: tuple[str, ...] = Field((), max_length=100)
    """Whose groups the statistics count and the doctor lists; without it those of the groups known
    and all that the app may see, which only works where these are 1000 people at most."""
    welcome: bool = True
    """Keep the official welcome text of each group in step with its welcome playbook."""
    compare_every: Duration = Field(timedelta(hours=1), ge=timedelta(seconds=1))
    """How often member lists are compared, in case that callbacks were lost."""
    pace: Pace = Pace()

    def capabilities(self) -> Capabilities:
        return Capabilities(
            hears="nothing",
            lists_members=True,
            prepared=True,
            welcomes=self.welcome,
            direct=False,
            mentions=False,
            recall=False,
            remove=False,
            announce=False,
            limits=self.pace.within(
                Limits(group_per_date=1, text_bytes=TEXT_BYTES, file_bytes=IMAGE_BYTES)
            ),
        )

    def secrets(self) -> Mapping[str, SecretRef]:
        return {
            "secret": self.secret,
            "token": self.token,
            "encoding_aes_key": self.encoding_aes_key,
        }
