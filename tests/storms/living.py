"""A live bot in a storm: its own clock and database, a platform that takes all, and a stopwatch."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

from bot.app import App, build, open_database
from bot.channels.base import Emit
from bot.cli.attending import attend
from bot.clock import SystemClock
from bot.domain.capabilities import Capabilities
from bot.engine.inbox import LiveInbox
from bot.events import Event, MessageReceived, Person
from bot.outbox.action import Action
from bot.setup.loading import load_deployment
from bot.store.tables import Journal
from tests.databases import settle
from tests.storms.weather import Report, Weather

PLAYBOOKS = """
{kind: guard, id: words, groups: "*", words: [赌博, 博彩], say: "{{ name }} 请文明用语"}
---
{kind: checkin, id: reading, groups: "*", title: 阅读, match: [打卡], say: "{{ name }} 打卡成功"}
---
kind: faq
id: course
groups: "*"
entries:
  - {id: invoice, all: [发票], answer: 发票请看置顶公告。}
  - {id: refund, ask: [怎么申请退款, 退款要多久], answer: 退款请找班长。}
---
kind: welcome
id: hello
groups: "*"
merge_within: 10s
say: "欢迎 {{ names }}"
then:
  - {after: 1m, dm: "{{ name }}，读一读群规"}
"""
OTHERS = 20
"""Questions a second of those whom the storm does not concern, in as many groups."""
_DEADLINE = 30.0  # seconds


@dataclass
class Platform:
    """Takes all that is said at once, and remembers when; `hear` may answer it, as a bot would."""

    said: list[tuple[float, Action]] = field(default_factory=list)
    hear: Callable[[Action], None] = lambda action: None
    capabilities: Capabilities = field(
        default_factory=lambda: Capabilities(instant=True, idempotent_send=True)
    )

    async def listen(self, emit: Emit) -> None:
        await asyncio.Event().wait()

    async def perform(self, action: Action) -> str | None:
        self.said.append((time.perf_counter(), action))
        self.hear(action)
        return action.key

    async def close(self) -> None:
        """Nothing is held."""


class Living:
    """An App that lives through a storm."""

    def __init__(self, app: App, inbox: LiveInbox, clock: SystemClock, platform: Platform) -> None:
        self.app, self.inbox, self.clock, self.platform = app, inbox, clock, platform
        self.heard = 0
        self.waited = 0
        self._asked: dict[str, float] = {}
        self._told = asyncio.Event()
        self._answers: list[asyncio.TimerHandle] = []

    async def begin(self) -> None:
        """Wait until it answers, so that nothing is measured that is done at the start alone."""
        answered = asyncio.Event()
        self.platform.hear = lambda action: answered.set()
        self._put(self._question("warm", "o", "other"))
        await answered.wait()
        self.platform.hear = lambda action: None

    async def rage(self, weather: Weather, seconds: float, times: float) -> None:
        """Let it rage, while others ask their questions."""
        number = 1 if weather.answered else int(weather.a_minute * times * seconds / 60)
        if weather.answered:
            self.platform.hear = lambda action: self._answer(action, weather)
        asked = int(OTHERS * seconds)
        await asyncio.gather(
            self._feed(
                number, seconds, lambda n, due: self._put(weather.make(n, self.clock.now()))
            ),
            self._feed(asked, seconds, self._ask),
        )
        if weather.answered:  # however slow the machine is, until somebody is told of it
            with suppress(TimeoutError):
                await asyncio.wait_for(self._told.wait(), _DEADLINE)
            self.platform.hear = lambda action: None
            for answer in self._answers:
                answer.cancel()

    async def report(self, took: float) -> Report:
        """Say what became of it."""
        async with self.app.database.transaction() as work:
            [[kept]] = await work.execute(sa.select(sa.func.count()).select_from(Journal.table))
        answers = {a.cause: at for at, a in self.platform.said if a.cause in self._asked}
        others = sorted(at - self._asked[cause] for cause, at in answers.items())
        told = [action.text for _, action in self.platform.said if action.type == "task"]
        said = len(self.platform.said) - len(told) - len(answers) - 1
        unanswered = len(self._asked) - len(answers)
        return Report(self.heard, kept, said, told, others, unanswered, self.waited, took)

    async def _feed(self, number: int, seconds: float, put: Callable[[int, float], None]) -> None:
        """Put one after the other, evenly over so many seconds, and as fast as there is room."""
        began = time.perf_counter()
        for n in range(number):
            due = began + seconds * n / number
            if (wait := due - time.perf_counter()) > 0 or n % 50 == 0:
                await asyncio.sleep(max(0, wait))
            await self.inbox.room("")
            put(n, due)

    def _put(self, event: Event) -> None:
        self.heard += 1
        self.inbox.put(event)
        self.waited = max(self.waited, self.inbox.size)

    def _ask(self, number: int, due: float) -> None:
        """Let somebody ask in another group; the time runs from when they wanted to."""
        id = f"o{number}"
        self._asked[id] = due
        self._put(self._question(id, f"other{number}", f"other{number % OTHERS}"))

    def _question(self, id: str, who: str, group: str) -> Event:
        member, at = Person(who, "小张"), self.clock.now()
        return MessageReceived(id=id, at=at, group=group, member=member, text="请问发票怎么开？")

    def _answer(self, action: Action, weather: Weather) -> None:
        if action.type == "task":
            self._told.set()
        elif action.type == "say" and action.group == "g0":
            answer = weather.make(1 + len(self._answers), self.clock.now())
            loop = asyncio.get_running_loop()
            self._answers.append(loop.call_later(0.05, self._put, answer))


async def live_through(folder: Path, weather: Weather, seconds: float, times: float = 1) -> Report:
    """Live through a storm, or one `times` as bad, in an empty folder, until all is handled."""
    (folder / "sop").mkdir()
    (folder / "sop" / "all.yaml").write_text(PLAYBOOKS, encoding="utf-8")
    (folder / "config.yaml").write_text("admins: [boss]\nweb: off\n", encoding="utf-8")
    settle(folder)
    deployment = load_deployment(folder / "config.yaml")
    clock, platform = SystemClock(), Platform()
    inbox, told = LiveInbox(clock), asyncio.Event()
    opened = await open_database(deployment.config)
    try:
        app = await build(None, deployment, opened, clock, {"main": platform})
        living = asyncio.create_task(attend(app, {"main": platform}, inbox, told))
        storm = Living(app, inbox, clock, platform)
        beginning = asyncio.create_task(storm.begin())
        await asyncio.wait({beginning, living}, return_when=asyncio.FIRST_COMPLETED)
        if living.done():  # it failed, and will never answer
            beginning.cancel()
            await living
        began = time.perf_counter()
        await storm.rage(weather, seconds, times)
        told.set()
        await living
        return await storm.report(time.perf_counter() - began)
    finally:
        await opened.database.close()
