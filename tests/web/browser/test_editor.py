"""The editor in a real browser: completion, errors at their line, saving, by keyboard and touch."""

from pathlib import Path

from playwright.async_api import Page, ViewportSize, expect

from tests.rehearsal import Rehearsal
from tests.web.browser.window import DESKTOP, PHONE, VIEWPORTS, at_console, barriers, overflow
from tests.web.running import Running, running

CONFIG = "language: en\nweb: {port: 0}\n"
WELCOME = "kind: welcome\nid: hello\nsay: Welcome\n"
FILE = "sop/welcome.yaml"


def set_up(rehearsal: Rehearsal) -> Path:
    return rehearsal.config(CONFIG).playbook(WELCOME, "welcome.yaml").folder


async def opened(page: Page, bot: Running, file: str = FILE) -> None:
    await page.goto(f"{bot.url}/playbooks/edit?file={file}")
    await expect(page.locator("#editor")).to_have_attribute("data-completes", "yes")


async def typed(page: Page, text: str) -> None:
    """Put the cursor at the end of the text and type."""
    await page.get_by_label("Text", exact=True).focus()
    await page.keyboard.press("Control+End")
    await page.keyboard.type(text)


@VIEWPORTS
async def test_a_playbook_is_broken_and_mended(rehearsal: Rehearsal, size: ViewportSize) -> None:
    async with running(set_up(rehearsal)) as bot, at_console(bot, size) as page:
        await page.goto(f"{bot.url}/playbooks")
        await page.get_by_role("link", name=FILE).click()
        await expect(page.locator("#editor")).to_have_attribute("data-completes", "yes")
        await typed(page, "says: hi")
        wrong = page.locator("#mistakes li")
        await expect(wrong).to_contain_text("unknown key 'says'")
        await expect(page.locator(".gutter .wrong")).to_have_text("4")
        await page.keyboard.press("Escape")
        await page.get_by_role("button", name="Review and save").click()
        await expect(page.get_by_text("There would be mistakes")).to_be_visible()
        await page.get_by_role("button", name="Save although broken").click()
        await expect(page.locator("#answer")).to_contain_text("Not reloaded")
        assert bot.app.plans.deployment.version == 1
        await page.get_by_label("Text", exact=True).fill(WELCOME.replace("Welcome", "Hello"))
        await expect(page.locator("#mistakes")).to_contain_text("Nothing is wrong.")
        await page.keyboard.press("Control+s")
        await expect(page.locator(".diff .come")).to_contain_text("say: Hello")
        await page.get_by_role("button", name="Save", exact=True).click()
        await expect(page.locator("#answer")).to_contain_text("Reloaded")
        assert bot.app.plans.deployment.version == 2
        assert await overflow(page) <= 0


async def test_keys_and_values_are_completed(rehearsal: Rehearsal) -> None:
    async with running(set_up(rehearsal)) as bot, at_console(bot) as page:
        await opened(page, bot)
        await typed(page, "mer")
        await expect(page.get_by_role("option")).to_have_text("merge_within")
        await page.keyboard.press("Enter")
        await page.keyboard.type("60s\nth")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await page.keyboard.type("- after: 24h\nunless: ")
        await page.keyboard.press("Control+ ")
        await expect(page.get_by_role("option")).to_have_text(["checked_in", "spoke"])
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Enter")
        await page.keyboard.type("\ndm: hi")
        text = await page.get_by_label("Text", exact=True).input_value()
        assert text == WELCOME + (
            "merge_within: 60s\nthen: \n  - after: 24h\n    unless: spoke\n    dm: hi"
        )
        await expect(page.locator("#mistakes")).to_contain_text("Nothing is wrong.")


OFFERED = {
    "kind: wel|": "welcome",
    "kind: welcome\n|": "id groups enabled extends approve merge_within say then template parts",
    "kind: checkin\nmatch: a\n---\nkind: poll\nmul|": "multiple",
    "kind: welcome\nthen:\n- after: 1h\n  unless: |": "checked_in spoke",
    "kind: welcome\nthen:\n  - after: 1h\n    say: a\n  - |\ngroups: a": (
        "after say dm unless template parts"
    ),
    "kind: faq\nentries:\n  - id: a\n    |\n  - id: b\n    ask: c": "ask all any regex answer",
    "kind: checkin\npoints:\n  |\nsay: a": "each at",
    "kind: welcome\ngroups:\n  |": "tag",
    "kind: welcome\ngroups: |": '"*"',
    "kind: welcome\nenabled: |": "true false",
    "kind: welcome # enab|": "",
    "kind: welcome\nsay: a: |": "",
}


