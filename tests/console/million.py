"""How fast the lists of calls are at a million calls: python -m tests.console.million [CALLS]

Makes a SQLite database in a temporary folder and asks for pages as the console does. Prints
milliseconds, the median of five.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.orm import Session

from console import call_export, call_search
from console.call_list import Filters, cursor_of, matching
from models import migrate
from models.base import connect, sessions, utc_now
from models.call import Call, LogEntry, phone_key
from models.vault import Vault, new_key

CHUNK = 20_000
TURNS = 100_000
OUTCOMES = ("completed", "completed", "hung_up", "handed_off", "message_left")


def main(count: int) -> None:
    """Fill, ask, print."""
    with tempfile.TemporaryDirectory() as folder:
        vault = Vault([new_key()])
        engine = connect(f"sqlite:///{Path(folder)}/calls.db", vault)
        migrate.upgrade(engine)
        last = fill(engine, vault, count)
        with sessions(engine)() as session:
            for name, milliseconds in questions(session, vault, last):
                print(f"{name:<40} {milliseconds:9.1f} ms")
        begun = time.perf_counter()
        rows = sum(
            1
            for _ in call_export.as_csv(
                call_export.rows(sessions(engine), matching(Filters(), vault))
            )
        )
        print(f"{'export of all as CSV':<40} {time.perf_counter() - begun:9.1f} s ({rows} pieces)")
        engine.dispose()


def fill(engine, vault: Vault, count: int) -> str:
    """Calls a minute apart, the newest `TURNS` with one turn each; a cursor deep inside."""
    now = utc_now()
    sealed = "+8613800001234"
    key = phone_key(vault, sealed)
    with engine.begin() as connection:
        for start in range(0, count, CHUNK):
            calls = [
                {
                    "sid": f"CA{n:032}",
                    "caller": "",
                    "caller_key": key if n % 1000 == 0 else f"{n:032}",
                    "called": "",
                    "state": "ended",
                    "outcome": OUTCOMES[n % 5],
                    "streams": 1,
                    "engine": "vosk" if n % 3 else "",
                    "epoch": 0,
                    "recording_refused": False,
                    "started_at": now - timedelta(minutes=n),
                    "ended_at": now - timedelta(minutes=n, seconds=-80),
                }
                for n in range(start, min(start + CHUNK, count))
            ]
            connection.execute(insert(Call), calls)
        for start in range(0, min(TURNS, count), CHUNK):
            turns = [
                {
                    "call_sid": f"CA{n:032}",
                    "epoch": 0,
                    "seq": 0,
                    "asked": "menu.main",
                    "at": now,
                    "reply": {
                        "type": "Said",
                        "text": "心肌梗死赔不赔" if n % 50_000 == 49_999 else "你好",
                    },
                }
                for n in range(start, min(start + CHUNK, count))
            ]
            connection.execute(insert(LogEntry), turns)
    return cursor_of(now - timedelta(minutes=count * 9 // 10), f"CA{count * 9 // 10:032}")


def questions(session: Session, vault: Vault, deep: str):
    """(what, milliseconds) of each page."""

    def page(filters: Filters, cursor: str = "") -> Callable[[], object]:
        return lambda: call_search.find(session, filters, cursor, vault)

    yield "first page", median(page(Filters()))
    yield "page behind 90 % of all calls", median(page(Filters(), deep))
    yield "oldest first", median(page(Filters(oldest_first=True)))
    yield "one outcome, deep", median(page(Filters(outcome="message_left"), deep))
    yield "keypad calls", median(page(Filters(engine="none")))
    yield "calls going on (none)", median(page(Filters(state="active")))
    yield "a phone number", median(page(Filters(text="13800001234")))
    yield "words, one request of 10,000 turns", median(page(Filters(text="心肌梗死")))
    begun, cursor, hits = time.perf_counter(), "", 0
    for _ in range(TURNS // call_search.MOST_TURNS):
        found = call_search.find(session, Filters(text="心肌梗死"), cursor, vault)
        hits, cursor = hits + len(found.calls), found.next
    yield f"words in {TURNS} turns ({hits} hits)", (time.perf_counter() - begun) * 1000


def median(ask: Callable[[], object]) -> float:
    """Milliseconds."""
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        ask()
        times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
