"""The rules of the platform, as path/101463 and the field tell them; knows no sockets."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Body = Mapping[str, Any]
_MEDIA = ("image", "file", "voice", "video")
_OK = (0, "ok")


class Answer(NamedTuple):
    """What a request is answered with."""

    errcode: int
    errmsg: str
    body: Body | None = None


class Sent(NamedTuple):
    """Something that became visible to people."""

    cmd: str
    req_id: str
    body: Body


@dataclass
class Upload:
    """A file on its way up."""

    total: int
    size: int
    md5: str
    pieces: dict[int, bytes] = field(default_factory=dict)


class Platform:
    """Who may do what, and what was done."""

    def __init__(self, bots: Mapping[str, str]) -> None:
        self._bots = bots
        self.issued: dict[str, tuple[str, str]] = {}
        """The req_ids of callbacks: of which kind they were, and of which card."""
        self.written: set[tuple[int, str]] = set()
        """The chats in which somebody wrote to the bot."""
        self.sent: list[Sent] = []
        self.media: dict[str, bytes] = {}
        self._uploads: dict[str, Upload] = {}

    def may_subscribe(self, body: Body) -> Answer:
        if self._bots.get(body.get("bot_id", "")) != body.get("secret"):
            return Answer(40001, "invalid credential")
        return Answer(*_OK)

    def obey(self, cmd: str, req_id: str, body: Body) -> Answer:
        """Do what a subscribed bot asks for."""
        rules = {
            "aibot_respond_msg": self._respond,
            "aibot_respond_welcome_msg": self._welcome,
            "aibot_respond_update_msg": self._update,
            "aibot_send_msg": self._send,
            "aibot_upload_media_init": self._open,
            "aibot_upload_media_chunk": self._piece,
            "aibot_upload_media_finish": self._finish,
        }
        if cmd == "ping":
            return Answer(*_OK)
        if cmd not in rules:
            return Answer(40058, "unknown cmd")
        answer = rules[cmd](req_id, body)
        if not answer.errcode and "upload" not in cmd:
            self.sent.append(Sent(cmd, req_id, body))
        return answer

    def _respond(self, req_id: str, body: Body) -> Answer:
        if self.issued.get(req_id, ("",))[0] != "message":
            return Answer(846605, "invalid req_id")
        return self._message(body, "stream", "markdown")

    def _welcome(self, req_id: str, body: Body) -> Answer:
        if self.issued.get(req_id, ("",))[0] != "enter_chat":
            return Answer(846605, "invalid req_id")
        return self._message(body, "text")

    def _update(self, req_id: str, body: Body) -> Answer:
        kind, task_id = self.issued.get(req_id, ("", ""))
        if kind != "template_card_event":
            return Answer(846605, "invalid req_id")
        if body.get("response_type") != "update_template_card":
            return Answer(40058, "invalid response_type")
        if body["template_card"].get("task_id") != task_id:
            return Answer(40058, "invalid task_id")
        return self._message({"msgtype": "template_card", **body})

    def _send(self, req_id: str, body: Body) -> Answer:
        types = [body["chat_type"]] if body.get("chat_type") else [2, 1]
        if not any((type, body["chatid"]) in self.written for type in types):
            return Answer(846607, "no prior message from user")
        return self._message(body, "markdown")

    def _message(self, body: Body, *types: str) -> Answer:
        """Look whether a message is one of these types, or a card or media, and well formed."""
        type = body.get("msgtype")
        if type in _MEDIA:
            known = body[type]["media_id"] in self.media
            return Answer(*_OK) if known else Answer(40007, "invalid media_id")
        if type == "template_card":
            return _card(body["template_card"])
        if type not in types:
            return Answer(40008, "invalid message type")
        content = body[type].get("content", "")
        if not content or len(content.encode()) > 20480:
            return Answer(40058, "invalid content size")
        if type == "stream" and not body["stream"].get("id"):
            return Answer(40058, "stream.id missing")
        return Answer(*_OK)

    def _open(self, req_id: str, body: Body) -> Answer:
        if body["type"] not in _MEDIA or not 0 < body["total_chunks"] <= 100:
            return Answer(40058, "invalid upload")
        upload_id = f"upload{len(self._uploads)}"
        self._uploads[upload_id] = Upload(body["total_chunks"], body["total_size"], body["md5"])
        return Answer(*_OK, {"upload_id": upload_id})

    def _piece(self, req_id: str, body: Body) -> Answer:
        upload = self._uploads.get(body["upload_id"])
        data = base64.b64decode(body["base64_data"], validate=True)
        if upload is None or body["chunk_index"] not in range(upload.total):
            return Answer(40058, "invalid chunk")
        if len(data) > 512 * 1024:
            return Answer(40058, "chunk too large")
        upload.pieces[body["chunk_index"]] = data
        return Answer(*_OK)

    def _finish(self, req_id: str, body: Body) -> Answer:
        upload = self._uploads[body["upload_id"]]
        content = b"".join(piece for _, piece in sorted(upload.pieces.items()))
        right = hashlib.md5(content, usedforsecurity=False).hexdigest() == upload.md5
        if len(upload.pieces) != upload.total or len(content) != upload.size or not right:
            return Answer(40058, "incomplete upload")
        media_id = f"media{len(self.media)}"
        self.media[media_id] = content
        body = {"type": "file", "media_id": media_id, "created_at": "1795000000"}
        return Answer(*_OK, body)


def _card(card: Body) -> Answer:
    """Look whether a card has what the types of the official SDK say that it must have."""
    if card.get("card_type") not in ("button_interaction", "text_notice", "vote_interaction"):
        return Answer(40058, "invalid card_type")
    buttons = card.get("button_list", [])
    keys = {button["key"] for button in buttons}
    if card["card_type"] == "button_interaction" and not (
        0 < len(buttons) <= 6 and len(keys) == len(buttons) and card.get("task_id")
    ):
        return Answer(40058, "invalid button_list")
    if any(len(button["key"].encode()) > 1024 or not button["text"] for button in buttons):
        return Answer(40058, "invalid button")
    return Answer(*_OK) if card.get("main_title") else Answer(40058, "main_title missing")
