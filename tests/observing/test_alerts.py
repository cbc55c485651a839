"""The example alerts and the docs speak of figures that there are, by every name and label."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from bot.store.tables import Hold, Outbox
from tests.observing.test_probes import CHECKIN, CONFIG
from tests.rehearsal import Rehearsal
from tests.web.running import Running, running

ROOT = Path(__file__).parents[2]
ALERTS = ROOT / "examples" / "prometheus" / "alerts.yml"
DOCS = [ROOT / "docs" / "observing.md", ROOT / "docs" / "observing.zh.md"]
FAR = 4_102_444_800_000_000
"""Microseconds: the year 2100."""
NAME = re.compile(r"\bzhiban_[a-z_]+")
Families = dict[str, frozenset[str]]

pytestmark = pytest.mark.sqlite("a server has neither a log beside it nor nightly backups")


async def busy(bot: Running) -> None:
    """Bring about something of everything that is counted."""
    bot.say("m1", "u1", "打卡")
    await bot.until(lambda: bool(bot.chat.said))
    async with bot.app.database.transaction() as work:
        work.put(Hold("main", "", FAR, "complaint"))
        waits = Outbox(
            seq=0, key="k", due=FAR, state="waiting", channel="main", type="say", grp="g1",
            member="", text="早", path=None, mentions="", playbook=None, cause="c", asked=False,
            note="limit",
        )  # fmt: skip
        work.append(waits)
    file = bot.app.plans.deployment.config.path("backups/zhiban-2026-11-22T0400.db")
    file.parent.mkdir()
    file.touch()


@pytest.fixture
async def exposed(rehearsal: Rehearsal) -> Families:
    """Scrape a bot to which everything happened: the names of its samples, and their labels."""
    text = f"{CONFIG}backup: {{to: backups, at: '04:00'}}\n"
    folder = rehearsal.playbook(CHECKIN).config(text).folder
    async with running(folder) as bot, bot.visitor() as prometheus:
        await busy(bot)
        text = (await prometheus.get("/metrics")).text
    found: dict[str, frozenset[str]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found[sample.name] = found.get(sample.name, frozenset()) | sample.labels.keys()
    return found


def expressions() -> Iterator[str]:
    """Yield what each alert asks for, with the labels that its words name."""
    for group in yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"]:
        for rule in group["rules"]:
            assert rule.keys() <= {"alert", "expr", "for", "labels", "annotations"}
            labels = re.findall(r"\$labels\.(\w+)", rule["annotations"]["summary"])
            yield f"{rule['expr']} # {' '.join(labels)}"


async def test_alerts_ask_for_figures_that_there_are(exposed: Families) -> None:
    for expression in expressions():
        names = NAME.findall(expression)
        assert names or "up{" in expression
        for name in names:
            assert name in exposed, name
            asked = re.findall(rf"{name}{{(\w+)=", expression)
            asked += expression.rpartition("# ")[2].split()
            assert set(asked) <= exposed[name], (name, asked)


@pytest.mark.parametrize("docs", DOCS, ids=lambda path: path.name)
async def test_the_docs_list_every_figure(exposed: Families, docs: Path) -> None:
    families = {re.sub(r"_(bucket|sum|count)$", "", name) for name in exposed}
    own = {name for name in families if name.startswith("zhiban_")}
    assert named_in(docs) == own


def named_in(docs: Path) -> set[str]:
    return set(NAME.findall(docs.read_text(encoding="utf-8")))
