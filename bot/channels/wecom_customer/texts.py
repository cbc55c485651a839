"""What the doctor says of this channel, in Chinese and in English."""

from collections.abc import Mapping

_TEXTS: Mapping[str, tuple[str, str]] = {
    "api": ("企业微信接口：{why}", "the API of WeCom: {why}"),
    "no_key": (
        "渠道 {channel}：encoding_aes_key 不是 43 个字符的 EncodingAESKey，请整个重新复制一遍",
        "channel {channel}: encoding_aes_key is no EncodingAESKey of 43 characters: copy it again",
    ),
    "network": ("看看这台机器能不能上网", "see whether this machine is online"),
    "sees": (
        "凭证可用，能看到 {count} 个客户群",
        "the credentials are good; the app sees {count} customer groups",
    ),
    "group": ("群 {group}：{why}", "group {group}: {why}"),
    "is": (
        "群 {group} 是「{name}」，群主 {owner}，{count} 人",
        "group {group} is {name}, owned by {owner}, {count} members",
    ),
    "counts": (
        "{day}：{new_member_cnt} 人进群，共 {member_total} 人，"
        "{member_has_msg} 人发了 {msg_total} 条",
        "{day}: {new_member_cnt} joined, {member_total} in all, {member_has_msg} wrote "
        "{msg_total} messages",
    ),
    "no_counts": ("昨天的数字：{why}", "yesterday's numbers: {why}"),
    "no_url": (
        "没有写 public_url，所以没试回调地址能不能从外面访问",
        "no public_url, so whether callbacks reach this machine was not tried",
    ),
    "reached": ("回调地址 {url} 可以从外面访问", "callbacks to {url} reach this bot"),
    "unreached": (
        "回调地址 {url} 没有正确回答：{why}",
        "{url} does not answer as it should: {why}",
    ),
    "run": (
        "先用 zhiban run 启动，再看反向代理、防火墙，和 token、encoding_aes_key 是否同管理后台一致",
        "start `zhiban run` first; then look at the reverse proxy and the firewall, and whether "
        "token and encoding_aes_key are those of the admin console",
    ),
}

COUNTS = ("new_member_cnt", "member_total", "member_has_msg", "msg_total")
"""The names by which the platform counts a day."""


def text(name: str, language: str, /, **words: object) -> str:
    """Say it in the operator's language."""
    return _TEXTS[name][language != "zh"].format(**words)
