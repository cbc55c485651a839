"""The slash commands: one file each, and the table that lists them all."""

from functools import partial

from bot.command import Command
from bot.router import Router
from handlers.commands import (
    checkin,
    give,
    me,
    missed,
    pause,
    points,
    post,
    rank,
    reload,
    say,
    status,
    unanswered,
    why,
)
from handlers.commands import help as help_
from handlers.commands.answers import answer
from handlers.commands.matcher import Commands

COMMANDS: tuple[Command, ...] = (
    help_.COMMAND,
    me.COMMAND,
    rank.COMMAND,
    points.COMMAND,
    give.COMMAND,
    checkin.COMMAND,
    status.COMMAND,
    post.COMMAND,
    pause.PAUSES,
    pause.RESUMES,
    say.PROPOSES,
    say.CONFIRMS,
    missed.COMMAND,
    unanswered.COMMAND,
    why.COMMAND,
    reload.COMMAND,
)
"""In the order in which /help lists them; of two with one name the later one knows its words."""

ROUTER = Router(name="commands", compile=partial(Commands, COMMANDS), on_message=answer)
