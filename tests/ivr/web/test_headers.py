"""Every address the application has: strict headers, and no script or style inside a page."""

from collections import Counter
from html.parser import HTMLParser

import pytest

from tests.fuzz.vocabulary import routes
from tests.support.callers import make_call
from tests.support.hotlines import RunningHotline, ScriptedRecognizer
from tests.support.people import over_https, signed_in


class Page(HTMLParser):
    """Collects what a strict policy forbids, and where scripts and forms lead."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forbidden: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "style" or (tag == "script" and "src" not in given):
            self.forbidden.append(f"<{tag}> with content")
        for name, value in given.items():
            if name.startswith("on") or name == "style" or name.startswith("hx-on"):
                self.forbidden.append(f"<{tag} {name}>")
            if name in ("src", "href", "action") and value.strip().lower().startswith(
                ("javascript:", "http:", "https:", "//")
            ):
                self.forbidden.append(f"<{tag} {name}={value}>")
            if value.lstrip().startswith("js:"):
                self.forbidden.append(f"<{tag} {name}={value}>")


@pytest.fixture(scope="module")
def hotline(tmp_path_factory) -> RunningHotline:
    hotline = RunningHotline(
        tmp_path_factory.mktemp("headers"), ScriptedRecognizer(), speech_calls=2
    )
    return over_https(hotline)


def _get(hotline: RunningHotline, client, rule):
    path = rule.rule.replace("<sid>", hotline.sid)
    for name, value in {
        "int:number": "1", "int:epoch": "0", "int:seq": "0", "kind": "csv",
        "path:filename": "console.js", "path:unknown": "nothing", "name": "none",
    }.items():  # fmt: skip
        path = path.replace(f"<{name}>", value)
    return client.get(path.partition("<")[0], buffered=True)


def test_every_address_has_strict_headers_and_no_page_has_scripts_inside(hotline):
    hotline.sid = make_call(hotline, "心梗赔不赔", "我要报一个事故", "我姓王")
    people = [signed_in(hotline, "admin").client, hotline.app.test_client()]
    answers: Counter[int] = Counter()
    for rule, method in routes(hotline.app):
        if method != "GET":
            continue
        for client in people:
            answer = _get(hotline, client, rule)
            where = f"{rule.rule} {answer.status_code}"
            assert answer.headers["X-Content-Type-Options"] == "nosniff", where
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'self'" in policy or "default-src 'none'" in policy, where
            assert "frame-ancestors 'none'" in policy, where
            assert "unsafe" not in policy, where
            if rule.rule.startswith("/console"):
                assert answer.headers["X-Frame-Options"] == "DENY", where
                assert "max-age" in answer.headers["Strict-Transport-Security"], where
                assert "camera=()" in answer.headers["Permissions-Policy"], where
            if answer.mimetype == "text/html":
                assert Page(answer.text).forbidden == [], where
            answers[answer.status_code] += 1
    assert answers[200] > 20, "few pages were seen from inside"


def test_pages_of_people_are_kept_in_no_cache(hotline):
    client = signed_in(hotline, "operator").client
    for rule, method in routes(hotline.app):
        if method == "GET" and rule.rule.startswith("/console") and "static" not in rule.rule:
            answer = _get(hotline, client, rule)
            assert "no-store" in answer.headers["Cache-Control"], rule.rule


def test_the_check_sees_what_it_is_looking_for():
    page = (
        '<a onclick="x()" style="y" href="javascript:z()"></a><script>1</script><b hx-vals="js:1">'
    )
    assert len(Page(page).forbidden) == 5


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_other_methods_are_refused_everywhere(hotline, method):
    client = hotline.app.test_client()
    for path in ("/voice/incoming", "/console/users", "/health", "/metrics"):
        assert client.open(path, method=method).status_code in (403, 405), path
