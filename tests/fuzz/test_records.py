"""Whatever callers, carriers and databases do, in whatever order: what was told is kept, once."""

import re
import threading
import uuid
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from models.base import connect
from models.call import Call, Callback, LogEntry
from models.caller_number import WITHHELD, caller_number
from models.notice import Notice
from models.vault import Vault, new_key
from tests.fuzz.effort import counts, effort
from tests.fuzz.vocabulary import values
from tests.support.databases import KEY, fresh_url
from tests.support.hotlines import ORIGIN, RunningHotline
from tests.support.outcome import outcome
from tests.support.scripts import NOTICE
from tests.support.world import CALLER, open_records, play

NATIONAL = st.from_regex(
    r"(1[3-9][0-9]{9}|021[2-9][0-9]{7}|0[3-9][0-9]{2}[2-9][0-9]{6})", fullmatch=True
)
WRITTEN = st.sampled_from(
    ["{}", "+86{}", "86{}", "0086{}", "0{}", " {} ", "sip:{}@10.0.0.1", "tel:{}"]
)
CALLERS = st.one_of(
    values,
    st.builds(str.format, WRITTEN, NATIONAL),
    st.builds(str.format, WRITTEN, st.sampled_from(sorted(WITHHELD))),
    st.text(max_size=60).map(lambda user: f"sip:{user}@{'x' * 300}"),
)
CALLED = st.one_of(
    values, st.integers(0, 3000).map(lambda n: f"sip:12351@{'x' * n}.sip.twilio.com")
)


@pytest.fixture(scope="module")
def servers(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[RunningHotline, RunningHotline]]:
    """Two machines, one PostgreSQL."""
    folder = tmp_path_factory.mktemp("records")
    shared = {"database_url": fresh_url("postgresql", folder), "data_key": new_key()}
    one, two = (RunningHotline(folder / name, None, **shared) for name in ("one", "two"))
    yield one, two
    for hotline in (one, two):
        hotline.services.close()


@effort(small=60, share=0.4)
@given(caller=CALLERS, called=CALLED)
def test_whoever_calls_is_kept(servers, caller: str, called: str):
    hotline, _ = servers
    sid = "CA" + uuid.uuid4().hex
    hotline.services.calls.announce(sid, caller, called)
    kept = hotline.call(sid)
    number = caller_number(caller)
    counts["a caller", "a number" if number else "none"] += 1
    assert kept is not None, "it went to the journal"
    assert kept.caller == number
    assert bool(kept.caller_key) == bool(number)
    assert kept.called == called.replace("\0", "")
    assert hotline.services.store.journal.set_aside == 0


@effort(small=40, share=0.2)
@given(national=NATIONAL, ways=st.lists(WRITTEN, min_size=2, max_size=4))
def test_a_number_is_the_same_however_it_is_written(national: str, ways: list[str]):
    bare = national.lstrip("0") if not national.startswith("1") else national
    dialled = {way: bare if "86" in way or way == "0{}" else national for way in ways}
    forms = {caller_number(way.format(number)) for way, number in dialled.items()}
    counts["ways to write a number", f"{len(forms)} numbers"] += 1
    assert forms == {f"+86{bare}"}


STEPS = st.lists(
    st.sampled_from(["word", "word", "word", "away", "back", "restored", "other worker", "twice"]),
    max_size=40,
)


@effort(small=25, share=0.2)
@given(steps=STEPS, kind=st.sampled_from(["sqlite", "sqlite", "postgresql"]))
def test_a_notice_is_whole_whatever_becomes_of_the_database(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str], kind: str
):
    """Away and back, put back from a backup, gone on with by another worker."""
    place = Place(tmp_path_factory.mktemp("one"), kind)
    try:
        for step in steps:
            place.does(step)
        place.tells_the_rest()
        left = outcome(place.records)
        counts["a database's life", "restored" if "restored" in steps else "away or not"] += 1
        assert [(n[0], n[6]) for n in left["notices"]] == [("complete", "从梯子上摔下来了")]
        assert [seq for seq, _ in left["acts"]] == list(range(len(left["acts"])))
        assert place.records.store.journal.set_aside == 0
        assert len(left["calls"]) == 1
    finally:
        place.close()


class Place:
    """A machine's disk over a database that may go away, or be lost."""

    def __init__(self, folder: Path, kind: str) -> None:
        self._folder, self._kind = folder, kind
        self._var = folder / "var"
        self._var.mkdir()
        self._opened: list = []
        self._words = [*NOTICE, "/1"]
        self._url = fresh_url(kind, folder)
        self._open()
        self.records.calls.announce("CA1", CALLER, "12351")

    def _open(self) -> None:
        self.records = open_records(connect(self._url, Vault([KEY])), self._var)
        self._opened.append(self.records)

    def does(self, step: str) -> None:
        if step == "word" and self._words:
            self._call(self._words.pop(0))
        elif step == "away":
            self.records.store.database._away = True
        elif step == "back":
            self.records.store.database.look()
        elif step == "restored":
            self._url = fresh_url(self._kind, self._folder)
            self._open()
        elif step == "other worker":
            self._open()
        elif step == "twice":
            self.records.calls.announce("CA1", CALLER, "12351")

    def _call(self, word: str) -> None:
        self.records.calls.announce("CA1", CALLER, "12351")
        play(self.records.conversations.open("CA1"), [word])

    def tells_the_rest(self) -> None:
        while self._words:
            self._call(self._words.pop(0))
        self.records.store.database.look()
        self.records.store.deliver_all()
        self.records.store.deliver_lost()

    def close(self) -> None:
        for records in self._opened:
            records.close()


@effort(small=6, share=0.05)
@given(
    keys=st.lists(
        st.sampled_from(
            ["0", "1", "2", "3", "4", "5", "7921742180", "19750812", "#", "*", "20261120"]
        ),
        max_size=8,
    )
)
def test_every_webhook_at_both_servers_at_once(servers, keys: list[str]):
    sid = "CA" + uuid.uuid4().hex
    path, form = "/voice/incoming", {}
    for key in [*keys, ""]:
        heard = _at_both(servers, path, sid, form)
        assert all(answer and "系统出了点问题" not in answer for answer in heard), (
            path,
            form,
            heard,
        )
        found = re.search(r'action="([^"]+)"', heard[0])
        counts["a webhook at two servers", "goes on" if found else "ends"] += 1
        if found is None:
            break
        path = unescape(found[1]).replace(ORIGIN, "")
        form = {"Digits": key} if key else {}
    with servers[0].services.sessions() as session:
        seqs = select(LogEntry.seq).where(LogEntry.call_sid == sid).order_by(LogEntry.seq)
        found_seqs = list(session.scalars(seqs))
        assert found_seqs == list(range(len(found_seqs)))
        for table in (Call.sid, Callback.call_sid):
            assert (session.scalar(select(func.count()).where(table == sid)) or 0) <= 1
        assert session.scalar(select(func.count()).where(Notice.call_sid == sid)) <= keys.count("4")
    assert all(hotline.services.store.journal.set_aside == 0 for hotline in servers)


def _at_both(servers, path: str, sid: str, form: dict[str, str]) -> list[str]:
    barrier, given_ = threading.Barrier(2), ["", ""]

    def ask(place: int) -> None:
        barrier.wait()
        given_[place] = servers[place].post(path, sid, **form).text

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return given_
