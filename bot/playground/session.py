"""One person's simulated chat: what they can do in it, and what comes of it."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from bot.channels.console.cast import Cast
from bot.config.model import Role
from bot.deployment import Deployment
from bot.domain.durations import parse_duration
from bot.domain.times import moment, next_daily, parse_time
from bot.events import MessageKind, Person
from bot.playground.chat import Chat
from bot.playground.stage import Stage, with_admin

NEXT = "next"
_OPENS = time(7, 25)
"""The day is still ahead, and so is the first slot of most playbooks."""
_FARTHEST = timedelta(days=100)


class Session:
    """Every method returns when all that follows has been said; `chat` is what there is to see."""

    def __init__(self, chat: Chat, stage: Stage) -> None:
        self.chat, self.stage = chat, stage

    @classmethod
    async def open(
        cls, config_file: Path | None, deployment: Deployment, today: datetime
    ) -> "Session":
        """Begin in the morning of a day, in the first group, as a member."""
        zone = deployment.config.zone
        chat = Chat(_cast(with_admin(deployment)), zone, deployment.config.language)
        for name in chat.text("others").split():
            chat.cast.person(name)
        opens = moment(today.astimezone(zone).date(), _OPENS, zone).astimezone(UTC)
        return cls(chat, await Stage.begin(config_file, deployment, chat, opens))

    @property
    def now(self) -> datetime:
        """Return what time it is in the chat."""
        return self.stage.now.astimezone(self.chat.zone)

    def role(self, person: Person) -> Role:
        """Return what somebody may do in the present group."""
        return self.stage.deployment.config.role_of(person.id, self.chat.cast.group)

    def become(self, name: str) -> None:
        """Be somebody, known or new; whoever is new is not in the group yet."""
        cast = self.chat.cast
        if cast.is_bot(name):
            self.chat.note(self.now, "is_bot", name=name)
        elif name:
            new = cast.find(name) is None
            cast.you = cast.person(name)
            if new:
                cast.go(cast.you, cast.group)

    async def visit(self, group: str) -> None:
        """Go to another group."""
        if group in self.chat.cast.groups:
            self.chat.cast.group = group
            await self.stage.visit()

    async def say(
        self, text: str, kind: MessageKind = "text", *, private: bool = False, quotes: str = ""
    ) -> None:
        """Write, in the group or to the bot alone; a click on a card's button is of kind `card`."""
        cast = self.chat.cast
        if not private and not cast.is_present(cast.you):
            self.chat.note(self.now, "not_there", name=cast.you.name)
        elif text.strip() or kind != "text":
            quoted = self.chat.find(quotes) if quotes else None
            said = self.chat.say(self.now, text.strip(), kind, private=private, quotes=quoted)
            await self.stage.do([said])

    async def join(self, names: str, *, invited: bool = False) -> None:
        """Let people come in, by themselves or brought by the present member."""
        cast, coming = self.chat.cast, list[Person]()
        for name in dict.fromkeys(names.split()):
            known = cast.find(name)
            if cast.is_bot(name):
                self.chat.note(self.now, "is_bot", name=name)
            elif known and cast.is_present(known):
                self.chat.note(self.now, "there_already", name=name)
            else:
                coming.append(cast.person(name))
        if coming:
            inviter = cast.you if invited else None
            await self.stage.do([self.chat.join(self.now, coming, inviter)])

    async def leave(self) -> None:
        """Let the present member leave the present group."""
        cast = self.chat.cast
        if cast.is_present(cast.you):
            await self.stage.do([self.chat.leave(self.now, cast.you, cast.group, None)])
        else:
            self.chat.note(self.now, "not_there", name=cast.you.name)

    async def rename(self, topic: str) -> None:
        """Give the present group another name."""
        if topic.strip():
            await self.stage.do([self.chat.rename(self.now, topic.strip())])

    async def recall(self, id: str) -> None:
        """Take a message of the present member back."""
        bubble = self.chat.find(id)
        if bubble is None or bubble.recalled:
            return
        if bubble.member == self.chat.cast.you.id:
            await self.stage.do([self.chat.recall(self.now, bubble)])
        else:
            self.chat.note(self.now, "not_yours")

    async def pass_time(self, words: str) -> None:
        """Let time pass: `+2m`, `+1d`, `20:00` (the next one), or until something happens."""
        if words == NEXT:
            if not await self.stage.go_on():
                self.chat.note(self.now, "quiet")
            return
        try:
            until = self._later(words.strip())
        except ValueError:
            until = self.now
        if timedelta() < until - self.now <= _FARTHEST:
            await self.stage.do((), until)
            self.chat.tell_time(until)
        else:
            self.chat.note(self.now, "not_ahead")

    async def use(self, deployment: Deployment) -> None:
        """Go on with what the operator has saved since."""
        new = {group: own.name or group for group, own in deployment.config.groups.items()}
        self.chat.cast.groups = new | self.chat.cast.groups
        await self.stage.use(deployment)
        self.chat.note(self.now, "reloaded")

    async def close(self) -> None:
        """Give everything back."""
        await self.stage.close()

    def _later(self, words: str) -> datetime:
        """Say when `+2m` or `20:00` is; raise ValueError for neither."""
        if words.startswith(("+", "＋")):
            return self.stage.now + parse_duration(words[1:])
        return next_daily(self.stage.now, parse_time(words), self.chat.zone).astimezone(UTC)


def _cast(deployment: Deployment) -> Cast:
    config = deployment.config
    return Cast(
        bot_id=config.bot.id,
        bot_names=config.bot.names,
        groups={group: own.name or group for group, own in config.groups.items()},
        admins=sorted(config.owners | config.admins),
        language=config.language,
    )
