"""Commands given beside the chat: nobody in the group hears them, only who gave one is answered."""

from datetime import timedelta

from bot.app import build, open_database
from bot.channels.recording import RecordingChannel, Transcript
from bot.clock import VirtualClock
from bot.engine.inbox import ReplayInbox
from bot.events import CommandGiven, Person
from bot.outbox.action import Action
from bot.setup.loading import load_deployment
from tests.databases import database_url, rows_in
from tests.living import said
from tests.rehearsal import Rehearsal, moment


class Page:
    """What answers on a page: it keeps what it is told."""

    def __init__(self, inner: RecordingChannel) -> None:
        self.capabilities, self.told = inner.capabilities, list[Action]()

    async def perform(self, action: Action) -> str | None:
        self.told.append(action)
        return None


def given(id: str, text: str, group: str = "g1", role: str = "owner") -> CommandGiven:
    return CommandGiven(
        id=id,
        at=moment("2026-11-23 10:00:05"),
        group=group,
        member=Person("page", "老板"),
        text=text,
        mentions_bot=True,
        channel="web",
        role=role,  # type: ignore[arg-type]
    )


async def live(rehearsal: Rehearsal, *events: CommandGiven) -> tuple[list[Action], list[str], str]:
    rehearsal.config("owners: [w9]")
    deployment = load_deployment(rehearsal.folder / "config.yaml")
    first = said("m1", "2026-11-23 10:00", "u1", "大家早")
    url = database_url(rehearsal.folder / "given.db")
    opened = await open_database(deployment.config, url)
    transcript = Transcript(rehearsal.folder / "given.jsonl", go_on=False)
    inner = RecordingChannel(transcript, deployment.config.zone, deployment.abilities["main"])
    page, clock = Page(inner), VirtualClock(first.at)
    try:
        app = await build(None, deployment, opened, clock, {"main": inner, "web": page})
        engine = app.engine(ReplayInbox(iter([first, *events]), clock, None, None))
        with transcript:
            await engine.run()
            await clock.until(clock.now() + timedelta(seconds=1))
            await engine.finish()
    finally:
        await opened.database.close()
    return page.told, (rehearsal.folder / "given.jsonl").read_text().splitlines(), url


async def test_only_who_gave_it_reads_the_answer(rehearsal: Rehearsal) -> None:
    told, said_in_group, url = await live(rehearsal, given("c1", "/pause 2h"))
    assert [(one.type, one.member, one.group) for one in told] == [("dm", "page", "g1")]
    assert "安静" in told[0].text
    assert said_in_group == []
    assert await rows_in(url, "SELECT playbook, grp FROM pauses") == [("*", "g1")]
    assert await rows_in(url, "SELECT type FROM journal WHERE id='c1'") == [("command",)]
    assert await rows_in(url, "SELECT member FROM memberships") == [("u1",)]


async def test_a_role_counts_as_it_was_let_in(rehearsal: Rehearsal) -> None:
    told, _, url = await live(rehearsal, given("c1", "/pause 2h", role="member"))
    assert "才能用" in told[0].text
    assert await rows_in(url, "SELECT * FROM pauses") == []


async def test_it_counts_as_no_message(rehearsal: Rehearsal) -> None:
    _, _, url = await live(rehearsal, given("c1", "/rank"), given("c2", "/帮助"))
    counted = await rows_in(url, "SELECT member, n FROM daily WHERE kind='message'")
    assert counted in ([], [("u1", 1)])


async def test_private_answers_go_to_the_page_too(rehearsal: Rehearsal) -> None:
    told, said_in_group, _ = await live(rehearsal, given("c1", "/tasks", group=""))
    assert [(one.type, one.member) for one in told] == [("dm", "page")]
    assert said_in_group == []


async def test_who_was_not_answered_when_it_was_killed_is_at_the_next_start(
    rehearsal: Rehearsal,
) -> None:
    deployment = load_deployment(rehearsal.folder / "config.yaml")
    opened = await open_database(deployment.config, database_url(rehearsal.folder / "given.db"))
    reload = given("c1", "/reload")
    app = await build(None, deployment, opened, VirtualClock(reload.at), {})
    assert (await app.dispatcher.dispatch([reload])).taken == 1
    await opened.database.close()
    told, said_in_group, _ = await live(rehearsal, reload)
    assert [(one.member, one.text) for one in told] == [("page", "剧本已重新载入，共 0 个。")]
    assert said_in_group == []
