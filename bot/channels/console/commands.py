"""What can be typed at the console: messages, quotations, and commands after a colon."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches

from bot.channels.console.lines import clean, note
from bot.channels.console.room import ConsoleRoom, Reply
from bot.channels.console.texts import USAGE
from bot.domain.durations import parse_duration
from bot.domain.times import next_daily, parse_time
from bot.events import Person

Run = Callable[[ConsoleRoom, str, datetime], Reply]

# Both colons and brackets: an input method for Chinese writes the wide ones. `:)` is a message.
_COMMAND = re.compile(r"[:：]([^\W\d_]\w*)\s*(.*)", re.DOTALL)
_QUOTE = re.compile(r"[>＞]\s*(\d+\s.*)", re.DOTALL)


def interpret(room: ConsoleRoom, line: str, at: datetime) -> Reply:
    """Do what one typed line says; an empty one says nothing."""
    line = clean(line).strip()
    if not line:
        return Reply()
    if quote := _QUOTE.fullmatch(line):
        return _reply(room, quote[1], at)
    if command := _COMMAND.fullmatch(line):
        return _command(room, command[1], command[2].strip(), at)
    return room.say(line, at)


def _command(room: ConsoleRoom, word: str, rest: str, at: datetime) -> Reply:
    if run := COMMANDS.get(word.lower()):
        return run(room, rest, at)
    if close := get_close_matches(word.lower(), COMMANDS, n=1):
        return room.note("did_you_mean", word=word, guess=close[0])
    return room.note("unknown_command", word=word)


def _usage(room: ConsoleRoom, command: str) -> Reply:
    return room.note("usage", usage=room.cast.usage(command))


def _as(room: ConsoleRoom, word: str, at: datetime) -> Reply:
    cast = room.cast
    if not word:
        return _usage(room, "as")
    if cast.is_bot(word):
        return room.note("is_bot", name=word)
    if word == "admin" and not cast.admins:
        return room.note("no_admins")
    cast.you = cast.person(word)
    return room.note("now_you_are", name=cast.you.name, id=cast.you.id)


def _join(room: ConsoleRoom, rest: str, at: datetime) -> Reply:
    return _come(room, rest, at, "join", None)


def _invite(room: ConsoleRoom, rest: str, at: datetime) -> Reply:
    if not room.cast.is_present(room.cast.you):
        return room.note("not_there", name=room.cast.you.name)
    return _come(room, rest, at, "invite", room.cast.you)


def _come(
    room: ConsoleRoom, rest: str, at: datetime, command: str, inviter: Person | None
) -> Reply:
    words = dict.fromkeys(rest.split())
    if not words:
        return _usage(room, command)
    if bots := [word for word in words if room.cast.is_bot(word)]:
        return room.note("is_bot", name=bots[0])
    return room.join([room.cast.person(word) for word in words], at, inviter)


def _leave(room: ConsoleRoom, word: str, at: datetime) -> Reply:
    cast = room.cast
    if cast.is_bot(word):
        return room.note("is_bot", name=word)
    person = cast.person(word) if word else cast.you
    if not cast.is_present(person):
        return room.note("not_there", name=person.name)
    return room.leave(person, cast.group, at, None)


def _group(room: ConsoleRoom, word: str, at: datetime) -> Reply:
    cast = room.cast
    groups = cast.text(
        "groups", groups=" ".join(f"{name}({id})" for id, name in cast.groups.items())
    )
    if not word:
        return Reply(lines=(note(groups),))
    if (found := cast.find_group(word)) is None:
        return room.note("unknown_group", name=word, groups=groups)
    cast.group = found
    return room.note("now_in", group=cast.group_name, id=found)


def _who(room: ConsoleRoom, rest: str, at: datetime) -> Reply:
    cast = room.cast
    names = [
        cast.text("you_mark", name=person.name) if person == cast.you else person.name
        for person in cast.present()
    ]
    return room.note("who", group=cast.group_name, names=" ".join(names))


def _topic(room: ConsoleRoom, topic: str, at: datetime) -> Reply:
    return room.rename(topic, at) if topic else _usage(room, "topic")


def _image(room: ConsoleRoom, text: str, at: datetime) -> Reply:
    return room.say(text, at, kind="image")


def _dm(room: ConsoleRoom, text: str, at: datetime) -> Reply:
    return room.say(text, at, private=True) if text else _usage(room, "dm")


def _reply(room: ConsoleRoom, rest: str, at: datetime) -> Reply:
    number, _, text = rest.partition(" ")
    if not text.strip():
        return _usage(room, "reply")
    if (message := room.board.message(number)) is None:
        return room.note("unknown_number", number=number)
    if message.group not in ("", room.cast.group):
        return room.note("elsewhere", number=number, group=room.cast.group_name)
    return room.say(text.strip(), at, private=not message.group, quotes=message)


def _recall(room: ConsoleRoom, number: str, at: datetime) -> Reply:
    if not number:
        return _usage(room, "recall")
    if (message := room.board.message(number)) is None:
        return room.note("unknown_number", number=number)
    if message.member != room.cast.you.id:
        return room.note("not_yours")
    return room.recall(number, message, at)


def _clock(room: ConsoleRoom, words: str, at: datetime) -> Reply:
    if not words:
        return room.time(at)
    try:
        ahead = _ahead(room, words, at)
    except ValueError:
        ahead = timedelta()
    return Reply(skip=ahead) if ahead > timedelta() else room.note("not_ahead")


def _ahead(room: ConsoleRoom, words: str, at: datetime) -> timedelta:
    """Say how far on `+3h` or `20:00`, the next one, is; raise ValueError for neither."""
    if words[0] in "+＋":
        return parse_duration(words[1:])
    return next_daily(at, parse_time(words), room.board.timezone).astimezone(UTC) - at


def _help(room: ConsoleRoom, rest: str, at: datetime) -> Reply:
    return Reply(lines=tuple(note(room.cast.usage(command)) for command in USAGE))


def _quit(room: ConsoleRoom, rest: str, at: datetime) -> Reply:
    return Reply(quit=True)


COMMANDS: Mapping[str, Run] = {
    "as": _as,
    "who": _who,
    "join": _join,
    "invite": _invite,
    "leave": _leave,
    "group": _group,
    "topic": _topic,
    "image": _image,
    "dm": _dm,
    "reply": _reply,
    "recall": _recall,
    "clock": _clock,
    "help": _help,
    "quit": _quit,
}
