"""Figures of days put together into days, weeks or months."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import Select, extract, func, select
from sqlalchemy.orm import Session

from ivr.storage import daily_figures
from ivr.storage.daily_figures import WAITS
from models.work import DailyFigure

SHOWN = {"day": 30, "week": 13, "month": 13}
"""How many periods of each kind a page shows, the present one with them."""


@dataclass
class Period:
    """One day, week (from Monday) or month."""

    first: date
    label: str
    counts: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    """Kind -> name -> how many."""

    @property
    def calls(self) -> int:
        """All calls begun in it."""
        return self.counts[daily_figures.END].total()

    def share(self, kind: str, name: str) -> int | None:
        """Per cent of `kind` counted under `name`; None where there is nothing of the kind."""
        total = self.counts[kind].total()
        return round(100 * self.counts[kind][name] / total) if total else None

    def wait(self, share: float) -> int | None:
        """Milliseconds in which this share (0 to 1) of the answers was recognised, at most."""
        waits = self.counts[daily_figures.WAIT]
        needed, seen = waits.total() * share, 0
        for edge in WAITS:
            seen += waits[str(edge)]
            if waits and seen >= needed:
                return edge
        return None


def periods(session: Session, by: str, today: date) -> list[Period]:
    """The last ones, the earliest first; of today what can be counted at once."""
    found = {first: Period(first, _label(by, first)) for first in _firsts(by, today)}
    earliest = min(found)
    for day, kind, name, value in session.execute(_sums(by, earliest, today)):
        found[_first(by, day)].counts[kind][name] += value
    for kind, name, value in daily_figures.figures_of_today(session, today):
        found[_first(by, today)].counts[kind][name] += value
    return list(found.values())


def _sums(by: str, earliest: date, today: date) -> Select:
    """(a day of the period, kind, name, how many): of a month one number each, not thirty."""
    day, parts = DailyFigure.day, (DailyFigure.kind, DailyFigure.name)
    same = (extract("year", day), extract("month", day)) if by == "month" else (day,)
    wanted = select(func.min(day), *parts, func.sum(DailyFigure.value))
    return wanted.where(day >= earliest, day < today).group_by(*same, *parts)


def most_asked(shown: Sequence[Period], count: int) -> list[tuple[str, int]]:
    """Topics of all periods together, the most asked first."""
    total: Counter[str] = Counter()
    for period in shown:
        total.update(period.counts[daily_figures.TOPIC])
    return total.most_common(count)


def _firsts(by: str, today: date) -> Iterator[date]:
    """The first days of the periods, the earliest first."""
    firsts = [_first(by, today)]
    while len(firsts) < SHOWN[by]:
        firsts.append(_first(by, firsts[-1] - timedelta(days=1)))
    return reversed(firsts)


def _first(by: str, day: date) -> date:
    if by == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if by == "month" else day


def _label(by: str, first: date) -> str:
    return f"{first:%Y-%m}" if by == "month" else f"{first:%m-%d}"
