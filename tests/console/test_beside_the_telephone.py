"""The console changes nothing for Twilio, and is itself well shielded."""

import pytest
from sqlalchemy import text

from console.shell.context import reading
from console.shell.extensions import limiter
from ivr.storage.store import DatabaseAwayError
from tests.support.hotlines import ORIGIN, RunningHotline


def test_webhooks_have_no_cookie_no_redirect_and_no_token(keypad_hotline: RunningHotline, sid):
    answer = keypad_hotline.post("/voice/incoming", sid)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "Content-Security-Policy" not in answer.headers


def test_health_is_not_redirected(keypad_hotline: RunningHotline):
    assert keypad_hotline.client.get("/health").status_code == 200


def test_on_a_public_address_the_console_wants_https(keypad_hotline: RunningHotline):
    plain = keypad_hotline.client.get("/console/sign-in")
    assert plain.status_code == 302
    assert plain.location.startswith("https://")
    page = keypad_hotline.client.get("/console/sign-in", base_url=ORIGIN)
    assert page.status_code == 200
    assert "max-age" in page.headers["Strict-Transport-Security"]
    assert "Secure" in page.headers["Set-Cookie"]
    assert "Path=/console" in page.headers["Set-Cookie"]


def test_on_loopback_http_will_do(stranger):
    assert stranger.get("/sign-in").status_code == 200


def test_pages_allow_no_inline_script_and_no_frame(operator):
    page = operator.get("/account")
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert page.headers["X-Frame-Options"] == "DENY"
    assert page.headers["Cache-Control"] == "no-store"


def test_an_unknown_page_is_told_in_words(operator):
    answer = operator.get("/nothing-here")
    assert answer.status_code == 404
    assert "没有找到" in answer.text


def test_a_database_that_is_away_is_told_in_words(hotline, operator, monkeypatch):
    monkeypatch.setattr(hotline.app.extensions["console-database"], "_away", True)
    answer = operator.get("/calls")
    assert answer.status_code == 503
    assert "数据库暂时连不上" in answer.text
    monkeypatch.undo()
    assert operator.get("/calls").status_code == 200


def test_guessing_fast_is_slowed_down(stranger, monkeypatch):
    monkeypatch.setattr(limiter, "enabled", True)
    answers = [stranger.post("/sign-in", name="", password="").status_code for _ in range(21)]
    assert answers == [200] * 20 + [429]


def test_what_fails_in_the_console_is_no_sign_to_calls(hotline, operator):
    with pytest.raises(DatabaseAwayError), hotline.app.app_context(), reading() as db:
        db.execute(text("select * from nothing"))
    with hotline.services.store.database.session() as db:
        assert db.execute(text("select 1")).scalar() == 1
