"""Which columns name a member, and how the rows of two who are one become one row."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.store.tables import (
    Account,
    Activity,
    Daily,
    Forgotten,
    Import,
    Journal,
    Label,
    Ledger,
    Mark,
    Membership,
    Outbox,
    Profile,
    Remark,
    Row,
    Storm,
    Task,
    Timer,
    Turnover,
    Version,
)


def _one_place(own: Membership, other: Membership) -> Membership:
    """Let a member be where either of the two is, by the name that was seen last."""
    left = [at for at in (own.left_at, other.left_at) if at is not None]
    spoke = [at for at in (own.spoke_at, other.spoke_at) if at is not None]
    gone = max(left) if len(left) == 2 else None
    return replace(own, name=other.name, left_at=gone, spoke_at=min(spoke, default=None))


def _one_account(own: Account, other: Account) -> Account:
    return replace(own, points=own.points + other.points)


def _one_day(own: Daily, other: Daily) -> Daily:
    return replace(own, n=own.n + other.n)


def _later(own: Mark, other: Mark) -> Mark:
    return own if own.at >= other.at else replace(other, member=own.member)


def _one_profile(own: Profile, other: Profile) -> Profile:
    return replace(own, birthday=own.birthday or other.birthday)


def _first_label(own: Label, other: Label) -> Label:
    return own if own.at <= other.at else replace(other, member=own.member)


def _last_storm(own: Storm, other: Storm) -> Storm:
    return own if own.last >= other.last else replace(other, member=own.member)


JOINED: Mapping[type[Row], Callable[[Any, Any], Row]] = {
    Membership: _one_place,
    Account: _one_account,
    Daily: _one_day,
    Mark: _later,
    Profile: _one_profile,
    Label: _first_label,
    Storm: _last_storm,
}
"""Tables with a member in their key, and how the rows of two become one."""

NAMED: Mapping[type[Row], tuple[str, ...]] = {
    Import: ("by",),
    Forgotten: ("by",),
    Label: ("by",),
    Version: ("by",),
    Membership: ("inviter",),
    Journal: ("member",),
    Activity: ("member",),
    Ledger: ("member", "by"),
    Timer: ("member",),
    Outbox: ("member", "present", "about"),
    Task: ("by",),
    Remark: ("member", "by"),
    Turnover: ("member", "by"),
}
"""Columns that name a member outside a key. `Outbox.mentions` may go on naming an old id."""
