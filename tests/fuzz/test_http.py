"""Every HTTP route, with whatever can be sent to it, by everybody who might: no answer is a 500.

Requests are drawn by Hypothesis over the application's own route map: the map knows all routes, and
only the code knows how to sign for Twilio and which token a form needs, so a client that is made
from a description of the interface would hardly get past the doors.
"""

import io
import threading
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from flask import got_request_exception
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from console.shell.extensions import limiter
from ivr.web.app import MAX_FORM_BYTES
from tests.fuzz.effort import counts, effort
from tests.fuzz.vocabulary import MARK, field_names, fields, files, headers, routes, values
from tests.support.callers import make_call
from tests.support.hotlines import ORIGIN, TOKEN, RunningHotline, ScriptedRecognizer
from tests.support.people import over_https, signed_in
from tests.support.staff import Person

NAMES = field_names()
ACTORS = ("stranger", "operator", "editor", "admin", "twilio", "forger")
SEEN = "CA" + "5" * 32


class Target:
    """The hotline, its people, and what goes wrong in it."""

    def __init__(self, hotline: RunningHotline) -> None:
        self.hotline = hotline
        self.routes = routes(hotline.app)
        self.faults: list[str] = []
        self.sid = make_call(hotline, "心梗赔不赔", "我要报一个事故", "我姓王", outcome="")
        self._people: dict[str, Person] = {}
        got_request_exception.connect(self._fault, hotline.app)

    def _fault(self, _sender: object, exception: Exception, **_: object) -> None:
        self.faults.append(repr(exception))

    def client(self, actor: str):
        """A browser, signed in where the actor is of staff."""
        if actor not in ("operator", "editor", "admin"):
            return self.hotline.app.test_client(), ""
        person = self._people.get(actor)
        if person is None or person.get("/account").status_code != 200:
            person = self._people[actor] = signed_in(self.hotline, actor)
        page = person.get("/account")
        assert page.status_code == 200
        return person.client, page.text.partition('name="csrf_token" value="')[2].partition('"')[0]


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    hotline = RunningHotline(tmp_path_factory.mktemp("fuzz"), ScriptedRecognizer(), speech_calls=2)
    limiter.enabled = False  # our own people sign in again and again
    yield Target(over_https(hotline))
    hotline.services.close()


@effort(small=250, share=0.5)
@given(data=st.data(), actor=st.sampled_from(ACTORS))
def test_whatever_is_asked_nothing_breaks(target: Target, data: st.DataObject, actor: str):
    rule, method = data.draw(st.sampled_from(target.routes), "route")
    path = _path(target, rule, data)
    query = urlencode(data.draw(fields(NAMES), "query"))
    form = data.draw(fields(NAMES), "form") if method == "POST" else []
    sent = data.draw(headers(), "headers")
    answer = _ask(target, actor, method, path, query, form, sent)
    _sound(target, f"{method} {rule.rule}", answer)


@effort(small=40, share=0.15)
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(
                ["incoming", "keypad", "resume", "dialled", "status", "recorded", "crowd"]
            ),
            st.dictionaries(
                st.sampled_from(
                    [
                        "Digits",
                        "RecordingUrl",
                        "RecordingStatus",
                        "DialCallStatus",
                        "CallStatus",
                        "FinishedOnKey",
                        "From",
                        "To",
                    ]
                ),  # fmt: skip
                values,
                max_size=4,
            ),
            st.sampled_from(
                ["", "turn=0", "turn=4", "turn=-1", "after=1", "after=99", "turn=x", "number=1"]
            ),
        ),
        max_size=6,
    )
)
def test_a_call_whose_webhooks_come_in_any_order_goes_on(target: Target, steps):
    sid = "CA" + f"{abs(hash(str(steps))):032x}"[-32:]
    for name, fields_, query in steps:
        form = [("CallSid", sid), *fields_.items()]
        answer = _ask(target, "twilio", "POST", f"/voice/{name}", query, form, {})
        _sound(target, "a call's webhooks", answer)


