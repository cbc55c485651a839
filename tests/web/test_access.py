"""Who is let in, what a form needs, and what every answer carries."""

from collections.abc import AsyncIterator

from bot.web.guard import LARGEST
from tests.rehearsal import Rehearsal
from tests.web.running import csrf_of, running

CONFIG = """\
groups: {g1: {name: 晨读群, operators: [w-amy]}, g2: {name: 夜读群}}
admins: [w-bob]
web:
  port: 0
  users:
    amy: {password: env:AMY, member: w-amy}
    bob: {password: env:BOB, member: w-bob}
    cid: {password: env:CID, member: w-cid}
"""


async def _pieces() -> AsyncIterator[bytes]:
    for _ in range(LARGEST // 1_000_000 + 2):
        yield bytes(1_000_000)


def secret_of(name: str) -> str:
    return f"the secret of env:{name.upper()}"


async def test_the_token_lets_in_and_nothing_else_does(rehearsal: Rehearsal) -> None:
    rehearsal.config(CONFIG)
    async with running(rehearsal.folder) as bot, bot.visitor() as browser:
        reply = await browser.get("/commands")
        assert (reply.status_code, reply.headers["location"]) == (303, "/login?next=/commands")
        assert (await browser.get("/login", params={"token": bot.token[:-1]})).status_code == 403
        assert (await browser.get("/live")).status_code == 303
        reply = await browser.get("/login", params={"token": bot.token, "next": "//evil.example"})
        assert (reply.status_code, reply.headers["location"]) == (303, "/")
        assert (await browser.get("/commands")).status_code == 200
        cookie = reply.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie


async def test_a_password_lets_in_as_who_one_is_in_the_chat(rehearsal: Rehearsal) -> None:
    rehearsal.config(CONFIG)
    async with running(rehearsal.folder) as bot:
        for name, status in (("amy", 200), ("bob", 200), ("cid", 403)):
            async with bot.visitor() as browser:
                csrf = csrf_of((await browser.get("/login")).text)
                form = {"name": name, "password": secret_of(name), "csrf": csrf}
                assert (await browser.post("/login", data=form)).status_code == 303
                assert (await browser.get("/commands")).status_code == status


async def test_five_wrong_passwords_are_enough(rehearsal: Rehearsal) -> None:
    rehearsal.config(CONFIG)
    async with running(rehearsal.folder) as bot, bot.visitor() as browser:
        csrf = csrf_of((await browser.get("/login")).text)
        form = {"name": "bob", "password": "wrong", "csrf": csrf}
        tries = [(await browser.post("/login", data=form)).status_code for _ in range(7)]
        assert tries == [403] * 5 + [429] * 2
        right = form | {"password": secret_of("bob")}
        assert (await browser.post("/login", data=right)).status_code == 429
        assert (await browser.get("/login", params={"token": bot.token})).status_code == 429


async def test_a_form_needs_the_token_of_its_session_and_comes_from_here(
    rehearsal: Rehearsal,
) -> None:
    rehearsal.config(CONFIG)
    async with running(rehearsal.folder) as bot, bot.owner() as browser:
        csrf = csrf_of((await browser.get("/commands")).text)
        order = {"command": "/pause 2h", "group": "g1"}
        assert (await browser.post("/order", data=order)).status_code == 403
        wrong = order | {"csrf": csrf[:-1] + "x"}
        assert (await browser.post("/order", data=wrong)).status_code == 403
        right = order | {"csrf": csrf}
        evil = {"origin": "https://evil.example"}
        assert (await browser.post("/order", data=right, headers=evil)).status_code == 403
        evil = {"sec-fetch-site": "cross-site"}
        assert (await browser.post("/order", data=right, headers=evil)).status_code == 403
        own = {"origin": bot.url, "sec-fetch-site": "same-origin"}
        assert (await browser.post("/order", data=right, headers=own)).status_code == 303


async def test_a_command_is_given_as_who_is_logged_in(rehearsal: Rehearsal) -> None:
    rehearsal.config(CONFIG)
    async with running(rehearsal.folder) as bot, bot.visitor() as browser:
        csrf = csrf_of((await browser.get("/login")).text)
        form = {"name": "amy", "password": secret_of("amy"), "csrf": csrf}
        await browser.post("/login", data=form)
        csrf = csrf_of((await browser.get("/commands")).text)
        for group, word in (("g1", "安静"), ("g2", "才能用")):
            order = {"command": "/pause 2h", "group": group, "csrf": csrf}
            reply = await browser.post("/order", data=order, headers={"accept": "application/json"})
            assert word in reply.json()["answer"]
        assert bot.chat.said == []


async def test_every_answer_carries_the_headers(rehearsal: Rehearsal) -> None:
    rehearsal.config(CONFIG)
    async with running(rehearsal.folder) as bot, bot.owner() as browser:
        for path in ("/login", "/commands", "/static/app.css", "/no-such-page"):
            headers = (await browser.get(path)).headers
            assert "default-src 'self'" in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"
            assert "server" not in headers


async def test_a_body_that_is_too_large_is_refused_unread(rehearsal: Rehearsal) -> None:
    rehearsal.config(CONFIG)
    async with running(rehearsal.folder) as bot, bot.owner() as browser:
        for body in (bytes(LARGEST + 1), _pieces()):  # with its length told, and without
            kind = {"content-type": "application/x-www-form-urlencoded"}
            reply = await browser.post("/order", content=body, headers=kind)
            assert reply.status_code in (400, 413)


async def test_a_new_start_ends_the_sessions_of_the_old_token(rehearsal: Rehearsal) -> None:
    rehearsal.config(CONFIG)
    async with running(rehearsal.folder) as bot, bot.owner() as browser:
        cookies = browser.cookies
    async with running(rehearsal.folder) as bot, bot.visitor() as browser:
        browser.cookies = cookies
        assert (await browser.get("/commands")).status_code == 303
