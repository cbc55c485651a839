"""What `zhiban new` asks for each kind of playbook: the literal table QUESTIONS."""

from collections.abc import Mapping

from bot.cli.new.question import GROUPS, Question, always, given, same

_WELCOME = (
    GROUPS,
    Question(
        "say",
        {
            "zh": "欢迎新人时说什么？（可以几行，空行结束；{{ names }} 是新人的名字）",
            "en": "What is said to newcomers? (several lines, an empty one ends them;"
            " {{ names }} are their names)",
        },
        r"^say",
        {
            "zh": "欢迎 @{{ names }} 来到{{ group.name }} 🌿 先随便看看，想聊就聊。",
            "en": "Welcome to {{ group.name }}, @{{ names }} 🌿 Look around, and talk as you like.",
        },
        lines=True,
    ),
    Question(
        "merge",
        {
            "zh": "多久之内进群的人一起欢迎？例如 60s、5m",
            "en": "Those who join within how long are greeted together? Such as 60s, 5m",
        },
        r"^merge_within",
        same("60s"),
    ),
    Question(
        "later",
        {
            "zh": "第二天还没说过话的，再说一句什么？（空着就不说；{{ name }} 是名字）",
            "en": "What is said a day later to who has not spoken? (empty: nothing;"
            " {{ name }} is their name)",
        },
        r"^then",
    ),
)
_CHECKIN = (
    GROUPS,
    Question(
        "title",
        {"zh": "打卡叫什么名字？", "en": "What is the challenge called?"},
        r"^title",
        {"zh": "每日打卡", "en": "Daily check-in"},
    ),
    Question(
        "match",
        {
            "zh": "发什么口令算打卡？几个就用逗号隔开",
            "en": "What does one write to check in? Several with commas between",
        },
        r"^match",
        {"zh": "打卡", "en": "check in"},
    ),
    Question(
        "from",
        {
            "zh": "从哪一天开始？例如 2026-11-23（空着就一直可以打）",
            "en": "Which is the first day? Such as 2026-11-23 (empty: for ever)",
        },
        r"^from",
    ),
    Question(
        "days",
        {"zh": "一共几天？", "en": "How many days?"},
        r"^days",
        same("21"),
        when=given("from"),
    ),
    Question(
        "points",
        {"zh": "打一次卡几分？（0 就是不给分）", "en": "How many points a day? (0: none)"},
        r"^points",
        same("5"),
    ),
    Question(
        "remind",
        {
            "zh": "几点提醒还没打卡的人？例如 20:00（空着就不提醒）",
            "en": "When are those reminded who have not checked in? Such as 20:00 (empty: never)",
        },
        r"^remind",
    ),
    Question(
        "cards",
        {
            "zh": "漏打的可以补几次？（0 就是不能补）",
            "en": "How many missed days can be made up? (0: none)",
        },
        r"^make_up",
        same("3"),
    ),
)


def _entry(number: int) -> tuple[Question, Question]:
    """Ask for one more entry of a FAQ; only the first is needed."""
    more = "" if number == 1 else str(number)
    ends = {
        "zh": "（一行一种问法，空行结束）" if number == 1 else "（没有了就空着）",
        "en": " (a line each, an empty one ends them)" if number == 1 else " (empty: no more)",
    }
    asked = Question(
        f"ask{more}",
        {
            "zh": f"第 {number} 个问题，大家会怎么问？{ends['zh']}",
            "en": f"Question {number}: how do people put it?{ends['en']}",
        },
        rf"^entries\[q{number}\](\.ask|$)",
        {"zh": "怎么打卡", "en": "how do I check in"} if number == 1 else same(""),
        lines=True,
        when=always if number < 3 else given(f"ask{number - 1}"),
    )
    answered = Question(
        f"answer{more}",
        {"zh": "怎么回答？", "en": "What is the answer?"},
        rf"^entries\[q{number}\]\.answer",
        {"zh": "在群里发“打卡”就行。", "en": "Write “check in” in the group."}
        if number == 1
        else same(""),
        lines=True,
        when=given(f"ask{more}"),
    )
    return asked, answered


_FAQ = (GROUPS, *(question for number in range(1, 6) for question in _entry(number)))
_POSTS = (
    GROUPS,
    Question(
        "when",
        {
            "zh": "几点发？写 10:00，或者一段时间 07:30-08:30，在里面随机挑一刻",
            "en": "At what time? 10:00, or 07:30-08:30 for a moment drawn in between",
        },
        r"(\.window|\.at)$|^slots|^posts\[[^]]*\]$",
        same("10:00"),
    ),
    Question(
        "on",
        {
            "zh": "哪些天发？每天、工作日、休息日、周三、2026-12-24，几样就用逗号隔开",
            "en": "On which days? everyday, workdays, restdays, wed, 2026-12-24; several with "
            "commas between",
        },
        r"\.on",
        {"zh": "每天", "en": "everyday"},
    ),
    Question(
        "tag",
        {
            "zh": "从内容库里取的，写标签；自己写内容就空着",
            "en": "A tag, to draw from the content library; empty, to write the texts yourself",
        },
        r"\.from",
    ),
    Question(
        "say",
        {
            "zh": "说什么？一行一条，轮着发，空行结束",
            "en": "What is said? A line each, used in turn; an empty one ends them",
        },
        r"\.say",
        {
            "zh": "早上好，{{ weekday }}！今天想做完的一件小事是什么？",
            "en": "Good morning, it's {{ weekday }}! One small thing to finish today?",
        },
        lines=True,
        when=lambda answers: not answers.get("tag"),
    ),
)
QUESTIONS: Mapping[str, tuple[Question, ...]] = {
    "welcome": _WELCOME,
    "checkin": _CHECKIN,
    "faq": _FAQ,
    "posts": _POSTS,
}
