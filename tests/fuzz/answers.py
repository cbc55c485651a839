"""What WeCom's API answers: a group's members, and whether a post was taken."""

import json
from contextlib import suppress

from bot.channels.wecom_customer.failures import NoAnswer
from bot.channels.wecom_customer.roster import group_chat, joins
from bot.channels.wecom_webhook.robot import settled
from bot.domain.moments import YEARS
from bot.outbox.action import FateUnknown, NotSent, Refused
from tests.fuzz.robots import JSON_WORDS, NOW
from tests.fuzz.target import Target, words

_CHAT = {
    "chat_id": "wrOg",
    "name": "晨读群",
    "owner": "u1",
    "admin_list": [{"userid": "u2"}],
    "member_list": [
        {"userid": "u1", "name": "王姐", "join_time": 1795315044, "join_scene": 3},
        {"userid": "wm1", "group_nickname": "小李", "invitor": {"userid": "u1"}},
    ],
    "member_version": "a1",
}
_WORDS = words(
    '"errcode" "errmsg" "group_chat" "chat_id" "owner" "admin_list" "member_list" "join_time"'
    ' "invitor" "join_scene" "group_nickname" "member_version" 45009 -1 0'
)


def attack(data: bytes) -> None:
    """An answer says who is in a group, or that a post was taken, or is NoAnswer or not sent."""
    with suppress(NotSent, Refused, FateUnknown):
        assert int(settled(200, data)["errcode"]) == 0
    try:
        answer = json.loads(data)
    except (ValueError, RecursionError):
        return
    if not isinstance(answer, dict):
        return
    with suppress(NoAnswer):
        chat = group_chat(answer)
        for join in joins(chat, chat.members, NOW, happened=False):
            assert join.at.year in YEARS
            assert join.at <= NOW


ANSWERS = Target(
    "answers",
    attack,
    (
        json.dumps({"errcode": 0, "group_chat": _CHAT}, ensure_ascii=False).encode(),
        b'{"errcode": 45009, "errmsg": "api freq out of limit, hint: [1]"}',
    ),
    (*JSON_WORDS, *_WORDS),
    largest=1024,
)
