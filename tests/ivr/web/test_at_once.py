"""The same webhook at two servers at the same moment: the caller hears one answer and goes on."""

import re
import threading
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from ivr.dialog.acts import Dialled, Keyed
from ivr.dialog.conversation import Conversation
from ivr.effects import notices
from models.audit import Audit
from models.call import Callback, LogEntry
from models.notice import Notice
from models.vault import new_key
from tests.support.databases import fresh_url
from tests.support.hotlines import ORIGIN, RunningHotline
from tests.support.servers import wait_until

SORRY = "系统出了点问题"


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[tuple[RunningHotline, RunningHotline]]:
    """Two machines, one PostgreSQL."""
    shared = {"database_url": fresh_url("postgresql", tmp_path), "data_key": new_key()}
    one, two = (RunningHotline(tmp_path / name, None, **shared) for name in ("one", "two"))
    yield one, two
    for hotline in (one, two):
        hotline.services.close()


def action(answer: str) -> str:
    return unescape(re.search(r'action="([^"]+)"', answer)[1]).replace(ORIGIN, "")


def at_once(*requests: Callable[[], str]) -> list[str]:
    """What each got; all begin together."""
    barrier, given = threading.Barrier(len(requests)), [""] * len(requests)

    def run(place: int) -> None:
        barrier.wait()
        given[place] = requests[place]()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(requests))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return given


def entries(hotline: RunningHotline, sid: str) -> list[int]:
    with hotline.services.sessions() as session:
        wanted = select(LogEntry.seq).where(LogEntry.call_sid == sid).order_by(LogEntry.seq)
        return list(session.scalars(wanted))


def someone_waits(hotline: RunningHotline) -> bool:
    """Whether a transaction on this database waits for another one."""
    asked = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    with hotline.services.engine.connect() as connection:
        return connection.scalar(text(asked)) > 0


KEYED = {
    "a call comes in": [],
    "an accident is reported": ["4"],
    "the member number": ["4", "#", "7921742180#"],
    "a number is looked up": ["3", "7921742180#", "1", "19750812"],
    "a person is wanted": ["0"],
}


@pytest.mark.parametrize("keys", KEYED.values(), ids=KEYED)
def test_both_servers_answer_and_the_call_goes_on(servers, sid, keys):
    one, two = servers
    path, form = "/voice/incoming", {}
    for key in keys:
        path, form = action(one.post(path, sid, **form).text), {"Digits": key}
    heard = at_once(*(lambda s=s: s.post(path, sid, **form).text for s in (one, two)))
    assert all(answer and SORRY not in answer for answer in heard), heard
    assert entries(one, sid) == list(range(len(entries(one, sid))))
    again = one.post(action(heard[0]), sid, Digits="#").text
    assert SORRY not in again
    with one.services.sessions() as session:
        for table in (Notice, Callback, Audit):
            assert session.scalar(select(func.count()).select_from(table)) <= 1
        assert one.services.store.journal.set_aside == two.services.store.journal.set_aside == 0


def test_a_slow_transaction_of_the_first_server_does_not_end_the_call(servers, sid, monkeypatch):
    """nginx gives the webhook to the second server after 6 s, and the first still works."""
    one, two = servers
    link, slow = notices._link, threading.local()
    started, waited_for = threading.Event(), threading.Event()

    def linked(session, notice):
        if getattr(slow, "yes", False):
            started.set()
            # It goes on once the second has come to where it must wait for the first.
            wait_until(lambda: someone_waits(one), 60, "the second server")
            waited_for.set()
        return link(session, notice)

    monkeypatch.setattr(notices, "_link", linked)
    path = action(one.post("/voice/incoming", sid).text)

    def first() -> None:
        slow.yes = True
        one.post(path, sid, Digits="4")

    thread = threading.Thread(target=first)
    thread.start()
    assert started.wait(60)
    heard = two.post(path, sid, Digits="4").text
    thread.join()
    assert waited_for.is_set()
    assert SORRY not in heard
    assert "<Record" in heard or "<Gather" in heard
    with one.services.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Notice)) == 1


@pytest.mark.parametrize("path", ["/voice/resume?after=1", "/voice/incoming"])
def test_two_requests_find_the_same_hand_off(tmp_path, sid, monkeypatch, path):
    hotline = RunningHotline(tmp_path, None)
    hotline.post("/voice/incoming", sid)
    hotline.services.conversations.open(sid).receive(Keyed("0"))
    barrier, receive = threading.Barrier(2, timeout=60), Conversation.receive

    def together(self: Conversation, act):
        if isinstance(act, Dialled):
            barrier.wait()
        return receive(self, act)

    monkeypatch.setattr(Conversation, "receive", together)
    heard = at_once(*(lambda: hotline.post(path, sid).text for _ in range(2)))
    assert all(SORRY not in answer for answer in heard), heard
    assert all("<Gather" in answer or "<Record" in answer for answer in heard)
    hotline.services.close()
