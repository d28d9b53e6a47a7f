"""Which calls a list shows: filters, order, and paging that costs the same on every page.

Paging is by keyset: a page begins behind the last call of the one before, found by index.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select, tuple_

from console.office import utc
from models.audit import Audit
from models.call import Call, phone_key
from models.member import number_key
from models.notice import Notice
from models.vault import Vault

PAGE = 50
SID_LENGTH = 34
"""Characters of a Twilio call's id."""
NUMBER_DIGITS = 10
PHONE_DIGITS = 7
"""So many digits or more are a phone number, but for `NUMBER_DIGITS`: a member's."""


@dataclass(frozen=True)
class Filters:
    """What is asked for; empty values ask for nothing."""

    first: date | None = None
    last: date | None = None
    outcome: str = ""
    engine: str = ""
    state: str = ""
    text: str = ""
    oldest_first: bool = False

    @property
    def digits(self) -> str:
        """The number looked for, where the text is one."""
        digits = "".join(c for c in self.text if c.isdigit())
        rest = self.text.strip("+0123456789 -")
        return digits if len(digits) >= PHONE_DIGITS and not rest else ""


def read_filters(args: Mapping[str, str]) -> Filters:
    """Filters from an address; what is no date is none."""
    return Filters(
        first=_date(args.get("first", "")),
        last=_date(args.get("last", "")),
        outcome=args.get("outcome", ""),
        engine=args.get("engine", ""),
        state=args.get("state", ""),
        text=args.get("text", "").strip()[:50],
        oldest_first=args.get("order") == "oldest",
    )


def matching(filters: Filters, vault: Vault) -> Select:
    """The calls' keys in order. `text` counts only where it is a number."""
    wanted = select(Call.started_at, Call.sid)
    if filters.first:
        wanted = wanted.where(Call.started_at >= _midnight(filters.first))
    if filters.last:
        wanted = wanted.where(Call.started_at < _midnight(filters.last + timedelta(days=1)))
    for column in ("outcome", "engine", "state"):
        if value := getattr(filters, column):
            wanted = wanted.where(getattr(Call, column) == ("" if value == "none" else value))
    if filters.digits:
        wanted = wanted.where(_about(filters.digits, vault))
    if filters.oldest_first:
        return wanted.order_by(Call.started_at, Call.sid)
    return wanted.order_by(Call.started_at.desc(), Call.sid.desc())


def _about(digits: str, vault: Vault) -> Any:
    """Calls from a phone, or calls that asked about a member."""
    if len(digits) != NUMBER_DIGITS:
        return Call.caller_key == phone_key(vault, digits.removeprefix("86"))
    key = number_key(vault, digits)
    # An audit's key is the effect's: it begins with the call's id.
    looked_up = select(func.substr(Audit.key, 1, SID_LENGTH)).where(Audit.subject_key == key)
    reported = select(Notice.call_sid).where(Notice.member_key == key)
    return or_(Call.sid.in_(looked_up), Call.sid.in_(reported))


def behind(wanted: Select, cursor: str, oldest_first: bool) -> Select:
    """The same, beginning behind `cursor`; a damaged cursor begins at the start."""
    started, _, sid = cursor.partition("~")
    try:
        moment = datetime.fromisoformat(started)
    except ValueError:
        return wanted
    key = tuple_(Call.started_at, Call.sid)
    place = tuple_(moment, sid)
    return wanted.where(key > place if oldest_first else key < place)


def cursor_of(started_at: datetime, sid: str) -> str:
    """Where the next page begins."""
    return f"{started_at.isoformat()}~{sid}"


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return utc(datetime.combine(day, time()))
