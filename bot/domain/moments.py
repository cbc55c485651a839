"""Moments as the store keeps them: integer microseconds since 1970 in UTC."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_us(moment: datetime) -> int:
    """Return an aware datetime as microseconds, exactly."""
    return (moment - EPOCH) // _MICROSECOND


def from_us(us: int) -> datetime:
    """Return microseconds as an aware datetime in UTC."""
    return EPOCH + timedelta(microseconds=us)
