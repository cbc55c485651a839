"""The common work: a week in many groups, the playbooks that answer it, and what must come of it.

Of a hundred events ninety are chatter, four check-ins, three questions that the FAQ knows, one a
slash command, one somebody joining; of two hundred, one is somebody leaving and one holds a
forbidden word. The same count and size give the same bytes.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

MEMBERS, PUNCTUAL = 200, 4
WEEK = timedelta(days=7)
START = datetime(2026, 1, 5, tzinfo=timezone(timedelta(hours=8)))
KINDS = ("chatter", "check_in", "question", "command", "join", "leave", "forbidden")
SHARES = (180, 8, 6, 2, 2, 1, 1)
WHO = ("我", "班长", "小周", "隔壁组", "大家", "昨天来的同学")
DOES = ("读完了", "想聊聊", "推荐", "没看懂", "在整理", "又翻了一遍")
WHAT = ("第三章", "那本小说", "上周的笔记", "直播里的例子", "书单", "作者的访谈")
SO = ("，真不错", "，有人一起吗", "，晚点细说", "哈哈", "👍", "，收到")
THINGS = ("发票", "退款", "回放", "证书", "优惠券", "教材", "直播间", "学习群", "奖学金", "会员卡")
ASKS = ("怎么申请", "在哪里找", "什么时候有", "要多少钱", "怎么修改")
ODD = "饕餮魑魅魍魉貔貅麒麟鸿蒙混沌幽冥苍穹赤焰玄冰紫电青霜"
COMMANDS = ("/help", "/points", "/rank")
KIN = "春夏秋冬东南西北金木水火山江河湖海风云雨雪花草竹松梅兰菊"


@dataclass(frozen=True, slots=True)
class Size:
    """How many groups there are, entries of the FAQ, and forbidden words."""

    groups: int = 200
    entries: int = 50
    words: int = 500


def write(folder: Path, count: int, size: Size | None = None) -> dict[str, int]:
    """Write `events-COUNT.jsonl` and sop/ into a folder; return what a right run counts."""
    size = size or Size()
    words, questions = _words(size.words), _questions(size.entries)
    _write_playbooks(folder / "sop", words, questions)
    counts: Counter[str] = Counter()
    with (folder / f"events-{count}.jsonl").open("w", encoding="utf-8") as file:
        for event in _events(count, size.groups, words, questions, counts):
            file.write(json.dumps(event, ensure_ascii=False) + "\n")
    return {"events": count, **counts}


def _words(count: int) -> list[str]:
    """Draw words of four odd characters; chatter has none of those."""
    draw, words = Random(count), set[str]()
    while len(words) < count:
        words.add("".join(draw.choices(ODD, k=4)))
    return sorted(words)


def _questions(count: int) -> list[tuple[str, str]]:
    """Pair things with what is asked of them; after the first ten things come their kin."""
    kin = ["", *map("".join, product(KIN, repeat=2))]
    pairs = ((f"{of}{thing}", ask) for of in kin for thing in THINGS for ask in ASKS)
    return [pair for pair, _ in zip(pairs, range(count), strict=False)]


def _events(
    count: int,
    groups: int,
    words: list[str],
    questions: list[tuple[str, str]],
    counts: Counter[str],
) -> Iterator[dict[str, Any]]:
    draw, done = Random(count), set[tuple[str, str, str]]()
    for number in range(count):
        at = (START + WEEK * number / count).replace(microsecond=0).isoformat()
        group = f"g{draw.randrange(groups):03d}"
        [kind] = draw.choices(KINDS, SHARES)
        few = kind in ("check_in", "command")
        member = f"m{draw.randrange(PUNCTUAL if few else MEMBERS):03d}"
        event = {"id": f"e{number}", "at": at, "group": group}
        if kind in ("join", "leave"):
            counts["welcomed" if kind == "join" else "left"] += 1
            yield event | {"type": kind, "members": [{"id": member, "name": f"书友{member}"}]}
            continue
        if kind == "check_in":
            again = (group, member, at[:10]) in done
            done.add((group, member, at[:10]))
            counts["check_ins_repeated" if again else "check_ins"] += 1
        elif kind != "chatter":
            counts[
                {"question": "answers", "command": "commands", "forbidden": "warnings"}[kind]
            ] += 1
        yield event | {
            "type": "message",
            "member": member,
            "name": f"书友{member}",
            "text": _text(draw, kind, words, questions),
        }


def _text(draw: Random, kind: str, words: list[str], questions: list[tuple[str, str]]) -> str:
    if kind == "check_in":
        return draw.choice(("打卡", "#打卡", f"打卡 今天读了{draw.randrange(5, 60)}页"))
    if kind == "question":
        return f"请问{''.join(draw.choice(questions))}？"
    if kind == "command":
        return draw.choice(COMMANDS)
    chatter = "".join(map(draw.choice, (WHO, DOES, WHAT, SO)))
    return chatter + draw.choice(words) if kind == "forbidden" else chatter


def _write_playbooks(folder: Path, words: list[str], questions: list[tuple[str, str]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    entries = "\n".join(
        f"- {{id: q{number}, all: [{thing}, {ask}], answer: {thing}{ask}请看群公告第{number}条。}}"
        for number, (thing, ask) in enumerate(questions)
    )
    texts = {
        "welcome": "merge_within: 0s\nsay: 欢迎 {{ names }} 来到{{ group.name }}！",
        "checkin": "from: 2026-01-01\ndays: 21\npoints: {each: 10}\nmatch: [打卡, '#打卡']\n"
        "title: 读书打卡\nsay: '{{ name }} 打卡成功！连续 {{ streak }} 天'",
        "guard": f"words: [{', '.join(words)}]\nsay: '{{{{ name }}}} 请注意文明用语。'",
        "faq": f"cooldown: 0s\nentries:\n{entries}",
    }
    for kind, text in texts.items():
        (folder / f"{kind}.yaml").write_text(f"kind: {kind}\nid: {kind}\n{text}\n", "utf-8")
