"""What the check-in says by itself, where a playbook has no words of its own for it."""

from bot.handling.context import Line

CHECKED_IN: Line = {
    "zh": "{{ name }} 打卡成功！连续 {{ streak }} 天，累计 {{ total }} 天"
    "{% if milestone %}，恭喜达成 {{ milestone }} 天里程碑🎉{% endif %}",
    "en": "{{ name }} checked in! {{ streak }} in a row, {{ total }} in total"
    "{% if milestone %} - {{ milestone }} days reached 🎉{% endif %}",
}
AGAIN: Line = {
    "zh": "{{ name }} 今天已经打过卡啦，连续 {{ streak }} 天，明天见～",
    "en": "{{ name }}, you have checked in today already: {{ streak }} in a row. See you tomorrow!",
}
NOT_BEGUN: Line = {
    "zh": "{{ name }} 别急，「{{ title }}」{{ date }}才开始，到时候见～",
    "en": "{{ name }}, {{ title }} begins on {{ date }}. See you then!",
}
OVER: Line = {
    "zh": "{{ name }}，「{{ title }}」{{ date }}已经结束啦，谢谢一路同行！",
    "en": "{{ name }}, {{ title }} ended on {{ date }}. Thank you for having been with us!",
}
OUTSIDE_WINDOW: Line = {
    "zh": "{{ name }}，现在不在打卡时间哦，请在 {{ window }} 之间来打卡～",
    "en": "{{ name }}, check-in is open from {{ window }}. Please come back then!",
}
MORE_TEXT: Line = {
    "zh": "{{ name }}，就差一点：请在打卡后面再写几句（至少 {{ count }} 个字），就算打卡成功～",
    "en": "{{ name }}, almost: please add a few words ({{ count }} characters or more).",
}
AN_IMAGE: Line = {
    "zh": "{{ name }}，就差一张图：10 分钟内发出来，就算打卡成功～",
    "en": "{{ name }}, almost: send an image within 10 minutes and it counts.",
}
TEXT_OR_IMAGE: Line = {
    "zh": "{{ name }}，就差一点：写几句（至少 {{ count }} 个字）或 10 分钟内发张图，就算打卡成功～",
    "en": "{{ name }}, almost: add a few words ({{ count }} characters or more),"
    " or send an image within 10 minutes.",
}

MADE_UP: Line = {
    "zh": "{{ name }} 补卡成功（{{ date }}）！连续 {{ streak }} 天，累计 {{ total }} 天"
    "{% if left is not none %}，还剩 {{ left }} 张补卡{% endif %}",
    "en": "{{ name }} made up {{ date }}! {{ streak }} in a row, {{ total }} in total"
    "{% if left is not none %}, cards left: {{ left }}{% endif %}",
}
NO_CARDS: Line = {
    "zh": "{{ name }}，{{ cards }} 张补卡都用完啦，接下来每天按时打卡就好～",
    "en": "{{ name }}, all your {{ cards }} cards are used.",
}
NOTHING_TO_MEND: Line = {
    "zh": "{{ name }}，{% if within %}最近 {{ within }} 天{% endif %}没有需要补的卡～",
    "en": "{{ name }}, there is no day to make up for"
    "{% if within %} within the last {{ within }}{% endif %}.",
}
OUT_OF_REACH: Line = {
    "zh": "{{ name }}，{{ date }}补不了：只能补"
    "{% if within %}最近 {{ within }} 天里{% endif %}挑战期间漏掉的日子～",
    "en": "{{ name }}, {{ date }} cannot be made up: only missed days of the challenge can"
    "{% if within %}, up to {{ within }} days back{% endif %}.",
}
STILL_OPEN: Line = {
    "zh": "{{ name }}，{{ date }}还没过完，直接发「{{ keyword }}」就行～",
    "en": "{{ name }}, {{ date }} is not over: just write {{ keyword }}.",
}
ALREADY_CHECKED: Line = {
    "zh": "{{ name }}，{{ date }}已经打过卡啦，不用补～",
    "en": "{{ name }}, you have checked in on {{ date }} already.",
}
WAS_ON_LEAVE: Line = {
    "zh": "{{ name }}，{{ date }}请过假，连续天数没有断，不用补～",
    "en": "{{ name }}, you were on leave on {{ date }}: nothing was broken.",
}
DAY_UNREADABLE: Line = {
    "zh": "{{ name }}，没看懂要补哪一天，可以这样写：{{ keyword }} 昨天，或 {{ keyword }} 11-25",
    "en": "{{ name }}, which day? Write for example: {{ keyword }} yesterday, {{ keyword }} 11-25",
}

