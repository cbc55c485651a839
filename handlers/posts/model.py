"""What operators write for kind: posts, and what can be wrong with it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from bot.config.model import Config
from bot.domain.calendar import On
from bot.domain.durations import Days, Duration
from bot.domain.needs import Need
from bot.domain.rank import Rank
from bot.domain.spans import During
from bot.domain.times import TimeOfDay, Window
from bot.errors import Unfit
from bot.playbooks.base import Approval, Approve, Id, Playbook, Utterance, Why
from bot.playbooks.posting import SAMPLE
from bot.playbooks.say import Speaking, Tags, Variants
from bot.reading.places import KeyPath
from bot.reading.validation import Strict


class Slot(Strict):
    """A part of the day; `name` is how members read it, its key where it has none."""

    window: Window
    name: str | None = None


class SlotChange(Strict):
    """What is different about a slot; the rest of it stays."""

    window: Window | None = None
    name: str | None = None


class Source(Strict):
    """Pieces of the content library with one of these tags; none again within so many days."""

    tag: Tags
    not_again: Annotated[Days, Field(ge=1, le=3650)] = 30


class Post(Speaking, Strict):
    """Something said on the days `on`, at a moment drawn in `slot` or exactly at `at`.

    Every post of a slot goes out, each in its own share of the window, in the order written. Of
    several variants none comes again before all were used, in each group for itself. With a
    `source` a piece of the content library is said.
    """

    id: Id
    slot: str | None = None
    at: TimeOfDay | None = None
    on: On = On.parse("everyday")
    say: Variants = ()
    source: Source | None = Field(None, alias="from")
    enabled: bool = True
    approve: Approve = None

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        if (self.slot is None) == (self.at is None):
            raise Unfit("slot 和 at 要写一个，也只能写一个", "write exactly one of slot and at")
        if bool(self.say) == bool(self.source):
            raise Unfit("say 和 from 要写一个，也只能写一个", "write exactly one of say and from")
        return self


class Substitute(Post):
    """A post of an override; on days when it goes out, the post that it `replaces` does not."""

    replaces: str | None = None


class Override(Strict):
    """What is different on the days `during`: slots change key by key, posts are added.

    Where several overrides cover a day all of them count, the last for what they both change.
    """

    during: During
    slots: Mapping[str, SlotChange] = {}
    posts: tuple[Substitute, ...] = ()


class Posts(Playbook):
    """Posts of a calendar. One held up longer than `grace` after its window is missed."""

    ahead = True
    rank = Rank.POST
    kind: Literal["posts"]
    slots: Mapping[Id, Slot] = {}
    posts: tuple[Post, ...] = ()
    overrides: tuple[Override, ...] = ()
    grace: Duration = timedelta(minutes=30)

    def written(self) -> Iterator[tuple[KeyPath, Post]]:
        """Yield every post with where it stands, those of the overrides last."""
        for number, post in enumerate(self.posts):
            yield ("posts", number), post
        for outer, override in enumerate(self.overrides):
            for number, post in enumerate(override.posts):
                yield ("overrides", outer, "posts", number), post

    def find(self, post_id: str) -> tuple[KeyPath, Post] | None:
        """Return the post with this id and where it stands."""
        return next(((path, post) for path, post in self.written() if post.id == post_id), None)

    @property
    def drafts(self) -> bool:
        """Say whether a person has to let out any of its posts."""
        return any(self._approval(post) for _, post in self.written())

    def approval_of(self, post_id: str) -> Approval | None:
        """Return how a post is to be let out; None where it goes by itself."""
        found = self.find(post_id)
        return self._approval(found[1]) if found else None

    def _approval(self, post: Post) -> Approval | None:
        return post.approve if "approve" in post.model_fields_set else self.approve

    def requires(self) -> Iterator[Need]:
        """Yield that it speaks unasked, of some posts once a person lets them out."""
        yield "post"
        if self.drafts:
            yield "approval"

    def utterances(self) -> Iterator[Utterance]:
        """Yield every variant with sample values."""
        for path, post in self.written():
            for number, say in enumerate(post.say):
                yield Utterance((*path, "say", number), say, SAMPLE)

    def conflicts(self, config: Config) -> Iterator[tuple[KeyPath, Why]]:
        """Yield ids given twice, and windows and times at which nothing is said unasked."""
        yield from self._taken_ids()
        quiet = config.quiet_hours
        if quiet is None:
            return
        for path, window in self._windows():
            if window.overlaps(quiet):
                zh, en = "{} 和安静时段 {} 有重叠", "the window {} overlaps the quiet hours {}"
                yield path, {"zh": zh.format(window, quiet), "en": en.format(window, quiet)}
        for path, post in self.written():
            if post.at is not None and quiet.contains(post.at):
                zh, en = "{:%H:%M} 在安静时段（{}）里", "{:%H:%M} lies in the quiet hours {}"
                why = {"zh": zh.format(post.at, quiet), "en": en.format(post.at, quiet)}
                yield (*path, "at"), why

    @model_validator(mode="after")
    def _names_exist(self) -> Self:
        """Point at every wrong name itself, which a plain ValueError from here could not."""
        if wrong := [*self._unknown_slots(), *self._unknown_posts()]:
            raise ValidationError.from_exception_data("posts", wrong)
        return self

    def _windows(self) -> Iterator[tuple[KeyPath, Window]]:
        for key, slot in self.slots.items():
            yield ("slots", key, "window"), slot.window
        for number, override in enumerate(self.overrides):
            for key, change in override.slots.items():
                if change.window is not None:
                    yield ("overrides", number, "slots", key, "window"), change.window

    def _unknown_slots(self) -> Iterator[InitErrorDetails]:
        for path, post in self.written():
            if post.slot is not None and post.slot not in self.slots:
                yield _unknown("slot", (*path, "slot"), post.slot, self.slots)
        for number, override in enumerate(self.overrides):
            for key in override.slots:
                if key not in self.slots:
                    path = ("overrides", number, "slots", key)
                    yield _unknown("slot", path, key, self.slots)

    def _unknown_posts(self) -> Iterator[InitErrorDetails]:
        own = [post.id for post in self.posts]
        for path, post in self.written():
            if isinstance(post, Substitute) and post.replaces not in (None, *own):
                yield _unknown("post", (*path, "replaces"), post.replaces, own)

    def _taken_ids(self) -> Iterator[tuple[KeyPath, Why]]:
        first: dict[str, KeyPath] = {}
        for path, post in self.written():
            if first.setdefault(post.id, path) is not path:
                taken = self.line_of(*first[post.id], "id")
                zh, en = "'{}' 在 {} 已经用过", "'{}' is already taken at {}"
                why = {"zh": zh.format(post.id, taken), "en": en.format(post.id, taken)}
                yield (*path, "id"), why


def _unknown(name: str, path: KeyPath, value: object, known: Iterable[str]) -> InitErrorDetails:
    error = PydanticCustomError(name, "unknown name", {"known": [*known]})
    return InitErrorDetails(type=error, loc=path, input=value)
