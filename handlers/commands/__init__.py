"""The slash commands: one file each, and the table that lists them all."""

from functools import partial

from bot.events import Event, MessageReceived
from bot.handling.command import Command
from bot.handling.router import Finding, Needs, Router
from bot.playbooks.base import Playbook
from bot.store.tables import Account
from handlers.commands import (
    approve,
    birthday,
    checkin,
    drafts,
    edit,
    forgetme,
    give,
    library,
    me,
    merge,
    missed,
    mydata,
    notes,
    pause,
    points,
    post,
    queue,
    rank,
    reload,
    say,
    status,
    stop,
    tags,
    tasks,
    unanswered,
    why,
)
from handlers.commands import help as help_
from handlers.commands.answers import answer
from handlers.commands.matcher import Commands

COMMANDS: tuple[Command, ...] = (
    help_.COMMAND,
    me.COMMAND,
    mydata.COMMAND,
    forgetme.COMMAND,
    rank.COMMAND,
    points.COMMAND,
    give.COMMAND,
    checkin.COMMAND,
    merge.COMMAND,
    tags.TAGS,
    tags.UNTAGS,
    notes.NOTES,
    notes.UNNOTES,
    birthday.COMMAND,
    status.COMMAND,
    post.COMMAND,
    library.COMMAND,
    pause.PAUSES,
    pause.RESUMES,
    stop.STOPS,
    stop.GOES,
    say.COMMAND,
    drafts.COMMAND,
    approve.COMMAND,
    edit.COMMAND,
    queue.LISTS,
    queue.SENDS,
    queue.DROPS,
    tasks.LISTS,
    tasks.DOES,
    tasks.SKIPS,
    missed.COMMAND,
    unanswered.COMMAND,
    why.COMMAND,
    reload.COMMAND,
)
"""In the order in which /help lists them; of two with one name the later one knows its words."""


def _needs(event: Event, _playbook: Playbook | None, finding: Finding | None) -> Needs:
    """Name the balance that most commands show, so that a batch loads them all at once."""
    shows = finding is not None and finding.item in ("points", "me")
    if shows and event.group and isinstance(event, MessageReceived):
        yield Account, (event.group, event.member.id)


ROUTER = Router(
    name="commands",
    compile=partial(Commands, COMMANDS),
    on_message=answer,
    needs=_needs,
    answers=True,
)
