"""Where the caller stands in time, and what one expression says of a day."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from dateutil.relativedelta import relativedelta

from speech.errors import SpeechError

Kind = Literal["past", "birth", "any"]
Reason = Literal["", "none", "ambiguous", "impossible", "future", "too_old", "too_young", "lunar"]
Ask = Literal["", "year", "month", "day", "date", "which", "confirm"]

OLDEST_AGE = 100
"""Two-digit years of birth are read so that nobody is older."""


@dataclass(frozen=True)
class Known:
    """The year and the month that are certain although the day is not: 去年十月."""

    year: int | None = None
    month: int | None = None

    def agrees(self, day: date) -> bool:
        """Whether `day` lies in it."""
        return self.year in (None, day.year) and self.month in (None, day.month)

    def __bool__(self) -> bool:
        return self != Known()


@dataclass(frozen=True)
class DateReading:
    """What one expression says: a day, or why it names no certain day and what would settle it."""

    days: tuple[date, ...] = ()
    """The day; or, with a reason, the days that may be meant."""
    reason: Reason = ""
    ask: Ask = ""
    weak: bool = False
    """Whether a day said clearly beside it overrides it (八号线, a house number)."""

    @property
    def certain(self) -> bool:
        """Whether it is a day."""
        return not self.reason

    def doubted(self, ask: Ask = "confirm") -> "DateReading":
        """This reading made ambiguous; `ask` says what would settle it."""
        return DateReading(self.days, self.reason or "ambiguous", self.ask or ask)


class UncertainDateError(SpeechError):
    """The words form no certain day; `reading` says why."""

    def __init__(
        self, reason: Reason, ask: Ask = "date", days: tuple[date, ...] = (), *, weak: bool = False
    ) -> None:
        super().__init__(reason)
        asked: Ask = ask if reason == "ambiguous" else ""
        self.reading = DateReading(days, reason, asked, weak)


def one_of(*days: date) -> UncertainDateError:
    """The error for words that mean one of several days."""
    return UncertainDateError("ambiguous", "which", tuple(sorted(set(days))))


@dataclass(frozen=True)
class Calendar:
    """Where the caller stands."""

    today: date
    kind: Kind
    known: Known = Known()

    def year(self, spoken: str) -> int:
        """'2025年', '25年', '去年', '三年前' → 2025. Raises `UncertainDateError` for '那年'."""
        if spoken.endswith("前"):
            return self.today.year - int(spoken.rstrip("年以之前"))
        spoken = spoken.removesuffix("年")
        if spoken.strip("大") == "前":
            return self.today.year - 2 - spoken.count("大")
        if spoken in _YEARS:
            return self.today.year + _YEARS[spoken]
        if not spoken.isdigit():
            raise UncertainDateError("ambiguous", "year")
        return int(spoken) if len(spoken) == 4 else self._century(int(spoken))

    def _century(self, year: int) -> int:
        recent, old = 2000 + year, 1900 + year
        youngest = self.today.year - (15 if self.kind == "birth" else 0)
        if recent <= youngest:
            return recent
        too_old = self.kind == "birth" and self.today.year - old > OLDEST_AGE
        return recent if too_old else old

    def month(self, spoken: str) -> date:
        """'上个月', '两个月前' → the first of that month."""
        if spoken[0].isdigit():
            return self.back(months=int(spoken.split("个", maxsplit=1)[0])).replace(day=1)
        months = spoken.count("下") - spoken.count("上")
        return self.today.replace(day=1) + relativedelta(months=months)

    def day(self, year: int, month: int, day: int) -> date:
        """Raises `UncertainDateError` when there is no such day."""
        try:
            return date(year, month, day)
        except (ValueError, OverflowError):
            raise UncertainDateError("impossible") from None

    def latest(self, month: int, day: int) -> date:
        """The most recent such day of a year, or that of the year already known."""
        if self.known.year and self.known.month in (None, month):
            return self.day(self.known.year, month, day)
        if self.kind == "birth" or (month, day) == (2, 29):
            raise UncertainDateError("ambiguous", "year")
        found = self.day(self.today.year, month, day)
        found = found if found <= self.today else found.replace(year=found.year - 1)
        if self.known.year and self.known.year != found.year:
            # Another month than the one known: is the year another one too?
            raise one_of(found, self.day(self.known.year, month, day))
        return found

    def back(self, **span: int) -> date:
        """So many days, weeks, months or years before today."""
        return moved(self.today, relativedelta(**span), -1)  # type: ignore[arg-type]


_YEARS = {"今": 0, "本": 0, "去": -1, "明": 1, "后": 2}


def moved(day: date, span: relativedelta, times: int) -> date:
    """`day` and `times` spans after it. Raises `UncertainDateError` outside all calendars."""
    try:
        return day + span * times
    except (ValueError, OverflowError):
        raise UncertainDateError("too_old" if times < 0 else "impossible") from None
