"""Visitors of the playground: each with a chat of their own, which is given back."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import NamedTuple

import pytest

from bot.clock import SystemClock
from bot.deployment import Deployment
from bot.playground.sessions import Playground
from bot.setup.loading import load_deployment
from tests.rehearsal import Rehearsal

SOP = 'kind: checkin\nid: c\nmatch: [打卡]\nsay: "{{ name }} 好"\n'


class Operator(NamedTuple):
    """Somebody who saves playbooks while others play."""

    playground: Playground
    clock: SystemClock
    folder: Rehearsal
    live: list[Deployment]

    def save(self, text: str) -> None:
        self.folder.playbook(text)
        self.live.append(load_deployment(self.folder.folder / "config.yaml"))

    async def say(self, visitor: str, text: str) -> list[str]:
        """Let a visitor write, and return all that the bot told them."""
        async with self.playground.session(visitor) as session:
            await session.say(text)
            return [bubble.text for bubble in session.chat.bubbles if bubble.kind == "bot"]


@pytest.fixture
async def operator(rehearsal: Rehearsal) -> AsyncIterator[Operator]:
    live: list[Deployment] = []
    clock = SystemClock()
    playground = Playground(rehearsal.folder / "config.yaml", lambda: live[-1], clock)
    operator = Operator(playground, clock, rehearsal, live)
    operator.save(SOP)
    yield operator
    await playground.close()


async def test_visitors_do_not_hear_one_another(operator: Operator) -> None:
    assert await operator.say("a", "打卡") == ["王姐 好"]
    assert await operator.say("b", "没什么") == []


async def test_a_changed_text_is_there_without_asking(operator: Operator) -> None:
    await operator.say("a", "没什么")
    operator.save(SOP.replace("好", "早"))
    assert await operator.say("a", "打卡") == ["王姐 早"]


async def test_unsaved_edits_can_be_tried_while_others_have_the_live_ones(
    operator: Operator,
) -> None:
    operator.folder.playbook(SOP.replace("好", "草稿"))
    draft = load_deployment(operator.folder.folder / "config.yaml")
    await operator.playground.begin("a", draft)
    assert await operator.say("a", "打卡") == ["王姐 草稿"]
    assert await operator.say("b", "打卡") == ["王姐 好"]
    await operator.playground.begin("a")
    assert await operator.say("a", "打卡") == ["王姐 好"]


async def test_unsaved_edits_end_when_something_else_goes_live(operator: Operator) -> None:
    await operator.playground.begin("a", load_deployment(operator.folder.folder / "config.yaml"))
    await operator.say("a", "没什么")
    operator.save(SOP.replace("好", "存了"))
    assert await operator.say("a", "打卡") == ["王姐 存了"]


async def test_who_does_not_look_for_half_an_hour_begins_anew(operator: Operator) -> None:
    await operator.say("a", "打卡")
    operator.clock.skip(timedelta(minutes=20))
    await operator.clock.until(operator.clock.now() + timedelta(minutes=20))
    await operator.say("b", "打卡")
    operator.clock.skip(timedelta(minutes=20))
    await operator.clock.until(operator.clock.now() + timedelta(minutes=20))
    await operator.playground.sweep()
    assert len(operator.playground) == 1
    assert await operator.say("b", "没什么") == ["王姐 好"]
    assert await operator.say("a", "没什么") == []


async def test_there_are_never_more_than_a_dozen(operator: Operator) -> None:
    for visitor in range(15):
        await operator.say(f"v{visitor}", "没什么")
    assert len(operator.playground) == 12


async def test_beginning_anew_while_others_write_loses_nobody(operator: Operator) -> None:
    await operator.say("a", "打卡")
    await asyncio.gather(
        operator.say("a", "没什么"), operator.playground.begin("a"), operator.say("a", "没什么")
    )
    assert await operator.say("a", "打卡") == ["王姐 好"]
    assert len(operator.playground) == 1
