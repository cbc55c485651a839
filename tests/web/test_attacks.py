"""What somebody tries who runs one group, or nobody knows: it must come to nothing."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from bot.rehearsals.rehearsals import Rehearsals
from bot.web.guard import LARGEST_LOGIN
from tests.rehearsal import Rehearsal
from tests.web.running import Running, csrf_of, running

CONFIG = """\
groups:
  g1: {name: 晨读群, operators: [w-amy], admins: [w-dan]}
  g2: {name: 夜读群}
admins: [w-bob]
web:
  port: 0
  users:
    amy: {password: env:AMY, member: w-amy}
    bob: {password: env:BOB, member: w-bob}
    dan: {password: env:DAN, member: w-dan}
"""
NIGHT = "kind: welcome\nid: night\ngroups: [g2]\nsay: 夜里好\n"
FILE = "sop/playbook.yaml"
JSON = {"accept": "application/json"}


@pytest.fixture
async def bot(rehearsal: Rehearsal) -> AsyncIterator[Running]:
    rehearsal.config(CONFIG).playbook(NIGHT)
    async with running(rehearsal.folder) as bot:
        yield bot


@asynccontextmanager
async def logged_in(bot: Running, name: str) -> AsyncIterator[httpx.AsyncClient]:
    """Give a browser of a user; every form it sends carries the token of the session."""
    async with bot.visitor() as browser:
        form = {"name": name, "password": f"the secret of env:{name.upper()}"}
        form["csrf"] = csrf_of((await browser.get("/login")).text)
        assert (await browser.post("/login", data=form)).status_code == 303
        browser.headers["x-csrf-token"] = csrf_of((await browser.get("/commands")).text)
        yield browser


@pytest.mark.parametrize(
    "path",
    [
        "/playbooks",
        "/playbooks/edit?file=config.yaml",
        f"/playbooks/edit?file={FILE}",
        "/playbooks/versions",
        f"/playbooks/compare?file={FILE}&version=1",
    ],
)
async def test_files_are_for_who_runs_all_groups(bot: Running, path: str) -> None:
    for name, status in (("amy", 403), ("dan", 403), ("bob", 200)):
        async with logged_in(bot, name) as browser:
            assert (await browser.get(path)).status_code == status
            shown = 'href="/playbooks"' in (await browser.get("/commands")).text
            assert shown == (status == 200)


@pytest.mark.parametrize(
    "path",
    [
        *("/playbooks/check", "/playbooks/review", "/playbooks/save", "/playbooks/edit"),
        *("/workbooks/upload", "/workbooks/bring", "/workbooks/undo"),
    ],
)
async def test_an_admin_of_one_group_changes_nothing_for_all(bot: Running, path: str) -> None:
    async with logged_in(bot, "dan") as browser:
        form = {"file": FILE, "text": "kind: welcome\nsay: 我来了\n", "key": "x", "number": "1"}
        assert (await browser.post(path, data=form)).status_code == 403


@pytest.mark.parametrize("path", ["/rehearse", "/playground"])
async def test_nothing_unsaved_is_tried_by_who_may_not_read_it(bot: Running, path: str) -> None:
    form = {"do": "unsaved", "file": FILE, "text": NIGHT, "span": "tomorrow"}
    for name, status in (("dan", 403), ("bob", 303)):
        async with logged_in(bot, name) as browser:
            assert (await browser.post(path, data=form)).status_code == status


async def test_the_playground_has_the_groups_that_one_runs(bot: Running) -> None:
    async with logged_in(bot, "amy") as browser:
        page = (await browser.get("/playground")).text
        assert ("晨读群" in page, "夜读群" in page) == (True, False)
        await browser.post("/playground", data={"do": "visit", "group": "g2"})
        await browser.post("/playground", data={"do": "join:小陈"})
        page = (await browser.get("/playground")).text
        assert ("小陈" in page, "夜里好" in page) == (True, False)
    async with logged_in(bot, "bob") as browser:
        assert "夜读群" in (await browser.get("/playground")).text


async def test_a_log_tells_of_the_groups_that_one_runs(bot: Running, tmp_path: Path) -> None:
    rehearsals = bot.host.console.services[Rehearsals]
    assert isinstance(rehearsals, Rehearsals)
    (folder := tmp_path / "log").mkdir()
    log = Rehearsal(folder)
    log.join("2026-11-20 10:00", "u1", group="g2")
    sent = {"log": ("events.jsonl", log.write().read_bytes())}
    for name, told in (("amy", False), ("bob", True)):
        async with logged_in(bot, name) as browser:
            await browser.post("/rehearse", data={"span": "tomorrow"}, files=sent)
            await rehearsals.wait(name)
            page = (await browser.get("/rehearse")).text
            assert ("夜里好" in page) == told


async def test_a_stop_elsewhere_is_not_told(bot: Running) -> None:
    async with logged_in(bot, "bob") as bob, logged_in(bot, "amy") as amy:
        order = {"command": "/stop", "group": "g2"}
        assert "停发了" in (await bob.post("/order", data=order, headers=JSON)).text
        assert "夜读群" in (await bob.get("/outbox")).text
        assert "夜读群" not in (await amy.get("/outbox")).text


async def test_what_the_page_answered_another_is_not_told(bot: Running) -> None:
    async with logged_in(bot, "bob") as bob, logged_in(bot, "amy") as amy:
        order = {"command": "/help ok", "group": "g1"}
        assert (await bob.post("/order", data=order, headers=JSON)).status_code == 200
        query = sa.text("SELECT key, cause FROM outbox WHERE channel = 'web'")
        [(key, cause)] = await bot.host.console.reader.rows(query, {})
        for browser, told in ((amy, False), (bob, True)):
            event = await browser.get("/why/event", params={"group": "g1", "id": cause})
            assert event.status_code == 200
            message = await browser.get("/why/message", params={"key": key})
            assert message.status_code == (200 if told else 404)
            assert ("/why/message?key=" in event.text) == told


async def test_a_login_needs_a_session_of_its_own(bot: Running) -> None:
    async with bot.visitor() as browser:
        form = {"name": "bob", "password": "the secret of env:BOB"}
        for csrf in ({}, {"csrf": ""}):
            assert (await browser.post("/login", data=form | csrf)).status_code == 403


async def test_who_is_not_known_cannot_send_much(bot: Running) -> None:
    async with bot.visitor() as browser:
        csrf = csrf_of((await browser.get("/login")).text)
        form = {"csrf": csrf, "password": "x" * LARGEST_LOGIN}
        assert (await browser.post("/login", data=form)).status_code == 413


async def test_another_name_of_this_machine_leads_nowhere(bot: Running) -> None:
    async with bot.owner() as browser:
        for host, status in (("evil.example", 400), ("localhost", 200), ("127.0.0.1:1", 200)):
            assert (await browser.get("/", headers={"host": host})).status_code == status


@pytest.mark.parametrize(
    "path",
    [
        f"/rehearse?page={'9' * 5000}",
        "/why?at=0001-01-01T00:00",
        "/why?at=9999-12-31T23:59",
        "/members/one?id=u1&before=0001-01-01",
        "/members/one?id=u1&before=9999-12-31",
        "/workbooks/export?what=members&as=csv&from=0001-01-01",
        "/workbooks/export?what=members&as=csv&until=9999-12-31",
    ],
)
async def test_numbers_and_days_without_end_break_no_page(bot: Running, path: str) -> None:
    bot.join("j1", "u1")
    await bot.until(lambda: "g1" in bot.app.people.groups)
    async with bot.owner() as browser:
        assert (await browser.get(path)).status_code in (200, 400)


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 30])
async def test_numbers_without_end_break_no_form(bot: Running, number: str) -> None:
    async with logged_in(bot, "bob") as browser:
        old = {"file": "config.yaml", "version": number}
        assert (await browser.post("/playbooks/review", data=old)).status_code == 404
        assert (await browser.post("/workbooks/undo", data={"number": number})).status_code == 303


@pytest.mark.parametrize(
    ("since", "until"),
    [
        ("9999-12-31", "9999-12-31"),
        ("0001-01-01", "0001-01-02"),
        ("2050-01-01", "2050-01-02"),
    ],
)
async def test_no_rehearsal_lives_for_centuries(bot: Running, since: str, until: str) -> None:
    async with logged_in(bot, "bob") as browser:
        await browser.post("/rehearse", data={"since": since, "until": until})
        assert "日子不对" in (await browser.get("/rehearse")).text
        assert (await browser.post("/rehearse", data={"do": "cancel"})).status_code == 303
