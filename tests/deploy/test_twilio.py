"""`hotline twilio`: twilio's own package against a stand-in of the account."""

import pytest
import requests
from click.testing import CliRunner
from twilio.request_validator import RequestValidator

from ivr.cli import twilio_number as command
from ivr.cli.main import main
from ivr.telephony.twilio.account import Account
from tests.deploy.twilio_stand_in import ACCOUNT, DOMAIN, NUMBER, TOKEN, TRUNK, Twilio, answering

ORIGIN = "https://hotline.union.example"


@pytest.fixture
def twilio() -> Twilio:
    return Twilio()


@pytest.fixture
def hotline(twilio, monkeypatch):
    """Runs the command against the stand-in; the server's address answers as ours does."""
    monkeypatch.setenv("HOTLINE_PUBLIC_URL", ORIGIN)
    monkeypatch.setenv("HOTLINE_TWILIO_ACCOUNT_SID", ACCOUNT)
    monkeypatch.setenv("HOTLINE_TWILIO_AUTH_TOKEN", TOKEN)
    monkeypatch.setattr(requests, "post", our_server)
    with answering(twilio) as client:
        monkeypatch.setattr(command, "Account", lambda s: Account(s, http_client=client))
        yield lambda *words: CliRunner().invoke(main, ["twilio", *words])


def our_server(url: str, *, data: dict, headers: dict, timeout: float) -> requests.Response:
    answer = requests.Response()
    signed = RequestValidator(TOKEN).validate(url, data, headers["X-Twilio-Signature"])
    answer.status_code = 400 if signed else 403
    answer._content = b"CallSid is missing" if signed else b"no"
    return answer


@pytest.mark.parametrize(
    ("name", "status"),
    [
        (NUMBER, "StatusCallback"),
        (DOMAIN, "VoiceStatusCallbackUrl"),
        (TRUNK, "StatusCallbackUrl"),
    ],
)
def test_a_number_a_domain_or_a_trunk_is_pointed_at_the_server_and_then_found_right(
    hotline, twilio, name, status
):
    shown = hotline("provision", name)
    assert shown.exit_code == 0, shown.output
    assert "Nothing was changed" in shown.output
    assert f"{ORIGIN}/voice/incoming" in shown.output
    assert twilio.updates == []
    assert hotline("check", name).exit_code == 1

    assert hotline("provision", name, "--yes").exit_code == 0
    (sent,) = twilio.updates
    assert sent["VoiceUrl"] == f"{ORIGIN}/voice/incoming"
    assert sent["VoiceFallbackUrl"] == f"{ORIGIN}/voice/incoming"
    assert sent[status] == f"{ORIGIN}/voice/status"
    checked = hotline("check", name)
    assert checked.exit_code == 0, checked.output
    assert "as it should be" in hotline("provision", name, "--yes").output
    assert len(twilio.updates) == 1, "what is right is not sent again"


def test_another_fallback_is_kept_apart(hotline, twilio):
    other = "https://handler.twilio.com/twiml/EH0"
    assert hotline("provision", NUMBER, "--fallback-url", other, "--yes").exit_code == 0
    assert twilio.number["voice_fallback_url"] == other
    assert hotline("check", NUMBER, "--fallback-url", other).exit_code == 0
    assert "voice_fallback_url is" in hotline("check", NUMBER).output


@pytest.mark.parametrize(
    ("resource", "field", "value", "told"),
    [
        ("account", "type", "Trial", "trial account"),
        ("account", "status", "suspended", "the account is suspended"),
        ("number", "voice_application_sid", "AP1", "TwiML application"),
        ("number", "trunk_sid", "TK1", "elastic SIP trunk"),
    ],
)
def test_what_keeps_calls_away_is_told(hotline, twilio, resource, field, value, told):  # noqa: PLR0917
    hotline("provision", NUMBER, "--yes")
    getattr(twilio, resource)[field] = value
    found = hotline("check", NUMBER)
    assert found.exit_code == 1
    assert told in found.output


def test_a_domain_that_lets_nobody_in_is_told(hotline, twilio):
    twilio.domain["auth_type"] = ""
    assert "blocks all calls" in hotline("provision", DOMAIN).output


def test_a_server_with_another_token_is_told(hotline, monkeypatch):
    hotline("provision", NUMBER, "--yes")
    refused = requests.Response()
    refused.status_code = 403
    monkeypatch.setattr(requests, "post", lambda *_, **__: refused)
    assert "refuses our signature" in hotline("check", NUMBER).output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["check", "+8610000000000"], "has no +8610000000000"),
        (["check", "nobody.sip.twilio.com"], "has no nobody"),
        (["check", "12351"], "is no number"),
        (["provision", "BY" + "9" * 32, "--yes"], "did not answer"),
    ],
)
def test_a_wrong_name_is_told_and_nothing_is_changed(hotline, twilio, words, told):
    found = hotline(*words)
    assert found.exit_code == 1
    assert told in found.output
    assert twilio.updates == []


def test_wrong_credentials_and_addresses_are_told(hotline, monkeypatch):
    monkeypatch.setenv("HOTLINE_TWILIO_AUTH_TOKEN", "another-token-0123456789")
    assert "does not know this account" in hotline("check", NUMBER).output
    monkeypatch.setenv("HOTLINE_TWILIO_ACCOUNT_SID", "")
    assert "HOTLINE_TWILIO_ACCOUNT_SID" in hotline("check", NUMBER).output
    monkeypatch.setenv("HOTLINE_PUBLIC_URL", "")
    assert "https://" in hotline("check", NUMBER).output
