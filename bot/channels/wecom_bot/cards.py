"""Template cards with buttons: how they are written, remembered, and acknowledged."""

import hashlib
import json
from typing import Any

from bot.channels.base import Memory
from bot.channels.wecom_bot.texts import say
from bot.outbox.action import Button, Card

MOST_BUTTONS = 6
_REMEMBERED = 30


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
    """The last cards that went out: who clicks sees the same card again, with a receipt."""

    def __init__(self, memory: Memory, language: str) -> None:
        self._memory, self._language = memory, language
        self._cards: dict[str, tuple[Card, str]] | None = None

    async def keep(self, id: str, card: Card, text: str) -> None:
        """Remember a card that is about to go out."""
        cards = await self._known()
        cards[id] = card, text
        for old in [*cards][:-_REMEMBERED]:
            del cards[old]
        await self._memory.remember("cards", _dumps(cards))

    async def receipt(self, id: str, key: str) -> dict[str, Any]:
        """Return the card as who clicked sees it now; one long gone keeps only their button."""
        meant = clicked(key)
        only = Card("", (Button(meant[:10], meant),))
        card, text = (await self._known()).get(id, (only, ""))
        label = next((button.label for button in card.buttons if button.text == meant), meant)
        received = say(self._language, "received", label=label)
        shown = template_card(card, text, id)
        title = {"title": card.title, "desc": received} if card.title else {"title": received}
        return shown | {"main_title": title}

    async def _known(self) -> dict[str, tuple[Card, str]]:
        if self._cards is None:
            self._cards = _loads(await self._memory.recall("cards"))
        return self._cards


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
