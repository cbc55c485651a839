"""Looking at many messages at once finds what looking at each of them finds."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from bot.engine.routing import steps_of
from bot.events import Event, MessageReceived, Person
from bot.handling.heard import hear
from bot.handling.router import Plans, Step
from bot.setup.loading import load_deployment
from handlers import ROUTERS
from tests.engine.happenings import AT, fragments, happened

ROOT = Path(__file__).parents[2]
MORE = """
{kind: guard, id: latin, groups: [g1], words: [av, Add me, "64", 加薇信, 發票代開]}
---
{kind: guard, id: other, groups: "*", words: [赌博]}
---
kind: checkin
id: pictures
groups: [g1, g2]
match: ["#晨跑", Run]
needs: {image: true}
make_up: {keyword: 补跑}
leave: {keyword: 请假}
---
kind: faq
id: words
groups: "*"
entries:
  - {id: a, all: [发票, 怎么开], answer: 一}
  - {id: b, any: [app, 退款], answer: 二}
  - {id: c, regex: "^链接.?$|\\\\bwifi\\\\b", answer: 三}
  - {id: d, all: [密码], regex: "[0-9]{4}", answer: 四}
---
kind: faq
id: likeness
groups: [g2]
entries: [{id: a, ask: [怎么开发票, 发票在哪里开], answer: 这样}]
---
kind: poll
id: meal
groups: "*"
question: 吃什么？
options: [面, 饭, 都不吃]
multiple: true
at: "15:00"
on: everyday
"""
CONFIG = "bot: {names: [小助手, Helper]}\nadmins: [boss]\ngroups: {g1: {}, g2: {}}\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("setup")
    (home / "sop").mkdir()
    (home / "sop" / "more.yaml").write_text(MORE, encoding="utf-8")
    (home / "config.yaml").write_text(CONFIG, encoding="utf-8")
    return home


@pytest.fixture(scope="module", params=["samples", "english", "more"])
def plans(request: pytest.FixtureRequest, folder: Path) -> Plans:
    home = {"samples": ROOT, "english": ROOT / "examples" / "english", "more": folder}
    return Plans(ROUTERS, load_deployment(home[request.param] / "config.yaml"))


def one_by_one(plans: Plans, events: Sequence[Event]) -> Iterator[list[Step]]:
    """Yield who handles each event, asking every matcher of its group."""
    bot = plans.deployment.config.bot
    for event in events:
        plan = plans.of(event.group)
        if not isinstance(event, MessageReceived):
            yield plan.steps(event, None)
        elif event.member.id == bot.id:
            yield []
        else:
            yield plan.steps(event, hear(event, bot.names))


@pytest.fixture(scope="module")
def batches(plans: Plans) -> SearchStrategy[list[Event]]:
    return st.lists(happened(fragments(plans.deployment)), max_size=24)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_many_together_find_the_same_handlers_as_each_alone(
    plans: Plans, batches: SearchStrategy[list[Event]], data: st.DataObject
) -> None:
    events = data.draw(batches)
    together = steps_of(plans, events)
    assert list(map(list, together)) == list(one_by_one(plans, events))


def test_each_way_to_be_handled_is_found_among_much_chatter(plans: Plans) -> None:
    written = [
        text
        for piece in fragments(plans.deployment)
        for text in (piece, f"@小助手 {piece}", f"【{piece}】", f"今天{piece}天气")
    ]
    who = Person("u1", "甲")
    events = [
        MessageReceived(id=str(n), at=AT, group=f"g{n % 3}", member=who, text=text)
        for n, text in enumerate(written)
    ]
    together = steps_of(plans, events)
    assert list(map(list, together)) == list(one_by_one(plans, events))
    found = {step.router.name for steps in together for step in steps}
    assert found == {"guard", "commands", "checkin", "poll", "faq"}
