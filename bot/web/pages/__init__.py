"""The pages: one module each, and the table that lists them all, in the order of the menu."""

from bot.web.menu import Page
from bot.web.pages import commands, playground

PAGES: tuple[Page, ...] = (playground.PAGE, commands.PAGE)
