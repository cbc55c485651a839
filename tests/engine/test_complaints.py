"""A platform that complains while the bot lives: who is on duty is told, once."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.app import App, build, open_database
from bot.cli.complaints import hear_complaints
from bot.clock import VirtualClock
from bot.domain.capabilities import Capabilities, Limits
from bot.engine.inbox import ReplayInbox
from bot.events import Event, PlatformComplained
from bot.outbox.action import Action, NotSent
from bot.setup.loading import load_deployment
from bot.store.tables import Outbox
from tests.databases import settle
from tests.living import said
from tests.rehearsal import Rehearsal

CONFIG = """
channels: {main: {type: console}, desk: {type: console}}
groups: {g1: {name: 晨读群, channel: main}}
duty: {member: boss, channel: desk}
admins: [boss]
web: off
"""
FAQ = "{kind: faq, id: shop, entries: [{id: a, any: [发货], answer: 今天就发}]}"


class Grumpy:
    """A platform that complains as often as it is told to."""

    def __init__(self, complaints: int) -> None:
        self.capabilities = Capabilities(limits=Limits(per_minute=20))
        self.left, self.said = complaints, list[str]()

    async def perform(self, action: Action) -> str | None:
        if self.left:
            self.left -= 1
            raise NotSent("-4048", complaint=True)
        self.said.append(action.text)
        return None


class Life:
    """A set-up with a desk, which may be stopped and started again."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self.rehearsal = rehearsal.config(CONFIG).playbook(FAQ)
        self.main, self.desk, self.heard = Grumpy(1), Grumpy(0), list[Event]()
        self.clock = VirtualClock(datetime(2026, 11, 23, 1, tzinfo=UTC))

    async def live(self, *events: Event, until: datetime | None = None) -> list[Outbox]:
        """Live through events; return what is in the outbox at the end."""
        settle(self.rehearsal.folder)
        deployment = load_deployment(self.rehearsal.folder / "config.yaml")
        can = {"main": self.main.capabilities, "desk": self.desk.capabilities}
        deployment = replace(deployment, abilities=can)
        opened = await open_database(deployment.config)
        mouths = {"main": self.main, "desk": self.desk}
        try:
            app = await build(None, deployment, opened, self.clock, mouths)
            hear_complaints(app, self.heard.append)
            await self._run(app, events, until)
            async with opened.database.transaction() as work:
                return await work.rows(Outbox)
        finally:
            await opened.database.close()

    async def _run(self, app: App, events: tuple[Event, ...], until: datetime | None) -> None:
        engine = app.engine(ReplayInbox(iter(events), self.clock, None, until))
        await engine.run()
        if until is None:
            await engine.finish()


async def test_who_is_on_duty_is_told_once_also_over_a_restart(rehearsal: Rehearsal) -> None:
    life = Life(rehearsal)
    asked = said("m1", "2026-11-23 09:00", "甲", "几点发货")
    await life.live(asked, until=datetime(2026, 11, 23, 1, 5, tzinfo=UTC))
    await life.live(until=datetime(2026, 11, 23, 1, 6, tzinfo=UTC))  # a restart in the silence
    assert life.main.said == []
    assert [type(event) for event in life.heard] == [PlatformComplained] * 2
    assert len({event.id for event in life.heard}) == 1
    rows = await life.live(*life.heard)
    assert life.main.said == ["今天就发"]
    [told] = life.desk.said
    assert "平台嫌渠道 main 发得太多或太快，到 09:15 为止什么也不发" in told
    assert [row.at for row in rows if row.text == "今天就发"] == [1795396500 * 1_000_000]


async def test_what_a_silence_holds_is_not_said_to_go_now(rehearsal: Rehearsal) -> None:
    life = Life(rehearsal)
    asked = said("m1", "2026-11-23 09:00", "甲", "几点发货")
    order = said("m2", "2026-11-23 09:05", "boss", "/now #1")
    rows = await life.live(asked, order, until=datetime(2026, 11, 23, 1, 6, tzinfo=UTC))
    assert life.main.said == []
    assert [row.text for row in rows] == [
        "今天就发",
        "#1 排到最前，不过平台嫌发得太快，停到 09:15。",
    ]
