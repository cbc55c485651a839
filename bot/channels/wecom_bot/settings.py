"""What config.yaml may say of an official WeCom AI bot."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from bot.channels.pace import Pace
from bot.channels.settings import ChannelSettings, SecretRef
from bot.domain.capabilities import Capabilities, Limits

_MEGABYTE = 1024 * 1024


class WecomBotSettings(ChannelSettings):
    """`channels: {work: {type: wecom_bot, bot_id: aib…, secret: env:WECOM_BOT_SECRET}}`

    `names` are the names under which members mention the bot, beside those of `bot: {names: …}`.
    `welcome` greets who opens the private chat for the first time in a day; "" greets nobody.
    `markdown: true` takes what playbooks say for Markdown; else it is shown as it is written.
    `keep` is a folder for the images and files that members send it; without, they are not kept.
    """

    type: Literal["wecom_bot"] = "wecom_bot"
    bot_id: str = Field(min_length=1)
    secret: SecretRef
    url: str = Field("wss://openws.work.weixin.qq.com", pattern="^wss?://")
    names: tuple[str, ...] = ()
    welcome: str | None = None
    markdown: bool = False
    device_id: str | None = None
    per_minute: int = Field(20, ge=1, le=30)
    per_hour: int = Field(600, ge=1, le=1000)
    pace: Pace = Pace()
    keep: str | None = None

    def capabilities(self) -> Capabilities:
        """Return what the platform allows: 30 a minute, 1000 an hour, 20480 bytes (path/101463).

        Where a text is shown as it is written, some bytes are left for what that adds to it.
        """
        return Capabilities(
            hears="mentions",
            sees_joins=False,
            sees_leaves=False,
            sees_names=False,
            mentions=False,
            markup=self.markdown,
            cards=True,
            recall=False,
            remove=False,
            announce=False,
            limits=self.pace.within(
                Limits(
                    group_per_minute=self.per_minute,
                    group_per_hour=self.per_hour,
                    same_text=3,
                    text_bytes=20_480 if self.markdown else 18_432,
                    file_bytes=20 * _MEGABYTE,
                )
            ),
        )

    def account(self) -> str:
        return self.bot_id

    def secrets(self) -> Mapping[str, SecretRef]:
        return {"secret": self.secret}