async def test_what_is_offered_fits_the_place(rehearsal: Rehearsal) -> None:
    async with running(set_up(rehearsal)) as bot, at_console(bot) as page:
        await opened(page, bot)
        for text, wanted in OFFERED.items():
            place, whole = text.index("|"), text.replace("|", "")
            asked = "([text, place]) => Complete.at(text, place, schema).choices.map((c) => c.text)"
            assert " ".join(await page.evaluate(asked, [whole, place])) == wanted, text
        await opened(page, bot, "config.yaml")
        asked = "(text) => Complete.at(text, text.length, schema).choices.map((c) => c.text)"
        found = await page.evaluate(asked, "channels:\n  main:\n    type: wechaty\n    t")
        assert found == ["token", "tls"]


async def test_nobody_is_caught_in_the_editor(rehearsal: Rehearsal) -> None:
    async with running(set_up(rehearsal)) as bot, at_console(bot) as page:
        await opened(page, bot)
        await typed(page, "")
        await page.keyboard.press("Tab")
        assert (await page.get_by_label("Text", exact=True).input_value()).endswith("\n  ")
        await page.keyboard.press("Shift+Tab")
        assert (await page.get_by_label("Text", exact=True).input_value()) == WELCOME
        await page.keyboard.press("Escape")
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("button", name="Review and save")).to_be_focused()


async def test_a_mistake_leads_to_its_line(rehearsal: Rehearsal) -> None:
    folder = set_up(rehearsal)
    async with running(folder) as bot, at_console(bot) as page:
        rehearsal.playbook(WELCOME + "says: hi\n", "welcome.yaml")
        await opened(page, bot)
        await page.get_by_role("button", name="line 4").click()
        chosen = "text.value.slice(text.selectionStart, text.selectionEnd)"
        assert await page.evaluate(chosen) == "says: hi"


async def test_an_address_leads_to_a_line(rehearsal: Rehearsal) -> None:
    async with running(set_up(rehearsal)) as bot, at_console(bot) as page:
        await page.goto(f"{bot.url}/playbooks/edit?file={FILE}#line-3")
        await page.wait_for_function("document.activeElement?.id === 'text'")
        chosen = "window.text.selectionStart, window.text.selectionEnd"
        start, end = await page.evaluate(f"[{chosen}]")
        assert WELCOME[start:end] == "say: Welcome"


async def test_it_works_without_scripts(rehearsal: Rehearsal) -> None:
    async with running(set_up(rehearsal)) as bot, at_console(bot, PHONE, scripts=False) as page:
        await page.goto(f"{bot.url}/playbooks/edit?file={FILE}")
        await page.get_by_label("Text", exact=True).fill(WELCOME + "say: twice\n")
        await page.get_by_role("button", name="Review and save").click()
        await expect(page.get_by_text("given twice")).to_be_visible()
        await page.get_by_role("button", name="Go on editing").click()
        assert "twice" in await page.get_by_label("Text", exact=True).input_value()
        await page.get_by_label("Text", exact=True).fill(WELCOME.replace("Welcome", "Hi"))
        await page.get_by_role("button", name="Review and save").click()
        await page.get_by_role("button", name="Save", exact=True).click()
        await expect(page.locator("#answer")).to_contain_text("Reloaded")
        assert bot.app.plans.deployment.version == 2


async def test_everybody_can_use_all_of_it(rehearsal: Rehearsal) -> None:
    folder, wrong = set_up(rehearsal), list[str]()
    async with running(folder) as bot, at_console(bot) as page:
        rehearsal.playbook(WELCOME + "says: hi\n", "welcome.yaml")
        await page.goto(f"{bot.url}/playbooks/edit?file={FILE}")
        await page.get_by_label("Text", exact=True).fill(WELCOME + "# more\n")
        await page.get_by_role("button", name="Review and save").click()
        wrong += await barriers(page)
        await page.get_by_role("button", name="Save", exact=True).click()
        await expect(page.locator("#answer")).to_contain_text("Reloaded")
        about = f"file={FILE}&version=2"
        for size in (DESKTOP, PHONE):
            await page.set_viewport_size(size)
            for way in (
                f"edit?file={FILE}",
                f"versions?file={FILE}",
                "versions",
                f"compare?{about}",
            ):
                await page.goto(f"{bot.url}/playbooks/{way}")
                wrong += [f"{way}: {one}" for one in await barriers(page)]
                if await overflow(page) > 0:
                    wrong.append(f"{way}: wider than the window")
    assert wrong == []
