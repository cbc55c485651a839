"""What `zhiban doctor` says of webhook robots, in Chinese and in English."""

from collections.abc import Mapping

TEXTS: Mapping[str, tuple[str, str]] = {
    "good": (
        "「{group}」的消息推送机器人可以用（只上传了一个小文件，没有在群里说话）",
        "the robot of {group} works (a small file was uploaded, nothing was said in the group)",
    ),
    "secret": ("读不到「{group}」的机器人 key：{why}", "no key for the robot of {group}: {why}"),
    "set_secret": (
        "机器人详情里的 Webhook 地址（或 key= 后面那段）就是它",
        "it is the webhook address in the robot's details, or what stands behind key= there",
    ),
    "refused": ("「{group}」的机器人被拒绝：{why}", "the robot of {group} was refused: {why}"),
    "check_key": (
        "多半是 key 不对，或机器人已被移除：到群里的机器人详情重新复制 Webhook 地址",
        "most likely a wrong key or a removed robot: copy the webhook address again",
    ),
    "no_answer": ("连不上企业微信：{why}", "WeCom cannot be reached: {why}"),
    "check_network": (
        "检查这台机器能不能访问 {host}，过一分钟再试",
        "check that this machine reaches {host}, and try again in a minute",
    ),
}


def told(name: str, language: str, **values: object) -> str:
    """Return one of the texts, filled in."""
    return TEXTS[name][language != "zh"].format(**values)
