"""What becomes of each column when a member is forgotten; a test looks that none is left out."""

from collections.abc import Mapping

from bot.store.tables import (
    Account,
    Activity,
    CheckIn,
    Daily,
    Forgotten,
    Hold,
    Identity,
    Import,
    Journal,
    Label,
    Ledger,
    Mark,
    Membership,
    Meta,
    Outbox,
    Profile,
    Progress,
    Remark,
    Row,
    Storm,
    Task,
    Timer,
    Turnover,
    Version,
)

Columns = Mapping[type[Row], tuple[str, ...]]

REMOVED: tuple[type[Row], ...] = (
    Membership,
    Identity,
    Mark,
    Timer,
    Progress,
    Account,
    Profile,
    Label,
    Remark,
    Storm,
)
"""Rows of the member go."""

RENAMED: Columns = {
    Journal: ("member",),
    Activity: ("member",),
    Daily: ("member",),
    CheckIn: ("member",),
    Ledger: ("member", "by"),
    Turnover: ("member", "by"),
    Membership: ("inviter",),
    Label: ("by",),
    Remark: ("by",),
    Import: ("by",),
    Version: ("by",),
    Task: ("by",),
    Forgotten: ("by",),
}
"""A number stands for the member, so that counts and sums stay what they were."""

WORDS: Columns = {
    Journal: ("text", "error"),
    Ledger: ("reason",),
    Remark: ("text",),
    Task: ("text",),
    Import: ("file",),
}
"""Texts of others, from which names and ids are struck out."""

FACTS: Columns = {
    Journal: ("data", "outcome"),
    Mark: ("data",),
    Timer: ("data",),
    Meta: ("value",),
}
"""JSON about others, likewise."""

BY_HAND: Columns = {
    Journal: ("id",),
    Activity: ("cause",),
    Ledger: ("key",),
    Import: ("undo",),
    Task: ("key",),
    Outbox: (
        "key", "member", "present", "about", "cause", "text", "mentions", "shown", "card", "note",
        "handle",
    ),
    Forgotten: ("leaving",),
    Hold: ("chat",),
    Meta: ("name",),
}  # fmt: skip
"""What `forgetting` and `erasing` see to one by one."""