ON_LEAVE: Line = {
    "zh": "{{ name }} 请假成功：{{ days }}。连续天数不会断"
    "{% if left is not none %}，还剩 {{ left }} 天假{% endif %}～",
    "en": "{{ name }} is on leave: {{ days }}. The streak goes on"
    "{% if left is not none %}, days of leave left: {{ left }}{% endif %}.",
}
LEAVE_UNREADABLE: Line = {
    "zh": "{{ name }}，没看懂要请哪几天，可以这样写："
    "{{ keyword }}、{{ keyword }} 明天、{{ keyword }} 3天",
    "en": "{{ name }}, which days? Write for example: "
    "{{ keyword }}, {{ keyword }} tomorrow, {{ keyword }} 3 days",
}
LEAVE_TOO_LATE: Line = {
    "zh": "{{ name }}，过去的日子不能请假啦，可以请今天或以后的～",
    "en": "{{ name }}, leave is for today and the days to come.",
}
LEAVE_OUTSIDE: Line = {
    "zh": "{{ name }}，这些日子不在「{{ title }}」里，不用请假～",
    "en": "{{ name }}, these days are not in {{ title }}: no leave is needed.",
}
LEAVE_CHECKED: Line = {
    "zh": "{{ name }}，{{ date }}已经打过卡啦，不用请假～",
    "en": "{{ name }}, you have checked in on {{ date }} already: no leave is needed.",
}
ALREADY_ON_LEAVE: Line = {
    "zh": "{{ name }}，{{ days }}已经请过假啦，好好休息～",
    "en": "{{ name }}, you are on leave already: {{ days }}.",
}
NO_LEAVE_LEFT: Line = {
    "zh": "{{ name }}，请假一共 {{ max }} 天，还剩 {{ left }} 天，这次要 {{ count }} 天，不够啦～",
    "en": "{{ name }}, of {{ max }} days of leave {{ left }} are left, not {{ count }}.",
}

INVITE: Line = {
    "zh": "📖「{{ title }}」{% if day %}第 {{ day }} 天{% else %}今天{% endif %}的打卡开始啦："
    "{% if buttons %}点一下按钮{% else %}回复【{{ keyword }}】{% endif %}就行～",
    "en": "📖 {{ title }}{% if day %}, day {{ day }}{% endif %}: "
    "{% if buttons %}click{% else %}reply “{{ keyword }}”{% endif %} to check in.",
}

REMIND: Line = {
    "zh": "⏰「{{ title }}」今天还没打卡的小伙伴：{{ names }}，别忘啦～",
    "en": "⏰ {{ title }}: still to check in today: {{ names }}.",
}
SETTLED: Line = {
    "zh": "📋「{{ title }}」{{ date }}小结：{{ count }} 人完成打卡\n"
    "{% for n, names in milestones %}🎉 连续 {{ n }} 天：{{ names }}\n{% endfor %}"
    "{% if broke %}💪 断卡：{{ broke }}，从今天重新开始吧{% endif %}",
    "en": "📋 {{ title }}, {{ date }}: {{ count }} checked in\n"
    "{% for n, names in milestones %}🎉 {{ n }} in a row: {{ names }}\n{% endfor %}"
    "{% if broke %}💪 Broken off: {{ broke }}. Begin anew today!{% endif %}",
}
