"""What config.yaml says of webhook robots: `type: wecom_webhook`."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from bot.channels.pace import Pace
from bot.channels.settings import ChannelSettings, SecretRef, WebAddress
from bot.domain.capabilities import Capabilities, Limits

Format = Literal["text", "markdown", "markdown_v2"]

TEXT_BYTES: Mapping[Format, int] = {"text": 2048, "markdown": 4096, "markdown_v2": 4096}
IMAGE_BYTES = 2 * 1024 * 1024
FILE_BYTES = 20 * 1024 * 1024
"""What the platform takes: developer.work.weixin.qq.com/document/path/91770."""

_MISTAKES = {
    "zh": (
        "这些群没有机器人：{}",
        "一个机器人只能在一个群里说话：{}",
        "groups 里没有写由它在这些群说话（mouth 或 channel）：{}",
    ),
    "en": (
        "no robot for {}",
        "one robot for several groups: {}",
        "groups does not say that it speaks there (mouth or channel): {}",
    ),
}


class WecomWebhookSettings(ChannelSettings):
    """`channels: {robot: {type: wecom_webhook, robots: {g1: env:G1_ROBOT}}}`

    A robot speaks in one group: `robots` says for each group where its key is, or its whole webhook
    address. `mentions: false` where the ids of members are not WeCom user ids.
    """

    type: Literal["wecom_webhook"] = "wecom_webhook"
    robots: Mapping[str, SecretRef] = Field(min_length=1)
    format: Format = "text"
    mentions: bool = True
    links: Literal["text", "news", "card"] = "text"
    """How a text goes out that is headings with a link each (see articles.py)."""
    url: WebAddress = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send"
    pace: Pace = Pace()

    def capabilities(self) -> Capabilities:
        return Capabilities(
            hears="nothing",
            sees_joins=False,
            sees_leaves=False,
            sees_names=False,
            direct=False,
            mentions=self.mentions and self.format != "markdown_v2",
            markup=self.format != "text",
            recall=False,
            remove=False,
            announce=False,
            limits=self.pace.within(
                Limits(
                    group_per_minute=20, text_bytes=TEXT_BYTES[self.format], file_bytes=FILE_BYTES
                )
            ),
        )

    def secrets(self) -> Mapping[str, SecretRef]:
        return {f"robots.{group}": ref for group, ref in self.robots.items()}

    def mistakes(self, groups: Mapping[str, str], language: str) -> Mapping[str, str]:
        """Find groups that no robot speaks in, robots for two groups, and robots for no group."""
        refs = list(self.robots.values())
        wrong = (
            sorted(groups.keys() - self.robots.keys()),
            [group for group, ref in self.robots.items() if refs.count(ref) > 1],
            sorted(self.robots.keys() - groups.keys()),
        )
        forms = zip(_MISTAKES["zh" if language == "zh" else "en"], wrong, strict=True)
        told = [form.format(", ".join(names)) for form, names in forms if names]
        return {"robots": "; ".join(told)} if told else {}
