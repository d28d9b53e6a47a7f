"""What a caller finds out before number and birth date fit: nothing.

Whole keyed calls over the real webhooks, three tries each. Everything that leaves the hotline is compared
between numbers that exist and numbers that do not, locked or not: every word and key the carrier is
told, headers, log lines, and which statements the database is given in which order, on which time
depends. Only what the caller said differs.
"""

import re
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

import pytest
from sqlalchemy import event, select
from structlog.testing import capture_logs

from ivr.effects.identity import ACTION, FAILURES_PER_CALLER, FAILURES_PER_NUMBER
from models.audit import Audit
from models.base import connect
from models.call import LogEntry, phone_key
from models.member import number_key
from tests.ivr.web.test_webhooks import action
from tests.support.databases import fresh_url
from tests.support.hotlines import RunningHotline
from tests.support.members import another, row, take, write_csv

KNOWN, BORN = "7921742180", "19750812"


@dataclass
class Trace:
    """All that could be seen, heard or timed of one call."""

    told: list[str] = field(default_factory=list)
    logged: list[dict] = field(default_factory=list)
    asked_of_database: list[str] = field(default_factory=list)
    kept: list[tuple] = field(default_factory=list)


class Trier:
    """Calls and tries numbers."""

    def __init__(self, hotline: RunningHotline) -> None:
        self.hotline = hotline
        self.vault = hotline.services.vault
        self._phones = 0

    def tries(self, number: str, birth: str, phone: str = "") -> Trace:
        """Three tries with one number; all that comes of them."""
        self._phones += 1
        caller = {"From": phone or f"+861390000{self._phones:04}"}
        sid, trace = "CA" + uuid.uuid4().hex, Trace()
        this = threading.get_ident()  # others look for new editions now and then

        def listener(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            if threading.get_ident() == this:
                trace.asked_of_database.append(statement)

        event.listen(self.hotline.services.engine, "before_cursor_execute", listener)
        with capture_logs() as logged:
            answer = self.hotline.post("/voice/incoming", sid, **caller)
            for keys in ("3", *(number, "1", birth) * 3):
                trace.told.append(self._seen(answer))
                answer = self.hotline.post(action(answer), sid, Digits=keys, **caller)
            trace.told.append(self._seen(answer))
        event.remove(self.hotline.services.engine, "before_cursor_execute", listener)
        trace.logged = [{**line, "call": "", "remote": ""} for line in logged]
        trace.kept = self._kept(sid, number, birth)
        return trace

    def _seen(self, answer) -> str:
        """Status, headers and TwiML, without the number the caller gave and what comes of the phone."""
        text = re.sub("会员号是，.*?对请按1", "会员号是，…，对请按1", answer.text)
        text = re.sub("尾号.*?可以请按1", "尾号…，可以请按1", text)
        return f"{answer.status} {sorted(answer.headers.keys())} {text}"

    def _kept(self, sid: str, number: str, birth: str) -> list[tuple]:
        """What the log of the call holds, without what the caller keyed."""
        wanted = select(LogEntry).where(LogEntry.call_sid == sid).order_by(LogEntry.seq)
        with self.hotline.services.sessions() as session:
            rows = [(r.asked, str(r.reply)) for r in session.scalars(wanted)][1:]
        return [(asked, r.replace(number, "N").replace(birth, "B")) for asked, r in rows]

    def locks(self, **whom: str) -> None:
        with self.hotline.services.sessions.begin() as session:
            for n in range(max(FAILURES_PER_NUMBER, FAILURES_PER_CALLER)):
                key = f"{whom}/{n}"[:100]
                session.add(Audit(key=key, action=ACTION, outcome="refused", **whom))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def trier(request, tmp_path_factory) -> Iterator[Trier]:
    folder = tmp_path_factory.mktemp("tried")
    hotline = RunningHotline(folder, None, database_url=fresh_url(request.param, folder))
    engine = connect(hotline.settings.database, hotline.services.vault)
    take(engine, write_csv(folder / "m.csv", row(), *(another(n) for n in range(8))))
    engine.dispose()
    trier = Trier(hotline)
    trier.tries(nobody(), BORN)  # what is compiled or connected once is done
    yield trier
    hotline.services.close()


def nobody() -> str:
    """A number that nobody has, each time another."""
    return f"8{next(_nobodies):09}"


_nobodies = count()


def test_nothing_tells_a_number_that_exists_from_one_that_does_not(trier):
    locked, locked_nobody, phone = another(1)["number"], nobody(), "+8613700000000"
    for number in (locked, locked_nobody):
        trier.locks(subject_key=number_key(trier.vault, number))
    trier.locks(caller_key=phone_key(trier.vault, phone))
    unknown = trier.tries(nobody(), BORN)
    others = {
        "a wrong date": trier.tries(another(2)["number"], "19500101"),
        "a locked number, all right": trier.tries(locked, BORN),
        "a locked number that does not exist": trier.tries(locked_nobody, BORN),
        "a locked phone, all right": trier.tries(another(3)["number"], BORN, phone),
        "a locked phone, no such number": trier.tries(nobody(), BORN, phone),
    }
    assert unknown.asked_of_database
    for what, trace in others.items():
        assert trace.told == unknown.told, what
        assert trace.logged == unknown.logged, what
        assert trace.asked_of_database == unknown.asked_of_database, what
        assert trace.kept == unknown.kept, what
    said = unknown.told
    assert "十位会员号" in said[1]
    assert "出生日期" in said[3]
    assert all("核对不上" in said[n] for n in (4, 7))
    assert "人工坐席" in said[10]


def test_who_gives_both_is_told_so_that_the_comparison_can_fail(trier):
    known, unknown = trier.tries(KNOWN, BORN), trier.tries(nobody(), BORN)
    assert known.told[:4] == unknown.told[:4], "not before the birth date"
    assert known.told[4] != unknown.told[4]
    assert "会员卡是有效的" in known.told[4]


def test_no_log_line_holds_a_number_or_a_birth_date(trier):
    for number in (KNOWN, nobody()):
        logged = str(trier.tries(number, BORN).logged)
        assert number not in logged
        assert BORN not in logged
        assert "1975-08-12" not in logged


def test_only_the_hotline_can_read_in_the_audit_what_was_tried(trier):
    wrong = another(4)["number"], nobody()
    for number in wrong:
        trier.tries(number, "19500102")
    with trier.hotline.services.sessions() as session:
        latest = session.scalars(select(Audit).order_by(Audit.at.desc()).limit(6)).all()
    assert {(a.action, a.outcome) for a in latest} == {(ACTION, "refused")}
    assert {a.subject for a in latest} == {f"********{number[-2:]}" for number in wrong}
