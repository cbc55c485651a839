"""The reason codes that handlers note, in plain words: for `zhiban explain` and /why."""

from collections.abc import Mapping
from typing import Any

_OUTRANKED = "outranked_by_"

REASONS: Mapping[str, tuple[str, str]] = {
    # several kinds
    "failed": ("处理时出错了", "the handler failed"),
    "gone_from_playbook": ("剧本里已经没有它了", "it is no longer in the playbook"),
    "missed": ("来得太晚，没有发", "it came too late and was not said"),
    "no_playbook": ("这个群没有这类剧本", "the group has no playbook of this kind"),
    "not_for_this_event": ("这类剧本不管这种事", "playbooks of this kind do not hear this"),
    "own_message": ("是我自己的消息", "it is the bot's own message"),
    "outranked": ("有更合适的回答", "another answer went before"),
    "restored": (
        "恢复备份之前的事，可能已经说过",
        "it was before a backup was restored: it may have been said",
    ),
    "recalled": ("消息被撤回了", "the message was taken back"),
    # guard
    "forbidden_word": ("有违禁词", "there is a forbidden word"),
    "no_forbidden_word": ("没有违禁词", "there is no forbidden word"),
    # commands
    "command": ("是一条命令", "it is a command"),
    "no_slash": ("不是以 / 开头", "it does not begin with /"),
    "escaped": ("以 // 开头，不当命令", "it begins with //, so it is no command"),
    "unknown_command": ("没有这个命令", "there is no such command"),
    "not_allowed": ("没有权限用这个命令", "the command is for others"),
    "group_only": ("这个命令只能在群里用", "the command works only in a group"),
    "private_only": ("这个命令只能私下用", "the command works only in private"),
    "bad_arguments": ("命令后面写得不对", "what follows the command makes no sense"),
    # too much at once
    "answers": ("群里一分钟内要我答的太多，不答", "unanswered: the group asks too much at once"),
    "flood": ("一分钟内要我答的太多，先不答", "unanswered: they ask too much at once"),
    "loop": ("总让我回同样的话，先不答", "unanswered: they draw the same answer on and on"),
    # set-up
    "silence_told": ("渠道静了，告诉了值班的人", "who is on duty was told of a silent channel"),
    "complaint_told": ("平台嫌太快，告诉了值班的人", "who is on duty was told of a complaint"),
    "silence_over": ("渠道又能听到了", "the channel is heard again"),
    "backup_failed": ("备份没成功", "a backup failed"),
    "backup_made": ("又备份成功了", "a backup was made again"),
    "setup_changed": ("设置或剧本的文件改了", "files of the set-up were changed"),
    # check-in
    "checked_in": ("打卡成功", "checked in"),
    "checked_in_by_click": ("点卡片打卡成功，不另外说", "checked in by a click: nothing is said"),
    "again": ("这一天已经打过卡", "that day is checked already"),
    "no_keyword": ("没有关键词", "there is no keyword"),
    "outside_window": ("不在打卡时间里", "outside the hours of check-in"),
    "needs_evidence": ("还差文字或图片", "a text or an image is still needed"),
    "image": ("是一张图片", "it is an image"),
    "image_kept": ("图片先记下，等打卡", "the image waits for a check-in"),
    "not_begun": ("活动还没开始", "the challenge has not begun"),
    "over": ("活动已经结束", "the challenge is over"),
    "made_up": ("补卡成功", "a missed day is made up"),
    "day_unreadable": ("看不懂是哪一天", "the day cannot be read"),
    "nothing_to_mend": ("没有要补的日子", "no day was missed"),
    "already_checked": ("那天已经打过卡", "that day is checked already"),
    "was_on_leave": ("那天请过假", "that day was a day on leave"),
    "still_open": ("当天还可以直接打卡", "that day is still open"),
    "out_of_reach": ("那天已经补不了", "that day can no longer be made up"),
    "no_cards": ("补卡次数用完了", "no make-ups are left"),
    "on_leave": ("请假成功", "leave is taken"),
    "leave_refused": ("不能请假", "leave is refused"),
    "reminded": ("已提醒还没打卡的人", "those not checked in were reminded"),
    "nobody_to_remind": ("没有要提醒的人", "nobody had to be reminded"),
    "invited": ("已发打卡卡片", "the card for checking in was posted"),
    "settled": ("已公布前一天的打卡", "the day before was settled"),
    "nothing_to_settle": ("没有人打卡，也没有人断卡", "nobody checked in or broke off"),
    "nobody_yet": ("还没有人打过卡", "nobody has checked in yet"),
    # poll
    "asked": ("已发起投票", "the question was asked"),
    "counted": ("已公布结果", "the result was told"),
    "no_choice": ("不是选项的序号、字母或原文", "it names no option"),
    "nobody_voted": ("没有人投票，不公布", "nobody voted: nothing to tell"),
    "offered_elsewhere": ("是在选刚列出的问题", "it chooses among questions just offered"),
    "poll_closed": ("已经截止", "the poll is closed"),
    "poll_not_open": ("这时没有开放", "the poll is not open"),
    "voted": ("投票成功", "the vote counts"),
    # FAQ
    "keyword": ("有条目的关键词", "it has an entry's keywords"),
    "alike": ("很像条目里的问法", "it is like an entry's question"),
    "alike_unasked": ("没叫我，但非常像条目里的问法", "unasked, but very like an entry's question"),
    "offered": ("有点像，请对方选一个", "rather like: several were offered"),
    "picked": ("回了一个数字", "it is a number"),
    "chosen": ("从给出的问题里选的", "it was chosen among those offered"),
    "nothing_offered": ("没有给过可选的问题", "nothing had been offered"),
    "unanswered": ("没有答案，已请人来答", "no answer is known: a person was asked"),
    "cooldown": ("刚答过，先不重复", "it was answered a moment ago"),
    "below_offer": ("不够像任何条目", "it is like no entry"),
    "below_unasked": ("没有叫我，又不够像", "unasked, and not like enough"),
    "no_clear_margin": ("两个条目差不多像", "two entries are about as like"),
    "no_question": ("除了叫我没有别的", "there is nothing but a call"),
    "not_a_question": ("不像是提问", "it does not look like a question"),
    "replies_to_member": ("是在回复别人", "it replies to somebody else"),
    "mentions_member": ("是在和别人说话", "it mentions somebody else"),
    # identities and requests
    "same_member": ("本来就是同一位成员", "they are one member already"),
    "merged_ids": ("换了 id，已并成一位成员", "the id changed: made one member again"),
    "merge_asked": ("好像换了 id，已请管理员确认", "the id may have changed: an admin was asked"),
    "request_asked": ("已请管理员决定", "an admin was asked"),
    # posts
    "posted": ("已发布", "it was posted"),
    "drafted": ("已拟好草稿，等人放行", "a draft was made, for a person to let out"),
    "drafted_before": ("早就拟好了草稿", "its draft was made before"),
    "too_late_to_draft": ("来不及拟草稿了", "it was too late to make a draft"),
    "skipped": ("管理员让这次跳过", "an operator skipped it"),
    "nothing_left": ("内容库里合适的都刚用过", "all fitting pieces were used lately"),
    "not_planned": ("现在的剧本里这天没有安排", "the playbook no longer plans it that day"),
    # report
    "reported": ("已发简报", "the brief was told"),
    "told_nobody": ("没有人可以告诉", "there is nobody to tell"),
    # welcome
    "less_specific": ("另一个剧本更具体，由它欢迎", "a more specific playbook greets"),
    "platform_greets": ("平台自己发入群欢迎语", "the platform greets newcomers itself"),
    "nothing_to_do": ("没有要做的", "there was nothing to do"),
    "came_before": ("刚刚已经算进来过", "they came a moment ago: it was told twice"),
    "no_steps": ("进来的人太多，不走新人步骤", "too many came: they are walked through no steps"),
    "only_the_bot": ("只有我自己入群", "only the bot itself came in"),
    "merged": ("和同时入群的人一起欢迎", "greeted together with others who join"),
    "greeted": ("已欢迎新人", "newcomers were greeted"),
    "all_left": ("新人都已经离开", "the newcomers have left"),
    "left": ("人已经离开", "the member has left"),
    "not_needed": ("已经做到了，不用再说", "it is done already: nothing to say"),
    "said": ("已说", "it was said"),
}
"""A pair of Chinese and English for every code."""

