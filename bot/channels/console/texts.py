"""What the console itself says, in Chinese and in English."""

from collections.abc import Mapping

from bot.events import MessageKind
from bot.outbox.action import ActionType

TEXTS: Mapping[str, tuple[str, str]] = {
    "you": ("王姐", "Anna"),
    "admin": ("管理员", "admin"),
    "group": ("体验群", "Trial group"),
    "banner_1": (
        "欢迎来到「{group}」！{bot} 已经上班，你现在是 {you}。",
        "Welcome to {group}! {bot} is on duty, and you are {you}.",
    ),
    "banner_2": (
        "直接打字就是在群里说话，先试试：打卡   或者   /帮助",
        "Whatever you type is said in the group. Try: check in   or   /help",
    ),
    "banner_3": (
        "来位新朋友：:join 小李      让时间走一走：:clock +3h",
        "Bring somebody in: :join Ben      Let time pass: :clock +3h",
    ),
    "banner_4": (
        "换个身份：:as admin      全部玩法 :help，离开 :quit",
        "Be somebody else: :as admin      Everything else: :help, leave with :quit",
    ),
    "now_you_are": ("现在你是 {name}（{id}）", "You are {name} now ({id})"),
    "now_in": ("现在在「{group}」（{id}）", "You are in {group} now ({id})"),
    "groups": ("有这些群：{groups}", "The groups: {groups}"),
    "who": ("「{group}」里有：{names}", "In {group}: {names}"),
    "you_mark": ("{name}（你）", "{name} (you)"),
    "joined": ("{names} 加入了「{group}」", "{names} joined {group}"),
    "invited": (
        "{inviter} 邀请 {names} 加入了「{group}」",
        "{inviter} brought {names} into {group}",
    ),
    "left": ("{name} 离开了「{group}」", "{name} left {group}"),
    "removed": ("{remover} 把 {name} 移出了「{group}」", "{remover} removed {name} from {group}"),
    "renamed": ("{name} 把群名改为「{topic}」", "{name} renamed the group to {topic}"),
    "recalled": ("{name} 撤回了第 {number} 条消息", "{name} took message {number} back"),
    "comma": ("、", ", "),
    "private": ("私聊", "private"),
    "quoting": ("「{name}：{text}」 ", "[{name}: {text}] "),
    "weekdays": ("周一 周二 周三 周四 周五 周六 周日", "Mon Tue Wed Thu Fri Sat Sun"),
    "time_is": ("现在是 {day} {time}", "It is {day} {time}"),
    "not_there": (
        "{name} 不在群里，先用 :join {name} 进群吧",
        "{name} is not in the group: use :join {name} first",
    ),
    "is_bot": ("{name} 是机器人，请换个名字", "{name} is the bot: choose another name"),
    "no_admins": ("config.yaml 里还没有 admins", "config.yaml names no admins yet"),
    "unknown_group": ("没有这个群：{name}。{groups}", "No such group: {name}. {groups}"),
    "unknown_number": ("没有第 {number} 条消息", "There is no message {number}"),
    "elsewhere": (
        "第 {number} 条不是「{group}」里的消息",
        "Message {number} was not written in {group}",
    ),
    "not_yours": ("只能撤回自己发的消息", "You can only take back what you wrote yourself"),
    "not_ahead": (
        "时间只能往前走：:clock +3h、:clock 20:00、:clock +1d",
        "Time only moves on: :clock +3h, :clock 20:00, :clock +1d",
    ),
    "unknown_command": (
        "没有 :{word} 这个命令，:help 看全部",
        "There is no :{word}; :help shows what there is",
    ),
    "did_you_mean": (
        "没有 :{word} 这个命令，是不是想输入 :{guess}？",
        "There is no :{word}. Did you mean :{guess}?",
    ),
    "usage": ("用法  {usage}", "Usage  {usage}"),
}

USAGE: Mapping[str, tuple[str, str]] = {
    "as": (
        ":as 王姐          换个身份（:as admin 是管理员）",
        ":as Anna        be somebody else (:as admin)",
    ),
    "who": (":who              看看群里有谁", ":who            see who is here"),
    "join": (":join 小李 小张   他们自己进群", ":join Ben Cleo  they join"),
    "invite": (":invite 小李      你邀请他进群", ":invite Ben     you bring Ben in"),
    "leave": (
        ":leave 小李       他退群（不写名字就是你）",
        ":leave Ben      Ben leaves (alone: you do)",
    ),
    "group": (":group g1         换到另一个群", ":group g1       go to another group"),
    "topic": (":topic 新群名     修改群名", ":topic New      rename the group"),
    "image": (":image 文字       发一张图片，可以配文字", ":image text     send an image"),
    "dm": (":dm 你好          私聊机器人", ":dm hello       write to the bot in private"),
    "reply": (
        ":reply 3 收到     引用第 3 条回复（也可以写 > 3 收到）",
        ":reply 3 yes    quote message 3 (or: > 3 yes)",
    ),
    "recall": (":recall 3         撤回第 3 条", ":recall 3       take message 3 back"),
    "clock": (
        ":clock +3h        时间快进（也可以 20:00 或 +1d；不写就是看时间）",
        ":clock +3h      let time pass (or 20:00, +1d; alone: what time it is)",
    ),
    "help": (":help             看这份说明", ":help           show this"),
    "quit": (":quit             离开", ":quit           leave"),
}

MARKS: Mapping[MessageKind | ActionType, tuple[str, str]] = {
    "image": ("[图片] ", "[image] "),
    "file": ("[文件] ", "[file] "),
    "announce": ("[群公告] ", "[announcement] "),
    "recall": ("机器人撤回了一条消息 ", "The bot took a message back "),
    "task": ("[人工待办] ", "[to do by hand] "),
}
"""What stands before a message that is more than its words."""
