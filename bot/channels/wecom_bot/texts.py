"""What the channel itself says, in Chinese and in English."""

from collections.abc import Mapping

TEXTS: Mapping[str, tuple[str, str]] = {
    "welcome": (
        "你好，我是{bot}。直接发消息给我，或在群里 @我 就行；发送 /帮助 看看我会做什么。",
        "Hello, I am {bot}. Write to me here, or mention me in a group; /help shows what I can do.",
    ),
    "received": ("已收到", "Received"),
    "received_label": ("已收到：{label}", "Received: {label}"),
    "new_group": (
        "有人在一个新的群里 @ 了机器人，群 id 是 {group}：可以写进 config.yaml 的 groups",
        "somebody mentioned the bot in a new group, whose id for groups in config.yaml is {group}",
    ),
    "unseen_group": (
        "还没有人在这个群里 @ 过机器人：企业微信只让它在有人 @ 过它的群里说话",
        "nobody has mentioned the bot in this group yet: WeCom lets it speak only after that",
    ),
    "unseen_person": (
        "{member} 还没有给机器人发过私聊消息：企业微信只让它回复发过消息的人",
        "{member} has not written to the bot in private yet: WeCom lets it write only to who has",
    ),
    "chat_gone": (
        "企业微信说机器人不能在这个会话里说话了（{why}）：请在会话里 @ 它一次",
        "WeCom says that the bot may not speak in this chat ({why}): mention it there once",
    ),
    "cannot": ("企业微信机器人做不到：{type}", "a WeCom bot cannot do this: {type}"),
    "too_long": ("文字超过 20480 字节", "the text has more than 20480 bytes"),
    "too_large": ("{path} 超过 {limit} MB", "{path} has more than {limit} MB"),
    "unreadable": ("读不了 {path}", "cannot read {path}"),
    "too_many_buttons": ("卡片最多 6 个按钮", "a card has at most 6 buttons"),
    "declined": ("企业微信不接受：{why}", "WeCom does not take it: {why}"),
    "busy": ("企业微信要求慢一点：{why}", "WeCom asks to slow down: {why}"),
    "not_live": ("和企业微信的连接还没接通", "there is no connection to WeCom"),
    "unanswered": ("企业微信没有答复：{why}", "WeCom did not answer: {why}"),
    "refused": (
        "企业微信拒绝了 BotID 或 Secret（{why}）：请在管理后台核对后重启",
        "WeCom refuses BotID or Secret ({why}): look them up in the admin console and start again",
    ),
    "taken_over": (
        "另一个程序用同一个 BotID 接管了连接：请先停掉它，再重启",
        "another process with the same BotID took the connection over: stop it, then start again",
    ),
    "reachable": ("能连上 {url}", "{url} can be reached"),
    "unreachable": ("连不上 {url}：{why}", "{url} cannot be reached: {why}"),
    "check_network": (
        "检查网络、防火墙和 url",
        "look at the network, the firewall and url",
    ),
    "credentials": (
        "读到了 Secret；和 BotID 是否匹配，运行 zhiban run 才知道（在这里试会挤掉运行中的机器人）",
        "the Secret is there; whether it fits the BotID is seen by zhiban run (trying it here would"
        " take the connection from a running bot)",
    ),
    "no_secret": (
        "在管理后台的机器人「API 模式 → 长连接」里复制 Secret",
        "copy it from the bot's API mode → long connection in the admin console",
    ),
}


def say(language: str, key: str, **values: object) -> str:
    """Say one of the texts in a language."""
    return TEXTS[key][language != "zh"].format(**values)
