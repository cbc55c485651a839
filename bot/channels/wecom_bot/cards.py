"""Template cards with buttons: how they are written, remembered, and acknowledged."""

import hashlib
import json
from typing import Any

from bot.channels.base import Memory
from bot.channels.wecom_bot.chats import Chat
from bot.channels.wecom_bot.frames import Click
from bot.channels.wecom_bot.texts import say
from bot.outbox.action import Button, Card

MOST_BUTTONS = 6
_REMEMBERED = 30  # cards of one chat


def task_id(key: str) -> str:
    """Return the id of the card that an action's key wishes for: letters and digits."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def template_card(card: Card, text: str, id: str) -> dict[str, Any]:
    """Write a card of type button_interaction; each button's key carries what it stands for.

    The number before it is for two buttons that stand for the same: keys must differ.
    """
    return {
        "card_type": "button_interaction",
        "main_title": {"title": card.title},
        **({"sub_title_text": text} if text else {}),
        "button_list": [
            {"text": button.label, "style": 1, "key": f"{number}:{button.text}"}
            for number, button in enumerate(card.buttons, start=1)
        ],
        "task_id": id,
    }


def clicked(key: str) -> str:
    """Return what the button with this key stands for."""
    return key.partition(":")[2]


class Cards:
    """The last cards of each chat: who clicks sees the same card again, with what came of it."""

    def __init__(self, memory: Memory, language: str) -> None:
        self._memory, self._language = memory, language
        self._cards: dict[Chat, dict[str, tuple[Card, str]]] = {}

    async def keep(self, chat: Chat, id: str, card: Card, text: str) -> None:
        """Remember a card that is about to go out."""
        cards = await self._known(chat)
        cards[id] = card, text
        for old in [*cards][:-_REMEMBERED]:
            del cards[old]
        await self._memory.remember(_name(chat), _dumps(cards))

    async def after(self, chat: Chat, click: Click, told: str = "") -> dict[str, Any]:
        """Return the card as who clicked sees it now: with what they are told, else a receipt.

        Of a card long gone nothing is known but what the button stands for, which no member reads.
        """
        id, meant = click.task_id, clicked(click.event_key)
        received = say(self._language, "received")
        gone = Card(received, (Button(received, meant),)), ""
        card, text = (await self._known(chat)).get(id, gone)
        shown = template_card(card, told or text, id)
        label = next((one.label for one in card.buttons if one.text == meant), "")
        if not told and label and label != received:
            shown["main_title"]["desc"] = say(self._language, "received_label", label=label)
        return shown

    async def _known(self, chat: Chat) -> dict[str, tuple[Card, str]]:
        if chat not in self._cards:
            self._cards[chat] = _loads(await self._memory.recall(_name(chat)))
        return self._cards[chat]


def _name(chat: Chat) -> str:
    return f"cards:{chat.type}:{chat.id}"


def _dumps(cards: dict[str, tuple[Card, str]]) -> str:
    return json.dumps(
        {
            id: [card.title, text, [[button.label, button.text] for button in card.buttons]]
            for id, (card, text) in cards.items()
        },
        ensure_ascii=False,
    )


def _loads(written: str) -> dict[str, tuple[Card, str]]:
    return {
        id: (Card(title, tuple(Button(*button) for button in buttons)), text)
        for id, (title, text, buttons) in json.loads(written or "{}").items()
    }
