"""Notices by a name, or by the end of a number.

Ends of numbers have indexes. Names are sealed: their marks tell which notices may have one, and those
are opened to see.
"""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from console.shell.arguments import only_number, plain
from models.call import END_DIGITS, Call, end_key
from models.member import member_end
from models.name_marks import folded, may_hold, search_keys
from models.notice import Notice
from models.staff import NoticeCase
from models.vault import Vault

MAX = 20_000
"""Notices whose marks are looked at, the newest: a tenth of a second."""
FOUND = 200
"""Names found at most, the newest; of a letter that is in all of them nobody wants more."""


def matching(session: Session, vault: Vault, text: str) -> ColumnElement[bool]:
    """Condition: known elsewhere under what has this in it, and with a number that ends so, or, where
    the text is no number, told by or about somebody of such a name.
    """
    looked_for, digits = plain(folded(text)), only_number(text)
    elsewhere = NoticeCase.office_reference.icontains(looked_for, autoescape=True)
    if len(digits) >= END_DIGITS:
        return or_(elsewhere, _ending(session, vault, digits))
    return or_(elsewhere, Notice.id.in_(list(_named(session, vault, looked_for))))


def _named(session: Session, vault: Vault, looked_for: str) -> Iterator[int]:
    """Ids of notices with this in the name of who told them or of who had the accident."""
    keys = search_keys(vault, looked_for)
    marked = select(Notice.id, Notice.reference, Notice.name_marks).where(Notice.name_marks != "")
    rows = session.execute(marked.order_by(Notice.id.desc()).limit(MAX))
    likely = [row[0] for row in rows if may_hold(row[2], row[1], keys)]
    left = FOUND
    while likely and left > 0:
        chunk, likely = likely[:FOUND], likely[FOUND:]
        names = select(Notice.id, Notice.reporter, Notice.person).where(Notice.id.in_(chunk))
        for number, *told in session.execute(names.order_by(Notice.id.desc())):
            if left and any(looked_for in folded(name) for name in told):
                left -= 1
                yield number


def _ending(session: Session, vault: Vault, digits: str) -> ColumnElement[bool]:
    """What has a number that ends in these digits, four or more."""
    rang = select(Call.sid).where(Call.caller_end == end_key(vault, digits))
    sealed = or_(
        Notice.phone_end == end_key(vault, digits),
        Notice.member_end == member_end(vault, digits),
        Notice.last_call_sid.in_(rang),
    )
    if len(digits) > END_DIGITS:
        sealed = Notice.id.in_(_opened(session, sealed, digits))
    return or_(Notice.reference.endswith(digits, autoescape=True), sealed)


def _opened(session: Session, likely: ColumnElement[bool], digits: str) -> list[int]:
    """Ids of the `likely` notices, whose last four digits fit, that fit in all `digits`."""
    numbers = select(Notice.id, Notice.phone, Notice.member_number, Call.caller)
    wanted = numbers.join(Call, Call.sid == Notice.last_call_sid).where(likely)
    newest = session.execute(wanted.order_by(Notice.id.desc()).limit(FOUND))
    return [row[0] for row in newest if any(one.endswith(digits) for one in row[1:])]
