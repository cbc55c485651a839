"""What people write, as the matchers of a group with a playbook of every kind read it."""

from datetime import UTC, datetime

from bot.events import MessageReceived, Person
from bot.handling.heard import Heard, hear
from bot.handling.router import Finding, Matcher, Plans
from bot.reading.files import Files
from bot.setup.loading import load_deployment
from handlers import ROUTERS
from handlers.commands import COMMANDS
from handlers.commands.matcher import Used
from tests.fuzz.setups import CONFIG, CONFIG_FILE
from tests.fuzz.target import Target, words

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)
WHO = (Person("boss", "老板"), Person("u1", "王姐"), Person("u2", "@所有人 小李"))
_MOST = 20
"""Lines of one input: each is a message of the next of these, in the group or to the bot."""
_SOP = """
kind: checkin
id: read
match: [打卡]
leave: {keyword: 请假, max: 2}
make_up: {keyword: 补卡}
points: {each: 1}
---
{kind: faq, id: shop, entries: [{id: invoice, all: [发票], answer: "看 {{ name }}"}]}
---
{kind: poll, id: vote, question: 选, options: [甲, 乙], at: "08:00", on: everyday}
---
{kind: guard, id: words, words: [加微信]}
---
{kind: posts, id: daily, posts: [{id: tip, at: "10:30", on: everyday, say: 贴士}]}
"""
_SOURCES = {CONFIG_FILE: CONFIG, CONFIG_FILE.parent / "sop" / "chat.yaml": _SOP}
DEPLOYMENT = load_deployment(CONFIG_FILE, Files(_SOURCES))
_PLANS = Plans(ROUTERS, DEPLOYMENT)


def messages(data: bytes) -> list[MessageReceived]:
    """Make a message of each line: `>` before it is written in private, `*` mentions somebody."""
    lines = data.decode(errors="replace").split("\n")[:_MOST]
    return [_message(number, line) for number, line in enumerate(lines)]


def _message(number: int, line: str) -> MessageReceived:
    text = line.lstrip(">*")
    marks = line[: len(line) - len(text)]
    return MessageReceived(
        id=f"m{number}",
        at=AT,
        group="" if ">" in marks else "g1",
        member=WHO[number % len(WHO)],
        text=text.replace("\0", ""),
        mentions=("u1",) if "*" in marks else (),
    )


def attack(data: bytes) -> None:
    """Each matcher finds something or says why not, and nobody has another's role."""
    for message in messages(data):
        heard = hear(message, DEPLOYMENT.config.bot.names)
        for _, matcher in _PLANS.of(message.group).matchers:
            _consider(matcher, heard)


def _consider(matcher: Matcher, heard: Heard) -> None:
    found = matcher.consider(heard)
    if found is None:
        assert all(finding.code for finding in matcher.explain(heard))
        return
    assert found.code
    if isinstance(found.data, Used):
        _assert_used(found, found.data, heard)


def _assert_used(found: Finding, used: Used, heard: Heard) -> None:
    admin = heard.event.member.id == "boss"
    assert used.call.role == ("admin" if admin else "member")
    assert found.code != "command" or used.command.allows(used.call.role)
    assert " ".join(used.call.words) in " ".join(heard.text.split())


_NAMES = tuple(f"/{name} ".encode() for command in COMMANDS for name in command.names)
_WORDS = words(
    "@王姐 @小李 ＠ all 全部 -1 0 1 1-3 #1 99999999999999999999 2h 30分钟 1d 876000h 今天 昨天"
    " 11-25 到 g1 g2 read shop daily vote 打卡 请假三天 补卡 发票 本周 排行 积分 +5 -5 ok skip |"
    " ： : ／ // 老板 boss u1 u2 甲 乙 \u2005 \u202e {{ name }} {% %} 所有人"
)
SEEDS = (
    "/help\n/状态\n>/我的\n打卡 第3天\n/points @王姐 5 辛苦\n/排行 本周".encode(),
    "/pause read 2h\n/stop\n/resume\n/say 好\n/post daily tip\n/why\n>/queue\n/ok 1".encode(),
    "打卡\n请假三天\n补卡 昨天\n1\n/tag @王姐 早起\n/birthday @王姐 5-17\n*/give 3".encode(),
)
WORDS = (*_NAMES, *_WORDS, b"\n", b"\n>", b"\n*", b" ")
MESSAGES = Target("messages", attack, SEEDS, WORDS, largest=512)
