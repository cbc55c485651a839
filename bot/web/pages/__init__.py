"""The pages: one module each, and the table that lists them all, in the order of the menu."""

from bot.web.menu import Page
from bot.web.pages import (
    commands,
    library,
    numbers,
    playbooks,
    playground,
    rehearse,
    saving,
    today,
    versions,
)

PAGES: tuple[Page, ...] = (
    today.PAGE,
    numbers.PAGE,
    playbooks.PAGE,
    saving.PAGE,
    versions.PAGE,
    rehearse.PAGE,
    playground.PAGE,
    library.PAGE,
    commands.PAGE,
)
