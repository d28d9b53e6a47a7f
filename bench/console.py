"""Pages of the console at a million calls and a hundred thousand turns, on SQLite and PostgreSQL."""

import argparse
import html
import json
import logging
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import structlog
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import Engine, insert, text
from werkzeug.test import TestResponse

from console.calls import search
from console.calls.listing import cursor_of
from console.unanswered import looks
from ivr.config.settings import Settings
from ivr.dialog.acts import Said
from ivr.dialog.log_format import act_to_json, result_to_json
from ivr.dialog.lookups import CallFacts, FindCallFacts, Understand
from ivr.services.build import build_services
from ivr.storage.call_ends import End
from ivr.storage.daily_figures import MAX_DAYS, WAITS, keep
from ivr.storage.log_kinds import kind_of
from ivr.web.app import create_app
from kb.contract import NOTHING_MEANT, Decision, Understanding
from models import migrate
from models.base import connect, sessions, utc_now
from models.call import END_DIGITS, Call, Callback, LogEntry, number_end, phone_key
from models.clock import today
from models.member import Member, Person, member_end, number_key
from models.notice import Notice, indexes_of
from models.question import Question
from models.staff import NoticeCase, Role, Staff, StaffAction
from models.vault import Vault, new_key
from tests.support.databases import Server

CHUNK = 20_000
TURNS = 100_000
REPEATS = 7
RARE = "心肌梗死"
PHONE = "13800001234"
OUTCOMES = ("completed", "completed", "hung_up", "handed_off", "message_left")
TOPICS = ("illness.coverage", "claim.critical_illness", "card.bank", "benefit.overview", "none")
FORMS = ("/search", "/members")
MEMBERS = 100_000
Rows = list[dict[str, Any]]


