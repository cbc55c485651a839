"""Which messages and clicks are votes, and in which poll."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from bot.deployment import Deployment
from bot.domain.calls import call_of
from bot.events import MessageReceived
from bot.handling.heard import Heard, Hearing
from bot.handling.router import Finding
from handlers.poll.ballot import plain, read_button
from handlers.poll.model import Poll

_LATE = timedelta(days=1)
"""So long after its end who asks for it is told that a poll is closed."""


class Vote(NamedTuple):
    """Options chosen in the poll of a day, by their numbers."""

    poll: Poll
    day: date
    chosen: tuple[int, ...]


class Polls:
    """The polls of a group. What is written is a vote in the one that opened last and has it."""

    def __init__(self, playbooks: Sequence[Poll], deployment: Deployment) -> None:
        self._playbooks = playbooks
        self._by_id = {poll.id: poll for poll in playbooks}
        self._zone, self._calendar = deployment.config.zone, deployment.calendar
        self._bot = deployment.config.bot.id
        self._longest = max(poll.ballot.longest for poll in playbooks)
        self._call = call_of(deployment.config.bot.names)

    def candidates(self, hearing: Hearing) -> set[int]:
        """Name the clicks, the messages to the bot, and those that name options of a poll."""
        found = {n for n, event in enumerate(hearing.events) if event.kind == "card"}
        found |= hearing.addressed
        short = [n for n, text in enumerate(hearing.texts) if len(text) <= self._longest]
        words = [(n, plain(hearing.forms.folded[n])) for n in short]
        for poll in self._playbooks:
            named = poll.ballot.named
            found.update(n for n, word in words if named(word))
        return found

    def consider(self, heard: Heard) -> Finding | None:
        """Find the polls that a message or click may be a vote in; their rows tell which it is."""
        if heard.event.kind == "card":
            return self._clicked(heard.text)
        votes = self._written(heard)
        if not votes:
            return None
        poll = votes[0].poll
        return Finding("voted", poll, place=poll.line_of("options"), data=votes, choice=True)

    def explain(self, heard: Heard) -> list[Finding]:
        """Say of each poll that is not the one voted in why not."""
        found = self.consider(heard)
        winner = found.playbook if found else None
        return [self._reason(poll, heard) for poll in self._playbooks if poll is not winner]

    def _clicked(self, text: str) -> Finding | None:
        click = read_button(text)
        if click is None:
            return None
        poll = self._by_id.get(click.poll)
        if poll is None or not 1 <= click.number <= len(poll.options):
            return Finding("gone_from_playbook", data=())
        vote = Vote(poll, click.day, (click.number,))
        return Finding("voted", poll, place=poll.line_of("options"), data=(vote,))

    def _written(self, heard: Heard) -> list[Vote]:
        """Return what may be meant, the poll that opened last first."""
        if _speaks_to_members(heard.event, self._bot):
            return []
        late = _LATE if heard.addressed else timedelta()
        votes = [
            Vote(poll, day, chosen)
            for poll in self._playbooks
            if (chosen := self._read(poll, heard))
            for day in self._days(poll, heard.event.at, late)
        ]
        return sorted(votes, key=lambda vote: vote.poll.span(vote.day, self._zone)[0], reverse=True)

    def _read(self, poll: Poll, heard: Heard) -> tuple[int, ...]:
        text = self._call.sub(" ", heard.text) if heard.addressed else heard.text
        return poll.ballot.read(text, heard.addressed)

    def _days(self, poll: Poll, at: datetime, late: timedelta) -> Iterator[date]:
        """Yield the days whose poll is open at a moment or was until `late` ago."""
        today = at.astimezone(self._zone).date()
        length = poll.closes if isinstance(poll.closes, timedelta) else timedelta(days=1)
        for back in range((length + late).days + 2):
            day = today - timedelta(days=back)
            opens, closes = poll.span(day, self._zone)
            if opens <= at < closes + late and poll.on.matches(day, self._calendar):
                yield day

    def _reason(self, poll: Poll, heard: Heard) -> Finding:
        chosen = self._read(poll, heard)
        code = "poll_not_open" if chosen else "no_choice"
        if chosen and any(self._days(poll, heard.event.at, timedelta())):
            mentions = _speaks_to_members(heard.event, self._bot)
            code = "mentions_member" if mentions else "outranked"
        place, values = poll.line_of("options"), {"text": heard.text}
        return Finding(code, poll, place=place, acts=False, values=values)


def _speaks_to_members(event: MessageReceived, bot: str) -> bool:
    return any(member != bot for member in event.mentions)
