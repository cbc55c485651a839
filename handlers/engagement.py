"""kind: engagement. Says how activity counts; it hears nothing and says nothing."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field, field_validator

from bot.domain.amounts import MOST, Amount
from bot.domain.durations import Duration
from bot.domain.score import Weighing
from bot.errors import Unfit
from bot.handling.router import Router
from bot.playbooks.base import Playbook

Activity = Literal["message", "check_in", "answered", "invited"]
Weight = Annotated[float, Field(ge=0, le=MOST)]
_WEIGHTS: Mapping[Activity, float] = {"message": 1, "check_in": 5, "answered": 3, "invited": 10}


class Engagement(Playbook):
    """Score = Σ weight × min(count, daily cap) × 0.5 ^ (age in whole days / half-life)."""

    kind: Literal["engagement"]
    half_life: Duration = timedelta(days=14)
    weights: Mapping[Activity, Weight] = _WEIGHTS
    daily_cap: Mapping[Activity, Amount] = {}

    @field_validator("half_life")
    @classmethod
    def _hours_to_years(cls, half_life: timedelta) -> timedelta:
        if not timedelta(hours=1) <= half_life <= timedelta(days=3650):
            raise Unfit("要在 1h 到 3650d 之间", "half_life must be between 1h and 3650d")
        return half_life

    def weighing(self) -> Weighing:
        """Return what a score is reckoned with."""
        weights = {str(kind): weight for kind, weight in self.weights.items()}
        cap = {str(kind): count for kind, count in self.daily_cap.items()}
        return Weighing(weights, cap, self.half_life)


ROUTER = Router(name="engagement", kind=Engagement)
