"""The one clock: the wall's in Shanghai, where callers are, whatever zone a machine is in."""

from datetime import UTC, date, datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8))
"""It has no summer time; a fixed offset needs no table of zones, which small images lack."""


def now() -> datetime:
    """The time on the wall."""
    return datetime.now(SHANGHAI)


def today() -> date:
    """The day in Shanghai."""
    return now().date()


def local(moment: datetime) -> datetime:
    """A time of the database, which keeps UTC, as the clock on the wall shows it."""
    return moment.replace(tzinfo=UTC).astimezone(SHANGHAI)


def utc(moment: datetime) -> datetime:
    """A time on the wall as the database keeps it."""
    return moment.replace(tzinfo=SHANGHAI).astimezone(UTC).replace(tzinfo=None)
