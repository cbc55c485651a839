"""Does with wechatpy what the JSON on stdin asks for: opens and posts callbacks, calls the API.

wechatpy knows one address of the API only, so in this process, and only here, it gets another.
"""

import io
import json
import sys
from typing import Any

import requests
from wechatpy.crypto import _get_signature  # type: ignore[import-not-found]
from wechatpy.exceptions import WeChatException  # type: ignore[import-not-found]
from wechatpy.work import WeChatClient, parse_message  # type: ignore[import-not-found]
from wechatpy.work.crypto import PrpCrypto, WeChatCrypto  # type: ignore[import-not-found]

Job = dict[str, Any]
_FIELDS = ("event", "chat_id", "change_type", "update_detail", "join_scene", "mem_change_cnt")


def opened(job: Job, crypto: WeChatCrypto) -> list[str]:
    """Open callbacks; return the messages, or the name of what is wrong with one."""
    return [_opened(crypto, sealed) for sealed in job["sealed"]]


def _opened(crypto: WeChatCrypto, sealed: Job) -> str:
    query = [sealed["query"][name] for name in ("msg_signature", "timestamp", "nonce")]
    try:
        message = crypto.decrypt_message(sealed["body"], *query)
    except (WeChatException, ValueError) as error:
        return type(error).__name__
    return message if isinstance(message, str) else str(message, "utf-8")


def posted(job: Job, crypto: WeChatCrypto) -> list[int]:
    """Post callbacks as the platform does; return the status of each answer."""
    return [
        _post(job, crypto, message, f"n{number}") for number, message in enumerate(job["messages"])
    ]


def _post(job: Job, crypto: WeChatCrypto, message: str, nonce: str) -> int:
    body = crypto.encrypt_message(message, nonce, job["timestamp"])
    signature = body.partition("<MsgSignature><![CDATA[")[2].partition("]]>")[0]
    query = {"msg_signature": signature, "timestamp": job["timestamp"], "nonce": nonce}
    return int(requests.post(job["url"], params=query, data=body.encode(), timeout=10).status_code)


def verified(job: Job, crypto: WeChatCrypto) -> list[object]:
    """Verify the URL as the admin console does; return status and body of the answer."""
    echo = PrpCrypto(crypto.key).encrypt(job["echo"], crypto.corp_id)
    echo = echo if isinstance(echo, str) else echo.decode()
    stamp = {"timestamp": job["timestamp"], "nonce": "verify"}
    signature = _get_signature(crypto.token, stamp["timestamp"], stamp["nonce"], echo)
    query = {"msg_signature": signature, **stamp, "echostr": echo}
    answer = requests.get(job["url"], params=query, timeout=10)
    return [answer.status_code, answer.text]


def parsed(job: Job, crypto: WeChatCrypto) -> list[Job]:
    """Return what wechatpy makes of events."""
    events = map(parse_message, job["messages"])
    return [{name: getattr(event, name) for name in _FIELDS} for event in events]


def called(job: Job, crypto: WeChatCrypto) -> list[Any]:
    """Call the API; return its answers, or the errcode of one that refused."""

    class Client(WeChatClient):  # type: ignore[misc]
        API_BASE_URL = job["api"] + "/cgi-bin/"

        def fetch_access_token(self) -> Any:
            params = {"corpid": self.corp_id, "corpsecret": self.secret}
            return self._fetch_access_token(self.API_BASE_URL + "gettoken", params)

    client = Client(job["receiver"], job["secret"])
    return [_called(client, *call) for call in job["calls"]]


def _called(client: WeChatClient, part: str, method: str, arguments: Job) -> Any:
    if "media_file" in arguments:
        name, data = arguments["media_file"]
        arguments = {**arguments, "media_file": (name, io.BytesIO(data.encode()))}
    try:
        return getattr(getattr(client, part), method)(**arguments)
    except WeChatException as error:
        return error.errcode


job = json.load(sys.stdin)
does = {each.__name__: each for each in (opened, posted, verified, parsed, called)}
crypto = WeChatCrypto(job["token"], job["key"], job["receiver"])
json.dump(does[job["do"]](job, crypto), sys.stdout)
