"""The page of playbooks over HTTP: state of the files, checking, saving, history and undo."""

import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import httpx
import pytest

from tests.rehearsal import Rehearsal
from tests.web.running import Running, csrf_of, running

CONFIG = """\
admins: [w-bob]
operators: [w-amy]
web:
  port: 0
  users:
    amy: {password: env:AMY, member: w-amy}
    bob: {password: env:BOB, member: w-bob}
"""
WELCOME = "kind: welcome\nid: hello\nsay: 欢迎\n"
FILE = "sop/welcome.yaml"


@pytest.fixture
async def bot(rehearsal: Rehearsal) -> AsyncIterator[Running]:
    rehearsal.config(CONFIG).playbook(WELCOME, "welcome.yaml")
    async with running(rehearsal.folder) as bot:
        yield bot


def fields_of(page: str) -> dict[str, str]:
    """Return what the page's last form about a file would send."""
    form = page[page.rindex('name="file"') :]
    found = dict(re.findall(r'name="(digest|version)" value="([^"]*)"', form))
    text = re.search(r'<textarea[^>]* name="text"[^>]*>\n(.*?)</textarea>', form, re.DOTALL)
    name = re.search(r'value="([^"]*)"', form)
    assert name
    given = {"file": name[1], "csrf": csrf_of(page), **found}
    return given | ({"text": text[1]} if text else {})


async def written(browser: httpx.AsyncClient, text: str, file: str = FILE) -> httpx.Response:
    """Open a file, put another text in its place, look, and save; return where that leads."""
    page = (await browser.get("/playbooks/edit", params={"file": file})).text
    reply = await browser.post("/playbooks/review", data=fields_of(page) | {"text": text})
    assert reply.status_code == 200, reply.text
    sent = {key: unescape(value) for key, value in fields_of(reply.text).items()}
    return await browser.post("/playbooks/save", data=sent, follow_redirects=True)


def on_disk(bot: Running, file: str = FILE) -> str:
    assert bot.app.config_file
    return (bot.app.config_file.parent / file).read_text(encoding="utf-8")


async def test_a_saved_text_is_live_at_once(bot: Running) -> None:
    async with bot.owner() as browser:
        page = await written(browser, WELCOME.replace("欢迎", "你好 <b>"))
        assert "剧本已重新载入" in page.text
        assert "已生效" in page.text
    assert on_disk(bot) == WELCOME.replace("欢迎", "你好 <b>")
    assert bot.app.plans.deployment.version == 2
    bot.join("j1", "小李")
    await bot.until(lambda: bool(bot.chat.said))
    assert bot.chat.said[0].text == "你好 <b>"


async def test_a_broken_text_may_be_saved_and_changes_nothing(bot: Running) -> None:
    async with bot.owner() as browser:
        page = await written(browser, WELCOME + "says: x\n")
        assert "没有重新载入" in page.text
        page = await browser.get("/playbooks")
        assert "不认识的键" in page.text
        assert "第 4 行" in page.text
        assert bot.app.plans.deployment.version == 1
        page = await written(browser, WELCOME)
        assert "没有发现问题" in page.text
        assert bot.app.reloading.mistakes == ()
    assert bot.app.plans.deployment.version == 1


async def test_what_is_typed_is_checked_without_saving(bot: Running) -> None:
    async with bot.owner() as browser:
        csrf = csrf_of((await browser.get("/playbooks")).text)

        async def told(text: str, file: str = FILE) -> list[dict[str, object]]:
            form = {"file": file, "text": text}
            reply = await browser.post(
                "/playbooks/check", data=form, headers={"x-csrf-token": csrf}
            )
            found: list[dict[str, object]] = reply.json()["mistakes"]
            return found

        assert await told(WELCOME) == []
        (wrong,) = await told(WELCOME.replace("欢迎", "'{{ nam }}'"))
        assert (wrong["here"], wrong["line"]) == (True, 3)
        (elsewhere,) = await told("playbooks: nowhere\nweb: {port: 0}\n", "config.yaml")
        assert "nowhere" in str(elsewhere["what"])
    assert on_disk(bot) == WELCOME


