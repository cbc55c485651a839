"""Files saved while the bot lives: what is right goes live, what is broken changes nothing."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.app import App, build, open_database
from bot.channels.base import Emit
from bot.cli.attending import attend
from bot.cli.watching import hear_of_changes
from bot.clock import SystemClock
from bot.engine.inbox import LiveInbox
from bot.events import CommandGiven, MembersJoined, MessageReceived, Person
from bot.outbox.action import Action
from bot.setup.loading import load_deployment
from bot.store.tables import Outbox, Version
from tests.databases import settle
from tests.engine.test_live import Chat
from tests.rehearsal import Rehearsal

WELCOME = '{kind: welcome, id: hello, say: "%s {{ names }}"}\n'
CHECKIN = '{kind: checkin, id: read, match: 打卡, say: "{{ name }} 第 {{ streak }} 天"}\n'
SOON = 2.0
"""Seconds within which what is saved must be live."""


@dataclass
class Line(Chat):
    """A channel that stays open until it is closed."""

    closed: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self, emit: Emit) -> None:
        await self.closed.wait()


@dataclass
class Life:
    """A bot that runs on files."""

    app: App
    inbox: LiveInbox
    line: Line
    folder: Path
    heard: int = 0

    def save(self, text: str, name: str = "sop/hello.yaml") -> None:
        (self.folder / name).write_text(text, encoding="utf-8")

    async def until(self, holds: Callable[[], bool], within: float = SOON) -> None:
        """Wait until something holds; fail when it takes longer."""
        for _ in range(int(within / 0.02)):
            if holds():
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"it does not hold after {within} s")

    async def version(self, number: int) -> None:
        await self.until(lambda: self.app.plans.deployment.version == number)

    async def greeted(self) -> Action:
        """Let somebody join; return how they are greeted."""
        self.heard += 1
        who = (Person(f"n{self.heard}", f"新人{self.heard}"),)
        at, said = self.app.clock.now(), len(self.aloud())
        self.inbox.put(MembersJoined(id=f"j{self.heard}", at=at, group="g1", members=who))
        await self.until(lambda: len(self.aloud()) > said, 10)
        return self.aloud()[-1]

    def aloud(self) -> list[Action]:
        """Return what was said in the group."""
        return [action for action in self.line.said if not action.member]

    def told(self) -> list[Action]:
        """Return what was written to who is on duty."""
        return [action for action in self.line.said if action.member == "boss"]


@asynccontextmanager
async def living(rehearsal: Rehearsal) -> AsyncIterator[Life]:
    folder, clock = rehearsal.folder, SystemClock()
    deployment = load_deployment(folder / "config.yaml")
    opened = await open_database(deployment.config)
    line, inbox, told = Line(), LiveInbox(clock), asyncio.Event()
    try:
        app = await build(folder / "config.yaml", deployment, opened, clock, {"main": line})
        bot = asyncio.create_task(
            attend(app, {"main": line}, inbox, told, [hear_of_changes(app, inbox)])
        )
        yield Life(app, inbox, line, folder)
        told.set()
        line.closed.set()
        await bot
    finally:
        await opened.database.close()


@pytest.fixture
async def life(rehearsal: Rehearsal) -> AsyncIterator[Life]:
    rehearsal.config("{admins: [boss]}")
    settle(rehearsal.folder)
    rehearsal.playbook(WELCOME % "欢迎", "hello.yaml")
    async with living(rehearsal) as life:
        yield life


async def test_the_next_newcomer_is_greeted_by_the_new_text(life: Life) -> None:
    assert (await life.greeted()).text == "欢迎 新人1"
    life.save(WELCOME % "你好")
    await life.version(2)
    assert (await life.greeted()).text == "你好 新人2"
    async with life.app.database.transaction() as work:
        rows = await work.rows(Outbox)
        assert [(row.text, row.version) for row in rows] == [("欢迎 新人1", 1), ("你好 新人2", 2)]
        assert [version.by for version in await work.rows(Version)] == ["", ""]
    assert life.told() == []


async def test_a_broken_file_changes_nothing_and_is_told_once(
    life: Life, caplog: pytest.LogCaptureFixture
) -> None:
    life.save("kind: welcome\nid: hello\nsays: 你好\n")
    await life.until(lambda: len(life.told()) == 1)
    assert "sop/hello.yaml:3: says: 不认识的键 'says'" in life.told()[0].text
    assert "sop/hello.yaml:3" in caplog.text
    assert {mistake.field for mistake in life.app.reloading.mistakes} == {"say", "says"}
    assert (await life.greeted()).text.startswith("欢迎")
    life.save("# 再存一次\nkind: welcome\nid: hello\nsays: 你好\n")
    await life.until(lambda: life.app.reloading.mistakes[-1].place.line == 4)
    life.save(WELCOME % "好了")
    await life.version(2)
    await life.until(lambda: len(life.told()) == 2)
    assert "第 2 版已生效" in life.told()[1].text
    assert life.app.reloading.mistakes == ()
    assert (await life.greeted()).text.startswith("好了")


async def test_mended_by_the_old_text_it_is_no_new_version(life: Life) -> None:
    life.save("kind: [")
    await life.until(lambda: bool(life.app.reloading.mistakes))
    life.save(WELCOME % "欢迎")
    await life.until(lambda: len(life.told()) == 2)
    assert life.app.plans.deployment.version == 1


async def test_editors_that_replace_a_file(life: Life) -> None:
    life.save(WELCOME % "一", ".hello.yaml.swp")
    (life.folder / ".hello.yaml.swp").replace(life.folder / "sop" / "hello.yaml")
    await life.version(2)
    (life.folder / "sop" / "hello.yaml").rename(life.folder / "sop" / "hello.yaml~")
    life.save(WELCOME % "二")
    await life.until(lambda: not life.app.reloading.mistakes and _says(life, "二"))


async def test_two_quick_saves_end_in_the_second(life: Life) -> None:
    life.save(WELCOME % "一")
    life.save(WELCOME % "二")
    await life.until(lambda: _says(life, "二"))


async def test_what_is_saved_while_the_last_is_read_is_taken_up_too(life: Life) -> None:
    read = life.app.reloading.files
    life.save(WELCOME % "三")
    await life.until(lambda: life.app.reloading.files is not read)
    life.save(WELCOME % "四")
    await life.until(lambda: _says(life, "四"))


def _says(life: Life, text: str) -> bool:
    playbook = life.app.plans.deployment.library.by_id.get("hello")
    return playbook is not None and text in str(playbook.model_dump())


async def test_files_and_folders_come_and_go(life: Life) -> None:
    (life.folder / "sop" / "more").mkdir()
    life.save(CHECKIN, "sop/more/read.yaml")

    def library() -> set[str]:
        return set(life.app.plans.deployment.library.by_id)

    await life.until(lambda: library() == {"hello", "read"})
    life.save(CHECKIN.replace("read", "pages"), "sop/more/read.yaml")
    await life.until(lambda: library() == {"hello", "pages"})
    shutil.rmtree(life.folder / "sop" / "more")
    await life.until(lambda: library() == {"hello"})
    (life.folder / "sop" / "hello.yaml").unlink()
    await life.until(lambda: library() == set())


async def test_a_folder_that_is_gone_does_not_silence_the_bot(life: Life) -> None:
    (life.folder / "sop").rename(life.folder / "before")
    await life.until(lambda: bool(life.app.reloading.mistakes))
    assert "没有" in life.app.reloading.mistakes[0].why
    assert (await life.greeted()).text.startswith("欢迎")
    (life.folder / "sop").mkdir()
    life.save(WELCOME % "回来")
    await life.until(lambda: _says(life, "回来"))


async def test_templates_words_and_config_count_too(life: Life) -> None:
    life.save("{kind: guard, id: g, file: words.txt, say: 别}", "sop/guard.yaml")
    await life.until(lambda: bool(life.app.reloading.mistakes))
    life.save("兼职\n", "words.txt")
    await life.version(2)
    life.save("{kind: welcome, id: hello, say: {template: hi.j2}}")
    life.save("嗨 {{ names }}", "templates/hi.j2")
    await life.version(3)
    life.save("嘿 {{ names }}", "templates/hi.j2")
    await life.version(4)
    assert (await life.greeted()).text.startswith("嘿")
    life.save("{admins: [boss, 王姐]}", "config.yaml")
    settle(life.folder)
    await life.version(5)
    assert life.app.plans.deployment.config.admins == {"boss", "王姐"}


async def test_other_channels_need_a_restart(life: Life) -> None:
    config = (life.folder / "config.yaml").read_text(encoding="utf-8")
    life.save(config.replace("{", "{channels: {a: {type: console}}, ", 1), "config.yaml")
    await life.until(lambda: len(life.told()) == 1)
    assert "要重新启动才能生效" in life.told()[0].text
    assert life.app.plans.deployment.version == 1


async def test_two_hundred_files_are_live_within_two_seconds(life: Life) -> None:
    for number in range(200):
        text = CHECKIN.replace("read", f"read{number}").replace("打卡", f"打卡{number}")
        life.save(text, f"sop/{number:03}.yaml")
    await life.until(lambda: len(life.app.plans.deployment.library.all) == 201, 10)
    number = life.app.plans.deployment.version + 1
    life.save(WELCOME % "快")
    await life.version(number)


async def test_streaks_go_on(life: Life) -> None:
    life.save(CHECKIN, "sop/read.yaml")
    await life.version(2)

    async def said(id: str) -> str:
        at, before, who = life.app.clock.now(), len(life.line.said), Person("u1", "书友")
        life.inbox.put(MessageReceived(id=id, at=at, group="g1", member=who, text="打卡"))
        await life.until(lambda: len(life.line.said) > before)
        return life.line.said[-1].text

    assert await said("m1") == "书友 第 1 天"
    life.save(CHECKIN.replace("say:", "again: 打过了, say:"), "sop/read.yaml")
    await life.version(3)
    assert await said("m2") == "打过了"


async def test_a_reload_on_the_page_says_who_saved(life: Life) -> None:
    life.save(WELCOME % "你好")
    life.inbox.put(
        CommandGiven(
            id="c1",
            at=life.app.clock.now(),
            group="",
            member=Person("boss", "王姐"),
            text="/reload",
            role="admin",
            channel="main",
        )
    )
    await life.version(2)
    async with life.app.database.transaction() as work:
        assert [version.by for version in await work.rows(Version)] == ["", "王姐"]