VALUES: Mapping[str, str] = {
    "asked": "要求",
    "broke": "断签",
    "checked": "打卡",
    "chosen": "选了",
    "command": "命令",
    "confidence": "相似度",
    "day": "日期",
    "days": "日期",
    "done": "已打卡",
    "due": "应在",
    "certain": "确定",
    "edge": "起止",
    "entry": "条目",
    "flagged": "记录",
    "former": "原 id",
    "keywords": "关键词",
    "left": "剩余",
    "meant": "可能是",
    "members": "人数",
    "names": "人数",
    "needs": "要求",
    "now": "现 id",
    "piece": "内容",
    "pieces": "条数",
    "points": "积分",
    "right": "答对",
    "second_confidence": "第二相似度",
    "second_entry": "第二条目",
    "streak": "连续",
    "tags": "标签",
    "text": "文字",
    "threshold": "门槛",
    "total": "累计",
    "until": "到",
    "voters": "人数",
    "variant": "第几种说法",
    "window": "时段",
    "word": "词",
}
"""Chinese for the names of the values compared; any other name stands as it is."""


def in_words(outcome: Mapping[str, Any], language: str) -> str:
    """Say what `context.note` wrote, or a finding's code and values: `有违禁词（词：加微信）`.

    Values may hold people's words: who says this in a group cleans them.
    """
    chinese = language == "zh"
    reason = _reason(outcome["code"], chinese)
    values = outcome.get("values") or {}
    named = [(VALUES.get(name, name) if chinese else name, _shown(v)) for name, v in values.items()]
    if not named:
        return reason
    if chinese:
        return f"{reason}（{'，'.join(f'{name}：{value}' for name, value in named)}）"
    return f"{reason} ({', '.join(f'{name}: {value}' for name, value in named)})"


def _reason(code: str, chinese: bool) -> str:
    if code.startswith(_OUTRANKED):
        winner = code.removeprefix(_OUTRANKED)
        return f"{winner} 先处理了" if chinese else f"{winner} went before"
    zh, en = REASONS.get(code, (code, code))
    return zh if chinese else en


def _shown(value: object) -> str:
    if isinstance(value, list | tuple):
        return " ".join(map(str, value))
    return "-" if value is None else str(value)
