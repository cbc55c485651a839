"""Names, texts and ids that mean harm on the pages of the console, over real HTTP."""

from html.parser import HTMLParser

import pytest

from bot.events import MembersJoined, MessageReceived, Person
from tests.hostile.strings import NASTY
from tests.rehearsal import Rehearsal
from tests.web.running import Running, running

CONFIG = "owners: [boss]\ngroups: {g1: {name: 晨读群}}\nweb: {port: 0}\n"
PLAYBOOKS = """
{kind: checkin, id: read, title: 晨读, groups: "*", match: [签到], points: {each: 5}}
---
{kind: guard, id: words, groups: "*", words: [违禁], say: "{{ name }} 请注意"}
---
{kind: welcome, id: hello, groups: "*", say: "欢迎 {{ names }}"}
"""
EVIL = "<img src=x onerror=alert(1)>"
PAGES = (
    "/",
    "/groups",
    "/groups/one?id=g1",
    "/members",
    f"/members/one?id={EVIL}",
    "/why?group=g1",
    f"/why?q={EVIL}",
    "/why/event?group=g1&id=m1",
    "/numbers/messages",
    "/outbox",
    "/report",
    "/numbers",
    "/playbooks",
)


class Elements(HTMLParser):
    """What a browser makes of a page: its elements with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def dangers(page: str) -> list[object]:
    """Return the elements that no page of ours has."""
    return [
        (tag, attributes)
        for tag, attributes in Elements(page).found
        if any(name.startswith("on") for name in attributes)
        or (tag == "img" and attributes.get("src") == "x")
        or (tag == "script" and not attributes.get("src"))
        or tag in ("font", "iframe", "object", "embed", "base")
        or any(
            (attributes.get(name) or "").strip().lower().startswith(("javascript:", "http://evil"))
            for name in ("href", "src", "action")
        )
    ]


async def filled(bot: Running) -> None:
    """Let everybody who means harm join and write, under such ids too."""
    for number, nasty in enumerate([*NASTY, EVIL]):
        id = EVIL if nasty is EVIL else f"u{number}"
        person, at = Person(id, nasty), bot.clock.now()
        bot.hear(MembersJoined(id=f"j{number}", at=at, group="g1", members=(person,)))
        for what, text in (("m", f"违禁 {nasty}"), ("c", "签到"), (nasty, nasty)):
            event = MessageReceived(
                id=f"{what}{number}", at=at, group="g1", member=person, text=text
            )
            bot.hear(event)
    await bot.until(lambda: len(bot.chat.said) >= 3 * len(NASTY))


@pytest.mark.usefixtures("rehearsal")
async def test_nothing_on_a_page_is_markup_but_ours(rehearsal: Rehearsal) -> None:
    rehearsal.config(CONFIG).playbook(PLAYBOOKS)
    async with running(rehearsal.folder) as bot, bot.owner() as browser:
        await filled(bot)
        shown = 0
        for path in PAGES:
            reply = await browser.get(path)
            assert reply.status_code == 200, path
            assert dangers(reply.text) == [], path
            policy = reply.headers["content-security-policy"]
            assert "default-src 'self';" in policy  # which is that of scripts too
            assert "script" not in policy
            shown += "onerror" in reply.text
        assert shown >= 3  # as text
