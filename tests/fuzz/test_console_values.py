"""Numbers and days of any size, in every argument of every page of the console: no answer is a 500.

Unlike the drawn requests these are all asked, each time: every page, by an admin, with each value in
all arguments at once, and alone in every part of the address. On PostgreSQL too, which takes less than
SQLite: whole numbers of 32 bits, columns of a length, no NUL. In `make test` each page meets each
value on one of the two in turn, in `make fuzz` on both.
"""

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from console.shell.extensions import limiter
from tests.fuzz.effort import CASES, counts
from tests.fuzz.test_http import Target
from tests.fuzz.vocabulary import EXTREME, MARK, field_names, routes
from tests.support.databases import KEY, fresh_url
from tests.support.hotlines import RunningHotline, ScriptedRecognizer
from tests.support.people import over_https

pytestmark = pytest.mark.heavy

NAMES = field_names()
PART = re.compile(r"<(?:[^<>:]+:)?(\w+)>")
ANSWERS = (200, 204, 302, 400, 403, 404, 405, 413)


DATABASES = ("sqlite", "postgresql")


class OneOfTwo(Target):
    """The hotline on one of the two databases."""

    def __init__(self, hotline: RunningHotline, turn: int) -> None:
        super().__init__(hotline)
        self.turn = turn


@pytest.fixture(scope="module", params=DATABASES)
def target(request, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OneOfTwo]:
    folder = tmp_path_factory.mktemp("values")
    url = fresh_url(request.param, folder)
    hotline = RunningHotline(
        folder, ScriptedRecognizer(), speech_calls=2, database_url=url, data_key=KEY
    )
    limiter.enabled = False
    monkeypatch = pytest.MonkeyPatch()
    # A sheet on paper takes longer than all other pages together. What stands on it is written as ever.
    monkeypatch.setattr("console.notices.views.as_pdf", lambda _page: b"%PDF")
    yield OneOfTwo(over_https(hotline), DATABASES.index(request.param))
    monkeypatch.undo()
    hotline.services.close()


@pytest.mark.parametrize("value", EXTREME, ids=lambda value: ascii(value)[:20])
def test_no_page_breaks_at_a_value(target: OneOfTwo, value: str):
    client, _token = target.client("admin")
    arguments = {name: value for name in NAMES if name != "language"}
    pages = [rule for rule in _rules(target, "GET") if "static" not in rule]
    for rule in _in_turn(target, pages, value):
        for place, path in enumerate(_paths(rule, target.sid, value)):
            query = {} if place else arguments
            answer = client.get(path, query_string=query, buffered=True)
            faults, target.faults = target.faults, []
            counts["values of any size", str(answer.status_code)] += 1
            assert faults == [], path
            assert answer.status_code in ANSWERS, (path, answer.status_code, answer.data[:200])
            assert MARK.encode() not in answer.data


@pytest.mark.parametrize("value", EXTREME, ids=lambda value: ascii(value)[:20])
def test_no_form_breaks_at_a_value(target: OneOfTwo, value: str):
    client, token = target.client("admin")
    left = {"language", "csrf_token", "password", "old", "new", "again"}
    form = {name: value for name in NAMES if name not in left}
    ends_it = ("/sign-out", "/lock", "/dry-run")
    forms = [rule for rule in _rules(target, "POST") if not rule.endswith(ends_it)]
    for rule in _in_turn(target, forms, value):
        for path in _paths(rule, target.sid, value):
            answer = client.post(path, data={**form, "csrf_token": token}, buffered=True)
            faults, target.faults = target.faults, []
            counts["values of any size in forms", str(answer.status_code)] += 1
            assert faults == [], path
            assert answer.status_code in (*ANSWERS, 401, 422, 503), (path, answer.data[:200])


def _rules(target: OneOfTwo, method: str) -> list[str]:
    """Addresses of the console that take this method."""
    taken = [rule.rule for rule, takes in routes(target.hotline.app) if takes == method]
    return [rule for rule in taken if rule.startswith("/console")]


def _in_turn(target: OneOfTwo, rules: list[str], value: str) -> list[str]:
    """Those that meet `value` on this database."""
    if CASES:
        return rules
    return rules[(EXTREME.index(value) + target.turn) % len(DATABASES) :: len(DATABASES)]


def _paths(rule: str, sid: str, value: str) -> Iterator[str]:
    """The address with what there is, and with the value in each of its parts."""
    known = {"sid": sid, "number": "1", "epoch": "0", "seq": "0", "line": "0", "kind": "csv"}
    names = PART.findall(rule)
    for odd in ("", *names):
        path = rule
        for name in names:
            part = quote(value, safe="") if name == odd else known.get(name, "x")
            path = PART.sub(part.replace("\\", ""), path, count=1)
        yield path
