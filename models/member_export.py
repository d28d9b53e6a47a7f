"""All members as rows of a file: what `member_import` takes back unchanged."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from models.member import CoveragePeriod, Member

CHUNK = 1_000


def export_rows(sessions: sessionmaker[Session]) -> Iterator[dict[str, str]]:
    """One row for every coverage period of every member, in bounded memory."""
    query = (
        select(Member, CoveragePeriod)
        .join(CoveragePeriod)
        .order_by(Member.id, CoveragePeriod.starts)
    )
    with sessions() as session:
        for member, coverage in session.execute(query.execution_options(yield_per=CHUNK)):
            person = member.person
            yield {
                "number": person.number,
                "name": person.name,
                "employer": person.employer,
                "plan": coverage.plan,
                "state": member.state,
                "birth_date": person.birth_date,
                "mobile": person.mobile,
                "covered_from": coverage.starts.isoformat(),
                "covered_to": coverage.ends.isoformat(),
                "id_masked": person.id_masked,
            }
            session.expunge_all()