async def test_who_changed_it_elsewhere_is_not_written_over(bot: Running) -> None:
    assert bot.app.config_file
    async with bot.owner() as browser:
        page = (await browser.get("/playbooks/edit", params={"file": FILE})).text
        form = fields_of(page) | {"text": WELCOME + "# mine\n"}
        theirs = WELCOME + "# theirs\n"
        (bot.app.config_file.parent / FILE).write_text(theirs, encoding="utf-8")
        reply = await browser.post("/playbooks/save", data=form)
        assert reply.status_code == 200
        assert "在别处被改过了" in reply.text
        assert "# theirs" in reply.text
        assert on_disk(bot) == theirs
        sent = {key: unescape(value) for key, value in fields_of(reply.text).items()}
        reply = await browser.post("/playbooks/save", data=sent)
        assert reply.status_code == 303
    assert on_disk(bot) == WELCOME + "# mine\n"


async def test_a_new_file_is_written(bot: Running) -> None:
    async with bot.owner() as browser:
        text = "kind: checkin\nmatch: 打卡\n"
        page = await written(browser, text, "sop/more/read.yaml")
        assert "已生效" in page.text
        assert "sop/more/read.yaml" in (await browser.get("/playbooks")).text
    assert on_disk(bot, "sop/more/read.yaml") == text
    assert set(bot.app.plans.deployment.library.by_id) == {"hello", "read"}


@pytest.mark.parametrize("file", ["../x.yaml", "/etc/passwd", "sop/x.sh", "sop/.x.yaml", ""])
async def test_no_other_file_is_touched(bot: Running, file: str) -> None:
    async with bot.owner() as browser:
        assert (await browser.get("/playbooks/edit", params={"file": file})).status_code == 404
        form = {"file": file, "text": "x", "digest": "", "version": ""}
        form["csrf"] = csrf_of((await browser.get("/playbooks")).text)
        for way in ("check", "review", "save"):
            assert (await browser.post(f"/playbooks/{way}", data=form)).status_code == 404


async def test_an_old_text_comes_back_as_a_new_version(bot: Running) -> None:
    async with bot.owner() as browser:
        await written(browser, WELCOME.replace("欢迎", "第二"))
        await written(browser, WELCOME.replace("欢迎", "第三"))
        page = (await browser.get("/playbooks/versions")).text
        assert page.count('scope="row"') == 3
        assert "<td>owner</td>" in page
        page = (await browser.get("/playbooks/versions", params={"file": FILE})).text
        assert page.count('scope="row"') == 3
        about = {"file": FILE, "version": "2"}
        page = (await browser.get("/playbooks/compare", params=about)).text
        assert "<code>say: 欢迎</code>" in page
        assert "<code>say: 第二</code>" in page
        page = (await browser.get("/playbooks/compare", params=about | {"with": "now"})).text
        assert "<code>say: 第三</code>" in page
        form = fields_of(page) | {"version": "1"}
        page = (await browser.post("/playbooks/review", data=form)).text
        assert "第 1 版" in page
        reply = await browser.post("/playbooks/save", data=fields_of(page))
        assert reply.status_code == 303
    assert on_disk(bot) == WELCOME
    assert bot.app.plans.deployment.version == 4


async def logged_in(bot: Running, browser: httpx.AsyncClient, name: str) -> None:
    form = {"name": name, "password": f"the secret of env:{name.upper()}"}
    form["csrf"] = csrf_of((await browser.get("/login")).text)
    assert (await browser.post("/login", data=form)).status_code == 303


async def test_operators_read_and_admins_save(bot: Running) -> None:
    async with bot.visitor() as browser:
        await logged_in(bot, browser, "amy")
        page = (await browser.get("/playbooks/edit", params={"file": FILE})).text
        form = fields_of(page) | {"text": "x"}
        assert "管理员才能保存" in (await browser.post("/playbooks/review", data=form)).text
        assert (await browser.post("/playbooks/save", data=form)).status_code == 403
    assert on_disk(bot) == WELCOME
    async with bot.visitor() as browser:
        await logged_in(bot, browser, "bob")
        await written(browser, WELCOME + "# bob\n")
        assert "bob" in (await browser.get("/playbooks/versions")).text
    assert on_disk(bot) == WELCOME + "# bob\n"


async def test_a_file_that_is_no_text_is_told(bot: Running, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"say: \xff\xfe")
    async with bot.owner() as browser:
        assert (await browser.get("/playbooks/edit", params={"file": FILE})).status_code == 409
        page = await browser.get("/playbooks")
        assert page.status_code == 200
        assert "还没生效" in page.text


async def test_the_schema_is_served(bot: Running) -> None:
    async with bot.owner() as browser:
        made = (await browser.get("/playbooks/schema/playbook")).json()
        assert "welcome" in made["$defs"]
        assert (await browser.get("/playbooks/schema/other")).status_code == 404
