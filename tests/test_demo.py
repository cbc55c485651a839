"""`zhiban demo` as somebody new starts it: a real process, and a browser's requests."""

import asyncio
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.rehearsal import Rehearsal
from tests.web.running import csrf_of


@contextmanager
def demo(*arguments: str) -> Iterator[tuple[str, Path]]:
    """Run it; give its address and the folder of its playbooks."""
    command = [sys.executable, "-m", "bot", "demo", "--no-browser", "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
        assert process.stdout
        address = re.search(r"http://\S+(?=/playground)", process.stdout.readline())
        folder = re.search(r"(?<=剧本在 ).*(?=，)", process.stdout.readline())
        assert address
        assert folder
        try:
            yield address[0], Path(folder[0])
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(20)
    assert process.returncode == 0


async def has_news(browser: httpx.AsyncClient) -> bool:
    """Say whether the page has anything to show."""
    return (await browser.get("/playground/news", params={"seen": "0"})).status_code == 200


async def test_a_newcomer_changes_the_welcome_and_sees_it_without_a_login() -> None:
    with demo() as (address, folder):
        async with httpx.AsyncClient(base_url=address, timeout=20) as browser:
            assert "阿梅" in (await browser.get("/members")).text  # a week is behind the samples
            csrf = csrf_of((await browser.get("/playground")).text)
            welcome = folder / "welcome.yaml"
            written = welcome.read_text("utf-8").replace("欢迎 @", "你好呀 @")
            welcome.write_text(written, "utf-8")
            async with asyncio.timeout(20):
                while not await has_news(browser):  # noqa: ASYNC110 - it is asked, as by the page
                    await asyncio.sleep(0.05)
            for deed in ("join:小陈", "clock:next"):
                form = {"do": deed, "csrf": csrf}
                await browser.post("/playground", data=form)
            assert "你好呀" in (await browser.get("/playground")).text
    assert not folder.exists()


async def test_a_set_up_of_ones_own_is_played_and_nothing_of_it_is_touched(
    rehearsal: Rehearsal,
) -> None:
    rehearsal.config("groups: {g1: {name: 自己的群}}\n")
    rehearsal.playbook('{kind: checkin, id: c, match: [早起], say: "{{ name }} 起得早"}')
    before = sorted(rehearsal.folder.rglob("*"))
    with demo("--config", str(rehearsal.folder / "config.yaml")) as (address, folder):
        assert folder == rehearsal.folder / "sop"
        async with httpx.AsyncClient(base_url=address, timeout=20) as browser:
            csrf = csrf_of((await browser.get("/playground")).text)
            await browser.post("/playground", data={"do": "try:早起", "csrf": csrf})
            page = (await browser.get("/playground")).text
            assert "自己的群" in page
            assert "王姐 起得早" in page
            foreign = await browser.get("/playground", headers={"host": "evil.example"})
            assert foreign.status_code == 400
    assert sorted(rehearsal.folder.rglob("*")) == before