def main() -> None:
    """Fill a database of either kind, ask for pages as a browser does, print medians."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--calls", type=int, default=1_000_000)
    parser.add_argument("--json", type=Path, help="write the rows here too")
    options = parser.parse_args()
    # Standard output is for the table.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    table: dict[str, dict[str, str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for kind, url in _databases(Path(folder)):
            for page, told in _measure(url, Path(folder) / kind, options.calls):
                table.setdefault(page, {})[kind] = told
    _print(table, options.calls)
    if options.json:
        options.json.write_text(json.dumps(table, indent=1, ensure_ascii=False), encoding="utf-8")


def _databases(folder: Path) -> Iterator[tuple[str, str]]:
    yield "SQLite", f"sqlite:///{folder}/console.db"
    server = Server()
    server.run("CREATE DATABASE console")
    yield "PostgreSQL", server.url("console")


def _measure(url: str, var: Path, count: int) -> Iterator[tuple[str, str]]:
    """(page, time) of every page."""
    key = new_key()
    vault = Vault([key])
    engine = connect(url, vault)
    migrate.upgrade(engine)
    now = utc_now()
    fill(engine, vault, count, now)
    settings = {"database_url": url, "var": var, "data_key": key, "check_signatures": False}
    app = create_app(build_services(Settings(engine="none", synthesizer="none", **settings)))
    client = _signed_in(app.test_client(), engine)
    deep = count * 9 // 10
    pages = {
        "overview": ("/overview", {}),
        "calls, first page": ("/calls", {}),
        "behind 90 % of all calls": ("/calls", {"after": cursor_of(_at(now, deep), _sid(deep))}),
        "oldest first": ("/calls", {"order": "oldest"}),
        "longest first": ("/calls", {"order": "longest"}),
        "one outcome": ("/calls", {"outcome": "message_left"}),
        "one topic": ("/calls", {"topic": "card.bank"}),
        "one topic, oldest first": ("/calls", {"topic": "card.bank", "order": "oldest"}),
        "one topic, longest first": ("/calls", {"topic": "card.bank", "order": "longest"}),
        "a rare topic (2 calls)": ("/calls", {"topic": "wechat.bind"}),
        "not well understood": ("/calls", {"level": "low"}),
        "topic, level and outcome": (
            "/calls",
            {"topic": "none", "level": "low", "outcome": "message_left"},
        ),
        "a phone number": ("/calls", {"text": PHONE}),
        "the end of a number": ("/calls", {"text": PHONE[-END_DIGITS:]}),
        "one call": (f"/calls/{_sid(5)}", {}),
        "one person, from a call": (f"/contacts/calls/{_sid(7)}", {}),
        "what waits": ("/work", {}),
        "call-backs": ("/callbacks", {}),
        "notices": ("/notices", {}),
        "one notice": ("/notices/1", {}),
        "one person, from a notice": ("/contacts/notices/1", {}),
        "notices by the end of a number": ("/notices", {"text": PHONE[-END_DIGITS:]}),
        "notices by a name": ("/notices", {"text": "没有这个人"}),
        "30 days": ("/trends", {}),
        "13 weeks": ("/trends", {"by": "week"}),
        "13 months": ("/trends", {"by": "month"}),
        "unanswered questions of 30 days": ("/unanswered", {"days": "30"}),
        "unanswered, when a new one came": ("/unanswered", {"days": "30"}),
        "unanswered, a process's first look": ("/unanswered", {"days": "30"}),
        "everything, by the end of a number": ("/search", {"text": PHONE[-END_DIGITS:]}),
        "everything, by a name": ("/search", {"text": "没有这个人"}),
        "members by the end of a number": ("/members", {"number": PHONE[-END_DIGITS:]}),
    }
    pages |= {
        "settings": ("/settings", {}),
        "users": ("/users", {}),
        "log of actions": ("/log", {}),
        "log of actions, one person and kind": (
            "/log",
            {"name": "staff3", "action": "call opened"},
        ),
        "knowledge": ("/knowledge", {}),
        "knowledge, a search": ("/knowledge", {"text": RARE}),
    }
    newer = iter(range(count, count + REPEATS))
    before = {
        "unanswered, when a new one came": lambda: _one_more(engine, next(newer), now),
        "unanswered, a process's first look": looks.forget,
    }
    for page, (path, query) in pages.items():
        yield page, f"{_median(client, path, query, before.get(page, lambda: None)):.0f} ms"
    yield from _words(client, _at(now, min(TURNS, count)))
    began = time.perf_counter()
    answer = client.get("/console/calls/export.csv")
    yield (
        "all calls as CSV",
        f"{len(answer.data) / 1e6:.0f} MB in {time.perf_counter() - began:.0f} s",
    )
    engine.dispose()


def _words(client: FlaskClient, first: datetime) -> Iterator[tuple[str, str]]:
    """A search through all turns, as a browser does it, and somebody who goes on until the end."""
    address, times = _first_search(first), []
    while address and len(times) < 400:
        began = time.perf_counter()
        page = client.get(address).text
        times.append(time.perf_counter() - began)
        address = _next(page)
    turns = search.MAX_TURNS
    yield f"words, one request (up to {turns:,} turns)", f"{statistics.median(times) * 1000:.0f} ms"
    yield f"words, all {TURNS:,} turns, {len(times)} requests", f"{sum(times):.1f} s"


def _first_search(first: datetime) -> str:
    return "/console/calls?" + urlencode({"text": RARE, "first": f"{first:%Y-%m-%d}"})


def _next(page: str) -> str:
    """What a browser asks for by itself, or else what its reader does; '' at the end."""
    found = re.search(r'id="reached" hx-get="([^"]+)"|rel="next" href="([^"]+)"', page)
    return html.unescape(found[1] or found[2]) if found else ""


def _median(
    client: FlaskClient, path: str, query: dict[str, str], before: Callable[[], None]
) -> float:
    """Milliseconds of a page, made whole, without network and browser; `before` happens each time."""
    times = []
    for _ in range(REPEATS):
        before()
        began = time.perf_counter()
        answer = _asked_for(client, path, query)
        times.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, (path, answer.status_code)
    return statistics.median(times)


def _asked_for(client: FlaskClient, path: str, query: dict[str, str]) -> TestResponse:
    """Numbers of members and what everything is searched for come in forms."""
    if path not in FORMS:
        return client.get("/console" + path, query_string=query)
    with client.session_transaction(path="/console/") as browser:
        browser["csrf_token"] = "bench"
    with client.application.test_request_context():
        token = URLSafeTimedSerializer(client.application.secret_key, salt="wtf-csrf-token")
        return client.post("/console" + path, data={**query, "csrf_token": token.dumps("bench")})


def _signed_in(client: FlaskClient, engine: Engine) -> FlaskClient:
    with sessions(engine).begin() as session:
        somebody = Staff(name="bench", role=Role.ADMIN, password="-", totp="-")
        session.add(somebody)
        session.flush()
        kept = f"{somebody.id}:{somebody.mark}"
    with client.session_transaction(path="/console/") as browser:
        moment = int(time.time())
        browser.update({"_user_id": kept, "_fresh": True, "since": moment, "seen": moment})
    return client


# The calls


def _sid(number: int) -> str:
    return f"CA{number:032}"


def _at(now: datetime, number: int) -> datetime:
    """A call a minute, the newest first."""
    return now - timedelta(minutes=number)


def fill(engine: Engine, vault: Vault, count: int, now: datetime) -> None:
    """Calls with one question each; the newest `TURNS` with their turn and what it was taken for."""
    key, end = phone_key(vault, PHONE), number_end(vault, PHONE)
    with engine.begin() as connection:
        for start in range(0, count, CHUNK):
            numbers = range(start, min(start + CHUNK, count))
            connection.execute(insert(Call), [_call(n, now, key, end) for n in numbers])
            connection.execute(insert(Question), [_question(n, now) for n in numbers])
            connection.execute(insert(Callback), [_promise(n, now) for n in numbers if n % 50 == 4])
            connection.execute(
                insert(StaffAction), [_action(n, now) for n in numbers if n % 5 == 1]
            )
            told = [_notice(n, now, vault) for n in numbers if n % 200 == 3]
            connection.execute(insert(Notice), told)
            sent = [
                {"notice_id": one["id"], "state": "forwarded"} for one in told if one["id"] > 60
            ]
            if sent:
                connection.execute(insert(NoticeCase), sent)
        for start in range(0, min(TURNS, count), CHUNK):
            numbers = range(start, min(start + CHUNK, TURNS, count))
            connection.execute(insert(LogEntry), [t for n in numbers for t in _turns(n, now)])
    with engine.begin() as connection:
        for start in range(0, MEMBERS, CHUNK):
            connection.execute(
                insert(Member), [_member(n, vault) for n in range(start, start + CHUNK)]
            )
    with sessions(engine).begin() as session:
        for ago in range(1, min(count // 1_440, MAX_DAYS)):
            figures = [("end", end, 150) for end in End] + [
                ("wait", str(edge), 90) for edge in WAITS
            ]
            keep(session, today() - timedelta(days=ago), [*figures, *_asked()])
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _one_more(engine: Engine, n: int, now: datetime) -> None:
    """A call that ended just now, with a question nothing fitted."""
    unanswered = {"topic": "none", "decision": "reject", "level": "low"}
    at = {"started_at": now, "at": now}
    with engine.begin() as connection:
        connection.execute(insert(Call), [_call(n, now, f"{n:032}", "") | {"started_at": now}])
        connection.execute(insert(Question), [_question(n, now) | at | unanswered])
        connection.execute(insert(LogEntry), _turns(n, now))


def _call(n: int, now: datetime, key: str, end: str) -> dict[str, Any]:
    seconds = 40 + n * 7919 % 400
    return {
        "sid": _sid(n),
        "caller": "",
        "caller_key": key if n % 100_000 == 7 else f"{n:032}",
        "caller_end": end if n % 10_000 == 7 else f"{n % 10_000:032}",
        "called": "",
        "state": "ended",
        "outcome": OUTCOMES[n % 5],
        "streams": 1,
        "engine": "whisper" if n % 3 else "",
        "epoch": 0,
        "recording_refused": False,
        "started_at": _at(now, n),
        "ended_at": _at(now, n) + timedelta(seconds=seconds),
        "seconds": seconds,
    }


def _asked() -> list[tuple[str, str, int]]:
    levels = [("level", level, 400) for level in ("high", "middle", "low")]
    return [*levels, *(("topic", topic, 240) for topic in TOPICS)]


def _promise(n: int, now: datetime) -> dict[str, Any]:
    waits = "new" if n < 4_000 else "done"
    told = {"phone_key": f"{n:032}", "reason": "asked", "status": waits}
    return {"call_sid": _sid(n), "phone": PHONE, "created_at": _at(now, n), **told}


def _action(n: int, now: datetime) -> dict[str, Any]:
    action = "sign in" if n % 50 == 1 else "call opened"
    return {
        "at": _at(now, n),
        "name": f"staff{n % 7}",
        "action": action,
        "subject": _sid(n),
        "detail": "",
    }


def _notice(n: int, now: datetime, vault: Vault) -> dict[str, Any]:
    told = {
        "reference": f"{n:08}",
        "reporter": "示例",
        "phone": PHONE,
        "person": "",
        "member_number": "",
    }
    return {
        **told,
        **indexes_of(vault, **told),
        "status": "complete",
        "id": n // 200 + 1,
        "key": f"{n}",
        "call_sid": _sid(n),
        "last_call_sid": _sid(n),
        "accident_date": _at(now, n).date(),
        "created_at": _at(now, n),
    }


def _member(n: int, vault: Vault) -> dict[str, Any]:
    number = f"792{n:07}"
    return {
        "number_key": number_key(vault, number),
        "number_end": member_end(vault, number),
        "union_code": number[:3],
        "state": "valid",
        "person": Person(number, "示例", "示例厂", "1980-01-31"),
        "fingerprint": "",
    }


def _question(n: int, now: datetime) -> dict[str, Any]:
    topic = "wechat.bind" if n in (11, 900_000) else TOPICS[n // 3 % 5]
    return {
        "call_sid": _sid(n),
        "epoch": 0,
        "seq": 1,
        "started_at": _at(now, n),
        "at": _at(now, n),
        "topic": topic,
        "decision": "reject" if topic == "none" else "answer",
        "level": "low" if topic == "none" else ("high", "middle")[n % 2],
        "handled": "",
        "handled_by": "",
    }


def _turns(n: int, now: datetime) -> Rows:
    words = f"{RARE}赔不赔" if n % 30_000 == 29_999 else f"请问第{n % 40}号楼的班车几点开"
    facts, meant = CallFacts(date(2026, 11, 24)), Understanding(NOTHING_MEANT, 0.9, Decision.REJECT)
    log = (
        (FindCallFacts.log_name(), result_to_json(facts, FindCallFacts)),
        ("menu.main", act_to_json(Said(words, 0.9))),
        (Understand.log_name(), result_to_json(meant, Understand)),
    )
    return [
        {
            "call_sid": _sid(n),
            "epoch": 0,
            "seq": seq,
            "asked": asked,
            "kind": kind_of(asked),
            "at": _at(now, n),
            "reply": reply,
        }
        for seq, (asked, reply) in enumerate(log)
    ]


def _print(table: dict[str, dict[str, str]], count: int) -> None:
    kinds = list(next(iter(table.values())))
    print(f"| page | {' | '.join(kinds)} |\n|{'---|' * (len(kinds) + 1)}")
    for page, told in table.items():
        print(f"| {page} | {' | '.join(told[kind] for kind in kinds)} |")
    print(
        f"\n{count:,} calls with a question each, {TURNS:,} of them with a log. A page is made "
        f"whole by the application, without network and browser; median of {REPEATS}."
    )


if __name__ == "__main__":
    main()
