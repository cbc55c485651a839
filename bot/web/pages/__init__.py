"""The pages: one module each, and the table that lists them all, in the order of the menu."""

from bot.web.menu import Page
from bot.web.pages import (
    commands,
    group,
    groups,
    library,
    member,
    members,
    numbers,
    outbox,
    playbooks,
    playground,
    rehearse,
    report,
    saving,
    today,
    versions,
    why,
    workbooks,
)

PAGES: tuple[Page, ...] = (
    today.PAGE,
    outbox.PAGE,
    groups.PAGE,
    group.PAGE,
    members.PAGE,
    member.PAGE,
    report.PAGE,
    numbers.PAGE,
    playbooks.PAGE,
    saving.PAGE,
    versions.PAGE,
    rehearse.PAGE,
    playground.PAGE,
    library.PAGE,
    workbooks.PAGE,
    why.PAGE,
    commands.PAGE,
)
