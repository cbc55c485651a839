"""What the playground itself says, in Chinese and in English."""

from collections.abc import Mapping

TEXTS: Mapping[str, tuple[str, str]] = {
    "others": ("小李 小张", "Ben Cleo"),
    "comma": ("、", ", "),
    "joined": ("{names} 加入了群聊", "{names} joined"),
    "invited": ("{inviter} 邀请 {names} 加入了群聊", "{inviter} brought {names} in"),
    "left": ("{name} 离开了群聊", "{name} left"),
    "removed": ("{remover} 把 {name} 移出了群聊", "{remover} removed {name}"),
    "renamed": ("{name} 把群名改为「{topic}」", "{name} renamed the group to {topic}"),
    "recalled": ("{name} 撤回了一条消息", "{name} took a message back"),
    "bot_recalled": ("{name} 撤回了一条消息：{text}", "{name} took a message back: {text}"),
    "later": ("时间来到 {day} {time}", "It is now {day} {time}"),
    "quiet": ("接下来 31 天没有什么要发生", "Nothing is going to happen for 31 days"),
    "reloaded": (
        "剧本更新了，从现在起按新的来",
        "The playbooks have changed: the new ones hold now",
    ),
    "unsaved": (
        "这里用的是还没有保存的改动",
        "Here, what is not saved yet holds",
    ),
    "not_there": (
        "{name} 不在这个群里，先请 TA 进群",
        "{name} is not in this group: let them join first",
    ),
    "there_already": ("{name} 已经在群里了", "{name} is in the group already"),
    "is_bot": ("{name} 是机器人，请换个名字", "{name} is the bot: choose another name"),
    "not_yours": ("只能撤回自己发的消息", "You can only take back what you wrote yourself"),
    "not_ahead": (
        "时间只能往前走，一次最多 100 天：+2m、+3h、+1d、20:00",
        "Time only moves on, 100 days at most: +2m, +3h, +1d, 20:00",
    ),
    "unheard": (
        "这个群的渠道听不到这件事（只听得到 @机器人 的消息，或看不到进出群）",
        "The channel of this group does not hear that: only what mentions the bot, or no joins",
    ),
    "failed": ("机器人处理这件事时出错了", "The bot failed on this"),
    "weekdays": ("周一 周二 周三 周四 周五 周六 周日", "Mon Tue Wed Thu Fri Sat Sun"),
}
