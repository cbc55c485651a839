"""What nasty names and texts look like on the wire of each channel: nothing takes effect there."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.channels.console.lines import chat_line, event_line, plain
from bot.channels.wecom_webhook import payload
from bot.channels.wecom_webhook.settings import Format, WecomWebhookSettings
from bot.domain.speech import Member, Speech
from bot.outbox.action import Action
from bot.playbooks.say import Say
from tests.channels.wecom_bot.client import action as bot_action
from tests.channels.wecom_bot.client import listening, settings
from tests.channels.wecom_bot.gateway import Gateway
from tests.channels.wecom_customer.platform import Platform as Customers
from tests.channels.wecom_customer.world import World
from tests.channels.wecom_webhook.endpoint import Endpoint
from tests.hostile.strings import NASTY, markup, mentions, traps

QUIET = Say.of("{{ name }} 说：{{ text }}。")
CALLED = Say.of("早 @{{ name }} ，{{ text }}。")


class Said(NamedTuple):
    """A text as it is rendered, and whom it mentions under which names."""

    text: str
    mentions: tuple[str, ...]
    shown: tuple[str, ...]


def said(say: Say, *, marked: bool = False) -> Iterator[Said]:
    """Yield what a template makes of each nasty name and text."""
    speech = Speech(lambda name: name)
    for nasty in NASTY:
        values = {"name": Member("u1", nasty), "text": nasty}
        for part in speech.render(say, values, marked):
            yield Said(part.text, part.mentions, part.shown)


def harmless(text: str) -> None:
    """Fail where a text steers who shows it, or has more lines than its template."""
    assert traps(text) == [], text
    assert len(text.splitlines()) == 1, text


def post(one: Said, group: str = "g1") -> Action:
    at = datetime.now(UTC)
    return Action("k", "say", at, group, "", one.text, None, one.mentions, "p", "c", one.shown)


@pytest.mark.parametrize("format", ["text", "markdown", "markdown_v2"])
@pytest.mark.parametrize("say", [QUIET, CALLED])
def test_a_webhook_robot(format: Format, say: Say) -> None:
    marked = WecomWebhookSettings(robots={"g1": "env:G1"}, format=format).capabilities().markup
    assert marked == (format != "text")
    for one in said(say, marked=marked):
        body = payload.text(one.text, format, zip(one.mentions, one.shown, strict=True))
        Endpoint(set())._look("", body)
        content, listed = body[format]["content"], body[format].get("mentioned_list", [])
        harmless(content)
        assert listed in ([], ["u1"]), body  # where there is no room for it in the text
        called = say is CALLED and format != "markdown_v2" and not listed
        assert content.count("<@") == content.count("<@u1>") == called, content
        if not called:
            assert mentions(content.replace("早 @", "")) == [], content
        if marked:
            assert markup(content.replace("<@u1>", "")) == [], content


async def test_a_wecom_bot(tmp_path: Path) -> None:
    gateway = await Gateway().start()
    try:
        async with listening(tmp_path, settings(gateway)) as client:
            await client.live(gateway)
            for one in said(QUIET):
                await client.channel.perform(bot_action(one.text, group="lobby"))
            contents = [sent.body["markdown"]["content"] for sent in gateway.sent]
    finally:
        await gateway.stop()
    assert len(contents) == len(NASTY)
    for content in contents:
        seen = content.replace("\u200b", "")  # which parts what would be markup
        harmless(seen)
        assert mentions(content) == markup(content) == [], content


async def test_a_customer_group(tmp_path: Path) -> None:
    platform = Customers()
    world = World(platform, await platform.start(), tmp_path)
    world.group()
    channel = world.channel()
    try:
        for one in said(QUIET):
            await channel.perform(post(one, "wrA"))
    finally:
        await channel.close()
        await platform.server.close()
    texts = [task["text"]["content"] for task in platform.customers.tasks]
    assert len(texts) == len(NASTY)
    for text in texts:
        harmless(text)
        assert mentions(text) == [], text


@pytest.mark.parametrize("nasty", NASTY)
def test_a_line_of_the_console_is_one_line_and_steers_nothing(nasty: str) -> None:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    told = plain(chat_line(1, at, nasty, ("member", nasty), nasty, [nasty]))
    first, *others = told.splitlines()
    assert traps(told.replace("\t", "")) == []
    assert all(line.startswith("      ") for line in others), others
    assert first.startswith("  1 00:00 [")
    assert traps(plain(event_line(at, nasty)).replace("\t", "")) == []
    assert "\n" not in plain(event_line(at, nasty))
