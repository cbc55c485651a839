"""Limits that an operator writes: a platform's rules are only ever kept more strictly."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from bot.channels.pace import Pace
from bot.channels.wechaty.settings import WechatySettings
from bot.channels.wecom_bot.settings import WecomBotSettings
from bot.domain.capabilities import Limits

WECHATY = {"type": "wechaty", "endpoint": "127.0.0.1:8788", "token": "env:TOKEN"}
BOT = {"type": "wecom_bot", "bot_id": "aib", "secret": "env:SECRET"}


def test_a_puppet_is_careful_unless_it_is_told_otherwise() -> None:
    careful = WechatySettings.model_validate(WECHATY).capabilities().limits
    assert (careful.per_minute, careful.per_day, careful.posts_per_day) == (20, 2_000, 1_500)
    assert (careful.spacing, careful.switch) == (timedelta(seconds=1.5), timedelta(seconds=4))
    assert (careful.jitter, careful.same_text) == (1, 3)
    given = WECHATY | {"pace": {"per_minute": 40, "spacing": 0, "same_text": 1}}
    limits = WechatySettings.model_validate(given).capabilities().limits
    assert (limits.per_minute, limits.spacing, limits.same_text) == (40, timedelta(), 1)
    assert limits.switch == careful.switch


def test_the_rules_of_a_platform_can_only_be_kept_more_strictly() -> None:
    given = BOT | {"pace": {"group_per_minute": 25, "group_per_hour": 100, "per_day": 40}}
    limits = WecomBotSettings.model_validate(given).capabilities().limits
    assert (limits.group_per_minute, limits.group_per_hour) == (20, 100)
    assert (limits.per_day, limits.posts_per_day) == (40, 30)
    assert limits.text_bytes == 18_432


def test_a_pause_may_be_longer_and_not_shorter() -> None:
    own = Limits(spacing=timedelta(seconds=3), jitter=0.5)
    limits = Pace(spacing=1, switch=9, jitter=2).within(own)
    assert (limits.spacing, limits.switch) == (timedelta(seconds=3), timedelta(seconds=9))
    assert limits.jitter == 2


@pytest.mark.parametrize(("per_day", "posts"), [(1, 1), (2, 1), (3, 2), (5, 3), (8, 6), (9, 6)])
def test_some_of_a_day_is_always_kept_for_people(per_day: int, posts: int) -> None:
    """But for one send a day, which goes to whoever comes first."""
    assert Pace(per_day=per_day).over(Limits()).posts_per_day == posts
    assert Pace(per_day=per_day, posts_per_day=1).over(Limits()).posts_per_day == 1


@pytest.mark.parametrize("wrong", [{"same_text": 4}, {"per_day": 0}, {"spacing": -1}, {"x": 1}])
def test_what_cannot_be_meant_is_told(wrong: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        Pace.model_validate(wrong)
