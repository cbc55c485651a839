from datetime import datetime

import pytest

from bot.events import MessageReceived, Person
from bot.handling.heard import Heard
from bot.handling.router import Finding
from bot.setup.loading import load_deployment
from handlers.faq import ROUTER, Faq
from tests.handlers.shops import SHOP, TWO, faq
from tests.rehearsal import Rehearsal


def reasons(rehearsal: Rehearsal, text: str, **fields: object) -> list[Finding]:
    deployment = load_deployment(rehearsal.folder / "config.yaml")
    playbooks = [p for p in deployment.playbooks_of("g1") if isinstance(p, Faq)]
    who, at = Person("u1", "王姐"), datetime.fromisoformat("2026-11-23T09:00+08:00")
    event = MessageReceived(id="e1", at=at, group="g1", member=who, text=text, **fields)  # type: ignore[arg-type]
    assert ROUTER.compile is not None
    addressed = "@小助手" in text
    heard = Heard(event, text.removeprefix("@小助手").strip(), addressed)
    return list(ROUTER.compile(playbooks, deployment).explain(heard))


@pytest.mark.parametrize(
    ("text", "fields", "code"),
    [
        ("什么时候发货？", {"reply_to": "e0"}, "replies_to_member"),
        ("什么时候发货？", {"mentions": ("u2",)}, "mentions_member"),
        ("大家早上好", {}, "not_a_question"),
        ("周末一起去爬山好不好？", {}, "below_unasked"),
        ("@小助手 谢谢", {}, "no_question"),
    ],
)
def test_explain_says_why_not(
    rehearsal: Rehearsal, text: str, fields: dict[str, object], code: str
) -> None:
    faq(SHOP, rehearsal)
    [reason] = reasons(rehearsal, text, **fields)
    assert (reason.code, reason.acts) == (code, False)


def test_explain_compares_and_points_at_the_entry(rehearsal: Rehearsal) -> None:
    faq(TWO, rehearsal)
    nearer, further = reasons(rehearsal, "什么时候发货？")
    assert nearer.code == further.code == "no_clear_margin"
    assert nearer.values["entry"] == "ship"
    assert nearer.values["threshold"] == 0.92
    assert str(nearer.place).endswith(":13")
    assert [r.code for r in reasons(rehearsal, "积分兑换")] == ["outranked"]
