"""Notices by a name, or by the end of a number: they are sealed, so the newest are opened one by one."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.shell.arguments import folded, only_number
from models.call import END_DIGITS, Call
from models.notice import Notice
from models.staff import NoticeCase

MAX = 2_000
"""Notices opened for one request: half a second."""
FOUND = 200


def matching(session: Session, text: str) -> list[int]:
    """Ids of notices told by or about somebody of this name, or with a number that ends so."""
    looked_for = folded(text).strip()
    digits = only_number(text)
    end = digits if len(digits) >= END_DIGITS else ""
    wanted = (
        select(
            Notice.id,
            Notice.reporter,
            Notice.person,
            NoticeCase.office_reference,
            Notice.reference,
            Notice.phone,
            Notice.member_number,
            Call.caller,
        )
        .join(Call, Call.sid == Notice.last_call_sid)
        .outerjoin(NoticeCase, NoticeCase.notice_id == Notice.id)
        .order_by(Notice.id.desc())
        .limit(MAX)
    )
    found = []
    for number, reporter, person, theirs, *numbers in session.execute(wanted):
        named = any(looked_for in folded(name or "") for name in (reporter, person, theirs))
        if named or (end and any(one.endswith(end) for one in numbers)):
            found.append(number)
    return found[:FOUND]
