"""What the API answers when it refuses, and what an operator can do about it."""

import re
from collections.abc import Mapping
from datetime import timedelta

STALE_TOKEN = frozenset({40001, 40014, 42001})
"""The token is not taken any more: a new one may be."""

TOO_OFTEN = 45009
"""The API was called more often than is allowed."""
BUSY: Mapping[int, timedelta] = {
    -1: timedelta(seconds=10),
    TOO_OFTEN: timedelta(minutes=1),
    45033: timedelta(seconds=10),
}
"""Nothing was done; it may be asked again after this long."""

_UNTRUSTED, _IP = 60020, re.compile(r", from ip: [0-9a-fA-F.:]+")
_SECRET = (
    "secret 不对：到管理后台 → 应用管理 → 自建应用，复制这个应用的 Secret",
    "wrong secret: copy that of your self-built app from the admin console",
)
_CONTACT = (
    "没有客户联系权限：到管理后台 → 客户联系 → 客户 → API，把这个应用加入「可调用接口的应用」",
    "the app may not use customer contact: add it in the admin console, "
    "客户联系 → 客户 → API → 可调用接口的应用",
)
_SCOPE = (
    "群主不在这个应用的可见范围或客户联系的使用范围里：在管理后台加上他",
    "the group's owner is not within the app's visible range or the customer-contact range: add "
    "them in the admin console",
)
ADVICE: Mapping[int, tuple[str, str]] = {
    40001: _SECRET,
    40091: _SECRET,
    40013: (
        "corp_id 不对：到管理后台 → 我的企业 → 企业信息，复制企业 ID",
        "wrong corp_id: copy 企业ID from the admin console, 我的企业",
    ),
    41055: (
        "入群欢迎语已满 100 条：到管理后台删掉不用的",
        "there are 100 welcome texts, the most possible: delete some in the admin console",
    ),
    48002: _CONTACT,
    60011: _SCOPE,
    _UNTRUSTED: (
        "这台机器的 IP 不在企业可信 IP 里：到管理后台 → 应用 → 企业可信IP 加上它",
        "this machine's IP is not trusted: add it in the admin console, your app → 企业可信IP",
    ),
    60021: _SCOPE,
    81017: (
        "应用可见范围超过 1000 人：在 config.yaml 里写 owners，只看这些群主的群",
        "more than 1000 people in the app's visible range: write `owners` in config.yaml, whose "
        "groups alone are to be looked at",
    ),
    84061: _SCOPE,
    84074: _CONTACT,
    86003: (
        "没有这个群：群 ID 用 zhiban doctor 列出的",
        "no such group: `zhiban doctor` lists the ids of your groups",
    ),
    90501: (
        "这个群不是客户群：只有外部客户群有这些接口",
        "this is no customer group: only external customer groups have this API",
    ),
}


class ApiError(Exception):
    """The API refused; `code` is its errcode."""

    def __init__(self, code: int, message: str) -> None:
        # What follows changes with each request; but who is not trusted must know their address.
        ip = _IP.search(message) if code == _UNTRUSTED else None
        super().__init__(f"{code} {message.partition(', hint')[0]}"[:200] + (ip[0] if ip else ""))
        self.code = code

    def advice(self, language: str) -> str:
        """Say what to do, "" where that is not known."""
        return ADVICE.get(self.code, ("", ""))[language != "zh"]

    def told(self, language: str) -> str:
        """Say what is wrong and what to do."""
        return ". ".join(filter(None, (str(self), self.advice(language))))


class NoAnswer(Exception):
    """The API could not be asked (`sent` is False), or did not say whether it did it."""

    def __init__(self, why: str, *, sent: bool) -> None:
        super().__init__(why)
        self.sent = sent
