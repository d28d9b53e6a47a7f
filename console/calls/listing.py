"""Which calls a list shows: filters, order, and paging that costs the same on every page.

Paging is by keyset: a page begins behind the last call of the one before, found by index.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Select, or_, select, tuple_

from console.shell.arguments import LARGEST, day, numbers_meant, only_number, plain
from ivr.storage.call_ends import ended_as
from ivr.storage.log_reader import call_of_key
from models.audit import Audit
from models.call import END_DIGITS, Call, end_key, phone_key
from models.clock import utc
from models.member import MEMBER_NUMBER_LENGTH, number_key
from models.notice import REFERENCE_DIGITS, Notice
from models.question import Question
from models.vault import Vault

PAGE = 50
NEWEST, OLDEST, LONGEST = ORDERS = ("newest", "oldest", "longest")
PHONE_DIGITS = 7
"""So many digits or more are a phone number; so many as `MEMBER_NUMBER_LENGTH`, a member's too."""
_SECONDS_DIGITS = 10
EARLIEST, LATEST = date(1970, 1, 2), date(2999, 12, 31)
"""Between these all calls are."""


@dataclass(frozen=True)
class Filters:
    """The filters of a list; an empty value filters nothing."""

    first: date | None = None
    last: date | None = None
    end: str = ""
    """What came of the call: an `ivr.storage.call_ends.End`."""
    outcome: str = ""
    door: str = ""
    engine: str = ""
    state: str = ""
    topic: str = ""
    level: str = ""
    """How sure the hotline was of a question; with `topic`, of the same one."""
    text: str = ""
    order: str = NEWEST

    @property
    def digits(self) -> str:
        """The number looked for, or the end of one, where the text is that."""
        digits = only_number(self.text)
        return digits if len(digits) == END_DIGITS or len(digits) >= PHONE_DIGITS else ""

    @property
    def words(self) -> str:
        """The words looked for, where the text is no number."""
        return "" if self.digits else self.text


ASKED = tuple(field.name for field in fields(Filters))
"""Their names in an address."""


def read_filters(args: Mapping[str, str]) -> Filters:
    """Filters from an address; a date that cannot be read is left out.

    Words are looked for in order of time only.
    """
    order = args.get("order", "")
    found = Filters(
        first=day(args.get("first", "")),
        last=day(args.get("last", "")),
        end=args.get("end", ""),
        outcome=args.get("outcome", ""),
        door=args.get("door", ""),
        engine=args.get("engine", ""),
        state=args.get("state", ""),
        topic=args.get("topic", ""),
        level=args.get("level", ""),
        text=plain(args.get("text", ""))[:50],
        order=order if order in ORDERS else NEWEST,
    )
    return replace(found, order=NEWEST) if found.words and order == LONGEST else found


def places(filters: Filters, vault: Vault) -> Select:
    """(place, id) of the calls in order; words do not count. Each is read off one index."""
    asked, conditions = _asked(filters), _conditions(filters, vault)
    wanted: Select
    if filters.order == LONGEST:
        wanted = select(Call.seconds, Call.sid).where(Call.seconds.is_not(None))
        wanted = wanted.where(*conditions, *_between(filters, Call.started_at))
        return _ordered(wanted.where(_with_question(asked)) if asked else wanted, filters)
    if not asked:
        wanted = select(Call.started_at, Call.sid)
        return _ordered(wanted.where(*conditions, *_between(filters, Call.started_at)), filters)
    wanted = select(Question.started_at, Question.call_sid).distinct().where(*asked)
    if conditions:
        wanted = wanted.join(Call, Call.sid == Question.call_sid).where(*conditions)
    return _ordered(wanted.where(*_between(filters, Question.started_at)), filters)


def everything(filters: Filters, vault: Vault) -> Select:
    """The calls that `places` names, whole and in its order, to be read to the end."""
    asked = _asked(filters)
    wanted = select(Call).where(*_conditions(filters, vault), *_between(filters, Call.started_at))
    wanted = wanted.where(_with_question(asked)) if asked else wanted
    if filters.order == LONGEST:
        return wanted.order_by(Call.seconds.desc().nulls_last(), Call.sid.desc())
    if filters.order == OLDEST:
        return wanted.order_by(Call.started_at, Call.sid)
    return wanted.order_by(Call.started_at.desc(), Call.sid.desc())


def _ordered(wanted: Select, filters: Filters) -> Select:
    columns = list(wanted.selected_columns)
    if filters.order == OLDEST:
        return wanted.order_by(*columns)
    return wanted.order_by(*(column.desc() for column in columns))


def _between(filters: Filters, started: Any) -> Iterator[Any]:
    if filters.first:
        yield started >= _midnight(filters.first)
    if filters.last:
        yield started < _midnight(min(filters.last, LATEST) + timedelta(days=1))


def _asked(filters: Filters) -> list[Any]:
    """Conditions on one question of the call."""
    conditions = []
    if filters.topic:
        conditions.append(Question.topic == filters.topic)
    if filters.level:
        conditions.append(Question.level == filters.level)
    return conditions


def _with_question(asked: list[Any]) -> Any:
    # Not EXISTS: SQLite would look into every call for a topic that is rare.
    return Call.sid.in_(select(Question.call_sid).where(*asked))


def _conditions(filters: Filters, vault: Vault) -> list[Any]:
    """Conditions on the call itself, but for its time."""
    conditions = []
    for column in ("outcome", "door", "engine", "state"):
        if value := getattr(filters, column):
            conditions.append(getattr(Call, column) == ("" if value == "none" else value))
    if filters.end:
        conditions += ended_as(filters.end)
    if filters.digits:
        conditions.append(_about(filters.digits, vault))
    return conditions


def _about(digits: str, vault: Vault) -> Any:
    """Calls from a phone, whole or by its end, or calls that asked about a member."""
    if len(digits) == END_DIGITS:
        return Call.caller_end == end_key(vault, digits)
    rang = Call.caller_key.in_({phone_key(vault, number) for number in numbers_meant(digits)})
    if len(digits) == REFERENCE_DIGITS:
        told = select(Notice.last_call_sid).where(Notice.reference == digits)
        return or_(rang, Call.sid.in_(told))
    if len(digits) != MEMBER_NUMBER_LENGTH:
        return rang
    key = number_key(vault, digits)
    # An audit's key is the effect's.
    looked_up = select(call_of_key(Audit.key)).where(Audit.subject_key == key)
    reported = select(Notice.call_sid).where(Notice.member_key == key)
    return or_(rang, Call.sid.in_(looked_up), Call.sid.in_(reported))


def behind(wanted: Select, cursor: str, order: str) -> Select:
    """The rest of `wanted` behind `cursor`; a damaged cursor begins at the start."""
    value, _, sid = cursor.partition("~")
    try:
        place = _place(value, order)
    except (ValueError, OverflowError):
        return wanted
    key, last = tuple_(*wanted.selected_columns), tuple_(place, sid)
    return wanted.where(key > last if order == OLDEST else key < last)


def _place(value: str, order: str) -> datetime | int:
    if order == LONGEST:
        seconds = int(value[:_SECONDS_DIGITS])
        return min(seconds, LARGEST)
    return datetime.fromisoformat(value).replace(tzinfo=None)


def cursor_of(place: datetime | int, sid: str) -> str:
    """Where the next page begins."""
    return f"{place.isoformat() if isinstance(place, datetime) else place}~{sid}"


def _midnight(begins: date) -> datetime:
    """Before and after all calls there can be, days have no midnight that could be reckoned with."""
    return utc(datetime.combine(min(max(begins, EARLIEST), LATEST), time()))
