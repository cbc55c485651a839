"""What a welcome says, and the steps of the path behind it."""

from collections.abc import Iterator
from datetime import timedelta
from functools import cached_property
from hashlib import sha256
from typing import Literal, Self

from pydantic import ConfigDict, model_validator

from bot.domain.durations import Duration
from bot.domain.needs import Need
from bot.domain.speech import GroupView, Member, Names
from bot.errors import Unfit
from bot.playbooks.base import Playbook, Utterance
from bot.playbooks.say import Say, Speaking

_SAMPLE = {"name": Member("u1", "小李"), "group": GroupView("阅读群")}


class Step(Speaking):
    """One step of the path: in the group (`say`) or in private (`dm`), some time after the join."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: Duration
    say: Say | None = None
    dm: Say | None = None
    unless: Literal["checked_in", "spoke"] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.say is None) == (self.dm is None):
            raise Unfit("say 和 dm 要写一个，也只能写一个", "write exactly one of say and dm")
        if self.after <= timedelta():
            raise Unfit("after 要大于 0s", "after must be more than 0s")
        return self

    @cached_property
    def gist(self) -> str:
        """Return by what it is known when the list was edited: what it says."""
        said = self.model_dump_json(include={"say", "dm"})
        return sha256(said.encode()).hexdigest()[:8]


class Welcome(Speaking, Playbook):
    """Greets whoever joins within `merge_within` of the first one in one message."""

    kind: Literal["welcome"]
    merge_within: Duration = timedelta()
    say: Say
    then: tuple[Step, ...] = ()

    def requires(self) -> Iterator[Need]:
        """Yield that it must see who joins, and may greet and write to them."""
        yield from ("joins", "answer")
        if any(step.dm for step in self.then):
            yield "dm"
        if any(step.say for step in self.then):
            yield "post"

    def utterances(self) -> Iterator[Utterance]:
        """Yield all that is said, with sample names."""
        newcomers = Names((Member("u1", "小李"), Member("u2", "小张")))
        yield Utterance(("say",), self.say, {**_SAMPLE, "names": newcomers})
        for number, step in enumerate(self.then):
            said = step.say or step.dm
            assert said is not None
            yield Utterance(("then", number, "say" if step.say else "dm"), said, _SAMPLE)
