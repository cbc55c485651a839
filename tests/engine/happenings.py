"""Everything that may happen in a group, drawn: what playbooks listen for, and clutter."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from bot.deployment import Deployment
from bot.events import (
    CommandGiven,
    Event,
    MembersJoined,
    MessageReceived,
    MomentCame,
    Person,
    TopicChanged,
)
from bot.handling.heard import LONGEST
from handlers.checkin import Challenge
from handlers.faq import Faq
from handlers.guard import Guard
from handlers.poll import Poll

AT = datetime(2026, 11, 27, 7, 30, tzinfo=UTC)  # a Friday afternoon: the sample's poll is open
CLUTTER = (
    *("", " ", "\n", "，", "。", "?", "？", "吗", "!", ".", "#", "/", "／", "@", "＠", "：", "、"),
    *("@小助手 ", "@小助手\u2005", "小助手，", "@helper", "@张三 ", "HELPER ", "@小助手2 "),
    *("【", "】", "「", "」", "“", "”", '"', "<", "]", "\x1f", "\x1f\x1f", "\0", "\x7f", "\t"),
    *(
        "\u200b",
        "\u200d",
        "\ufeff",
        "\u0301",
        "\u1100",
        "\u1161",
        "가",
        "👍",
        "👨‍👩‍👧",
        "\ud83d",
        "\ue000",
    ),
    *("1", "２", "③", "2.", "AB", "选1", "第3天", "1 3", "面和饭", "vote:meal:2026-11-27:1"),
    *(
        "rank",
        "排行",
        "ok3",
        "/rank",
        "／排行",
        "/hlep",
        "積分",
        "發票怎麼開",
        "a.v",
        "s a v e",
        "加 薇.信",
        "赌\u200b博",
    ),
    *("怎么", "不知道怎么", "没什么", "好不好", "what is", "https://a.cn/?x", "链接", "密码 1234"),
    *("哈", "我们", "今天天气", "ﬃ", "ſ", "K", "Å", "ß", "Ａｐｐ", "happy"),
)


def fragments(deployment: Deployment) -> list[str]:
    """Return what the playbooks listen for, as the operator wrote it."""
    found: list[str] = [*CLUTTER]
    for group in ("g1", "g2", "g9"):
        for playbook in deployment.playbooks_of(group):
            if isinstance(playbook, Guard):
                found += playbook.words
            elif isinstance(playbook, Challenge):
                found += [word for _, word in playbook.words]
            elif isinstance(playbook, Poll):
                found += playbook.options
            elif isinstance(playbook, Faq):
                for entry in playbook.entries:
                    found += (*entry.ask, *entry.all, *entry.any)
    return list(dict.fromkeys(found))


def texts(pieces: Sequence[str]) -> SearchStrategy[str]:
    """Draw what people may write: what is listened for, clutter, anything, and very long texts."""
    said = st.lists(st.sampled_from(pieces), max_size=5).map("".join)
    anything = st.text(alphabet=st.characters(codec=None), max_size=9)
    long = st.tuples(said, st.sampled_from("呀a 1/【"), said).map(
        lambda parts: parts[0] + parts[1] * LONGEST + parts[2]
    )
    return st.one_of(said, said, st.tuples(said, anything).map("".join), anything, long)


def happened(pieces: Sequence[str]) -> SearchStrategy[Event]:
    """Draw events of all sorts, most of them messages."""
    base = {
        "id": st.uuids().map(str),
        "at": st.sampled_from([AT, AT + timedelta(hours=12)]),
        "group": st.sampled_from(["g1", "g1", "g2", "g9", ""]),
    }
    kinds = st.sampled_from(["text", "text", "text", "image", "card", "voice"])
    who = st.sampled_from([Person("u1", "甲"), Person("u2"), Person("boss"), Person("bot")])
    others = st.sampled_from([(), (), (), ("u2",), ("bot",)])
    said = base | {"member": who, "text": texts(pieces), "mentions": others}
    message = st.builds(
        MessageReceived,
        **said,
        kind=kinds,
        mentions_bot=st.booleans(),
        reply_to=st.sampled_from([None, None, "m0"]),
    )
    given = st.builds(CommandGiven, **said)
    joined = st.builds(MembersJoined, **base, members=st.just((Person("u3"),)))
    renamed = st.builds(TopicChanged, **base, member=who, topic=st.just("新名字"))
    moment = st.builds(
        MomentCame,
        **base,
        due=st.just(AT),
        until=st.just(AT),
        playbook=st.sampled_from(["reading", "daily", "gone"]),
        item=st.just("remind"),
        occurrence=st.just("2026-11-27"),
    )
    return st.one_of(message, message, message, given, joined, renamed, moment)
