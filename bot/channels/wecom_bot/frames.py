"""The frames of the long connection: JSON with a command, a request id and a body."""

import json
import logging
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field, model_validator

from bot.domain.storable import storable

log = logging.getLogger(__name__)

CALLBACKS = ("aibot_msg_callback", "aibot_event_callback")
NOT_SUBSCRIBED = 846609
"""The socket lives, the subscription does not (met in the field; in no official table)."""


Said = Annotated[str, AfterValidator(storable)]


class Told(BaseModel):
    """What the gateway tells: what is null is absent."""

    @model_validator(mode="before")
    @classmethod
    def _without_nulls(cls, data: object) -> object:
        if not isinstance(data, dict):
            return data
        return {key: value for key, value in data.items() if value is not None}


class Headers(Told):
    """What ties an answer to its request."""

    req_id: Said = ""


class Frame(Told):
    """What either side sends; an answer has no command, but the req_id of its request."""

    cmd: str = ""
    headers: Headers
    errcode: int = 0
    errmsg: str = ""
    body: dict[str, Any] = {}


class Words(Told):
    """A text, or a voice message as the platform heard it."""

    content: Said = ""


class Media(Told):
    """Where an encrypted image or file can be had for five minutes; both are secrets."""

    url: str = Field("", repr=False)
    aeskey: str = Field("", repr=False)


class Item(Told):
    """A part of a message of texts and images."""

    msgtype: str = ""
    text: Words = Words()
    image: Media | None = None


class Mixed(Told):
    """A message of texts and images."""

    msg_item: tuple[Item, ...] = ()


class Sender(Told):
    """Who did it."""

    userid: Said = ""


class Click(Told):
    """Which button of which card."""

    event_key: Said = ""
    task_id: Said = ""


class Happening(Click):
    """An event; the SDK's types put a click's fields here, the field met them one level deeper."""

    eventtype: str
    template_card_event: Click | None = None

    @property
    def click(self) -> Click:
        """Return the click, wherever its fields are."""
        return self.template_card_event or self


class Callback(Told):
    """The body of a message or an event (path/100719, path/101463).

    Only what is used must be well formed; an event need not say whose it is.
    """

    msgid: Said = ""
    chatid: Said = ""
    chattype: str = "single"
    sender: Sender = Field(Sender(), alias="from")
    msgtype: str = ""
    create_time: object = None
    text: Words = Words()
    voice: Words = Words()
    mixed: Mixed = Mixed()
    image: Media | None = None
    file: Media | None = None
    video: Media | None = None
    event: Happening | None = None


def encode(cmd: str, req_id: str, body: Mapping[str, Any] | None) -> str:
    """Write a request."""
    frame: dict[str, Any] = {"cmd": cmd, "headers": {"req_id": req_id}}
    return json.dumps(frame if body is None else frame | {"body": body}, ensure_ascii=False)


def decode(data: str | bytes) -> Frame | None:
    """Read a frame, None if it is none; bare control characters in its texts are let pass.

    What it holds is not logged: people's words, and keys to what they sent.
    """
    try:
        return Frame.model_validate(json.loads(data, strict=False))
    except (ValueError, RecursionError) as error:
        log.warning("passed over %d bytes that are no frame: %s", len(data), type(error).__name__)
        return None


def read_callback(frame: Frame) -> Callback | None:
    """Read the body of a message or an event, None if it is not understood."""
    try:
        return Callback.model_validate(frame.body)
    except ValueError:
        log.warning("passed over a %s whose body is not understood", frame.cmd)
        return None
