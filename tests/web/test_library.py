"""The page of the content library: what it shows, and that it hands out no other file."""

from html import unescape
from io import BytesIO
from re import findall, sub

import httpx
from PIL import Image

from bot.domain.moments import to_us
from bot.store.tables import Result, Row, Use
from tests.rehearsal import Rehearsal, moment
from tests.web.running import csrf_of, running

CONFIG = """\
groups: {g1: {name: 晨读群, operators: [w-amy]}, g2: {name: 夜读群}}
web:
  port: 0
  users: {amy: {password: env:AMY, member: w-amy}}
"""
LIBRARY = """
kind: library
id: lib
pieces:
  - {id: a, tags: [早安], say: 甲 <b>}
  - {id: b, tags: [早安, 读书], say: 乙, image: pictures/b.png}
---
kind: library
id: night
groups: [g2]
pieces: [{id: c, tags: 夜, image: link.png}]
"""


def deployed(rehearsal: Rehearsal) -> Rehearsal:
    folder = rehearsal.folder
    outside = folder.with_name(f"{folder.name}-outside")
    (folder / "pictures").mkdir()
    Image.new("RGB", (1000, 500), "#cc0000").save(folder / "pictures" / "b.png")
    outside.mkdir()
    Image.new("RGB", (10, 10)).save(outside / "secret.png")
    (folder / "link.png").symlink_to(outside / "secret.png")
    return rehearsal.config(CONFIG).playbook(LIBRARY)


def past(replies: int, days: int, piece: str) -> list[Row]:
    at = to_us(moment("2026-11-23 08:00")) - days * 86_400_000_000
    key = f"{piece}{days}"
    result = Result(key, "g1", "daily", "x", "noon", "", at, 0, 0, replies, 1, settled=True)
    return [result, Use(key, "g1", "lib", piece, at)]


def cells(page: str) -> list[list[str]]:
    """Return the words in the cells of the table, row by row."""
    rows = findall(r"<tr>\s*(<td>.*?)</tr>", page.replace("\n", " "))
    texts = [[sub("<[^>]*>", " ", one) for one in findall(r"<td.*?>(.*?)</td>", r)] for r in rows]
    return [[" ".join(unescape(text).split()) for text in row] for row in texts]


async def log_in(browser: httpx.AsyncClient, name: str) -> None:
    csrf = csrf_of((await browser.get("/login")).text)
    form = {"name": name, "password": f"the secret of env:{name.upper()}", "csrf": csrf}
    assert (await browser.post("/login", data=form)).status_code == 303


async def test_it_shows_uses_and_results_with_poor_ones_first(rehearsal: Rehearsal) -> None:
    deployed(rehearsal)
    async with running(rehearsal.folder) as bot, bot.owner() as browser:
        async with bot.app.database.transaction() as work:
            for days in range(4, 10):
                for row in past(10, days, "a"):
                    work.put(row)
            for days, replies in ((1, 2), (2, 3), (3, 3)):
                for row in past(replies, days, "b"):
                    work.put(row)
        page = (await browser.get("/library")).text
        poor, good, unused = cells(page)
        assert poor[0].endswith("sop/playbook.yaml:6")
        edit = await browser.get("/playbooks/edit?file=sop/playbook.yaml")
        assert edit.status_code == 200
        assert "/playbooks/edit?file=sop/playbook.yaml#line-6" in page
        assert poor[0].startswith("⚠ 该改写 乙 lib/b · 早安、读书 · ")
        assert poor[2:] == ["3", "11-22", "0.3 · 0.4 · 0.4"]
        assert good[0].startswith("甲 <b> lib/a · 早安 · ")
        assert good[2:] == ["6", "11-19", "1.3 · 1.3 · 1.3"]
        assert unused[2:] == ["0", "–", "–"]
        assert [row[2] for row in cells((await browser.get("/library?tag=读书")).text)] == ["3"]


async def test_pictures_are_small_and_only_those_of_pieces(rehearsal: Rehearsal) -> None:
    deployed(rehearsal)
    async with running(rehearsal.folder) as bot, bot.owner() as browser:
        address = findall(r'<img[^>]* src="([^"]+)"', (await browser.get("/library")).text)
        assert len(address) == 1
        reply = await browser.get(unescape(address[0]))
        assert (reply.status_code, reply.headers["content-type"]) == (200, "image/png")
        assert Image.open(BytesIO(reply.content)).size == (240, 120)
        for piece, image in (
            ("lib/b", "config.yaml"),
            ("lib/b", "../pictures/b.png"),
            ("lib/a", "pictures/b.png"),
            ("night/c", "link.png"),  # leads out of the folder
        ):
            query = {"piece": piece, "image": image}
            assert (await browser.get("/library/picture", params=query)).status_code == 404
        (rehearsal.folder / "pictures" / "b.png").write_bytes(b"no image")
        assert (await browser.get(unescape(address[0]))).status_code == 404


async def test_who_runs_one_group_sees_its_pieces_only(rehearsal: Rehearsal) -> None:
    deployed(rehearsal)
    async with running(rehearsal.folder) as bot, bot.visitor() as browser:
        assert (await browser.get("/library/picture")).status_code == 303
        await log_in(browser, "amy")
        assert len(cells((await browser.get("/library")).text)) == 2
