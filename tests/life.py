"""Days of group life, drawn from a seed: the mixed events that whole-engine tests run over."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random
from typing import Any

SAMPLES = Path(__file__).parents[1]
START = datetime(2026, 11, 23, 5, tzinfo=timezone(timedelta(hours=8)))
_CHATTER = ("早", "今天读到第三章", "哈哈哈", "周末有空的来", "这本书我也想看", "[强]", "收到", "1")
_ASKED = (
    "@小助手 打卡规则是什么",
    "怎么补卡？",
    "@小助手 有发票吗",
    "几点发货",
    "@小助手 在吗",
    "2",
)
_COMMANDS = ("/我的", "/排行", "/积分", "/排行 streak week", "/状态", "/hlep", "/遗漏", "//x")
_ADMIN = (
    "/暂停 daily 2h",
    "/恢复",
    "/points give @u1 10 写得好",
    "/发布 tip",
    "/未答",
    "/say g1 今晚八点见",
)


def days(seed: int, count: int, groups: int = 4, members: int = 12) -> Iterator[dict[str, Any]]:
    """Yield `count` events over three days; now and then an id comes twice."""
    draw, sent = Random(seed), list[dict[str, Any]]()
    for number in range(count):
        at = START + timedelta(days=3) * number / count
        group = f"g{draw.randrange(1, groups + 1)}"
        event = {"id": f"e{number}", "at": at.isoformat(), "group": group}
        event |= _what(draw, members, sent)
        sent = [*sent[-30:], event]
        yield event
        if draw.random() < 0.02:
            yield event | {"at": at.isoformat()}


def write(path: Path, seed: int, count: int) -> Path:
    """Write such days as an event file."""
    lines = (json.dumps(event, ensure_ascii=False) + "\n" for event in days(seed, count))
    path.write_text("".join(lines), encoding="utf-8")
    return path


def sample_config(path: Path, more: str = "") -> Path:
    """Write a config.yaml that uses the sample playbooks, with `more` at its end."""
    playbooks, templates = SAMPLES / "sop", SAMPLES / "templates"
    groups = "{g1: {name: 晨读群, tags: [reading]}, g2: {name: 周末书友群, tags: [weekend]}}"
    text = f"playbooks: {playbooks}\ntemplates: {templates}\nadmins: [admin]\ngroups: {groups}\n"
    path.write_text(f"{text}{more}\n", encoding="utf-8")
    return path


def _what(draw: Random, members: int, sent: list[dict[str, Any]]) -> dict[str, Any]:
    member = f"u{draw.randrange(members)}"
    who = {"member": member, "name": f"书友{member[1:]}"}
    before = draw.choice(sent) if sent else {"id": "e0"}
    match draw.choices(("chat", "check_in", "ask", "command", "in", "out", "rare"), _SHARES)[0]:
        case "check_in":
            return _said(who, draw.choice(("打卡", "#打卡 读了12页", "打卡 第3天", "补卡", "请假")))
        case "ask":
            return _said(who, draw.choice(_ASKED))
        case "command":
            if draw.random() < 0.4:
                return _said({"member": "admin", "name": "管理员"}, draw.choice(_ADMIN))
            return _said(who, draw.choice(_COMMANDS))
        case "in":
            newcomer = {"id": f"n{draw.randrange(40)}", "name": "小李@所有人"}
            return {"type": "join", "members": [newcomer], "inviter": member}
        case "out":
            return {"type": "leave", "members": [{"id": f"n{draw.randrange(40)}", "name": "小李"}]}
        case "rare":
            return _rare(draw, who, before)
    said = _said(who, draw.choice(_CHATTER))
    return said | draw.choice(({}, {}, {"reply_to": before["id"]}, {"mentions": ["u1", "u2"]}))


_SHARES = (60, 12, 8, 6, 5, 3, 6)


def _said(who: dict[str, str], text: str) -> dict[str, Any]:
    return {"type": "message", **who, "text": text}


def _rare(draw: Random, who: dict[str, str], before: dict[str, Any]) -> dict[str, Any]:
    match draw.randrange(4):
        case 0:
            return {"type": "recall", **who, "message": before["id"]}
        case 1:
            return {"type": "topic", **who, "topic": f"晨读群{draw.randrange(3)}"}
        case 2:
            return {"type": "message", **who, "kind": "image"}
    return {**_said(who, draw.choice(("打卡", "/我的", "在吗"))), "group": None}