@effort(small=60, share=0.15)
@given(
    content=files(),
    name=st.sampled_from(
        ["m.csv", "m.xlsx", "m.CSV", "k.yaml", "s.wav", "m.exe", "", "../../m.csv", "m.csv\x00.exe"]
    ),
    page=st.sampled_from(
        [
            ("/members/import", "file"),
            ("/knowledge/files", "file"),
            ("/knowledge/bench", "sound"),
        ]
    ),
)
def test_whatever_file_is_uploaded_is_read_or_refused(target: Target, content, name, page):
    client, token = target.client("admin")
    form = {"csrf_token": token, page[1]: (io.BytesIO(content), name)}
    answer = client.post(
        "/console" + page[0], data=form, buffered=True, content_type="multipart/form-data"
    )
    _sound(target, f"a file to {page[0]}", answer)


@pytest.mark.parametrize("size", [MAX_FORM_BYTES - 100, MAX_FORM_BYTES + 1, 3 * MAX_FORM_BYTES])
@pytest.mark.parametrize("actor", ACTORS)
def test_a_giant_form_is_refused_before_it_is_read(target: Target, actor: str, size: int):
    for path in ("/voice/incoming", "/console/members", "/console/sign-in"):
        form = [("CallSid", SEEN), ("number", "9" * size)]
        answer = _ask(target, actor, "POST", path, "", form, {})
        _sound(target, "a giant form", answer)


def test_in_the_end_no_line_is_busy_and_no_thread_is_left(target: Target):
    assert target.hotline.services.slots.busy == 0
    odd = [t.name for t in threading.enumerate() if t.name.startswith(("decode-", "Thread-"))]
    assert len(odd) < 20


def _path(target: Target, rule, data: st.DataObject) -> str:
    """The route's address with drawn parts; half of them name something that exists."""
    parts = {
        "sid": [target.sid, SEEN],
        "number": ["1", "2", "0"],
        "epoch": ["0"],
        "seq": ["0", "2"],
    }
    path = rule.rule
    for name in rule.arguments:
        known = st.sampled_from(parts.get(name, ["console.js", "csv"]))
        drawn = data.draw(st.one_of(known, values), name)
        path = path.replace(next(p for p in _places(path) if p.endswith(f"{name}>")), quote(drawn))
    return path


def _places(path: str) -> list[str]:
    return [f"<{piece.partition('>')[0]}>" for piece in path.split("<")[1:]]


def _ask(target: Target, actor, method, path, query, form, sent):  # noqa: PLR0917
    client, token = target.client(actor)
    if actor == "twilio" and path.startswith("/voice"):
        form = form if any(name == "CallSid" for name, _ in form) else [("CallSid", SEEN), *form]
    if token and method == "POST":
        form = [("csrf_token", token), *form]
    url = f"{ORIGIN}{path}" + (f"?{query}" if query else "")
    signed = {"X-Twilio-Signature": _signature(url, form)} if actor == "twilio" else {}
    body = urlencode(form, errors="replace").encode() if method == "POST" else b""
    return client.open(
        path,
        method=method,
        buffered=True,
        query_string=query,
        data=body,
        content_type="application/x-www-form-urlencoded" if method == "POST" else None,
        headers={**sent, **signed},
    )


def _signature(url: str, form: list[tuple[str, str]]) -> str:
    from werkzeug.datastructures import MultiDict

    return RequestValidator(TOKEN).compute_signature(url, MultiDict(form))


def _sound(target: Target, sent: str, answer) -> None:
    """It is an answer, nobody's error, and gives nothing back as markup."""
    faults, target.faults = target.faults, []
    counts[sent, str(answer.status_code)] += 1
    assert faults == []
    assert answer.status_code < 500 or answer.status_code == 503, answer.text
    assert "系统出了点问题" not in answer.text
    if answer.mimetype == "text/html":
        assert MARK not in answer.text
    assert "evil.example" not in answer.headers.get("Location", "").partition("?")[0]
