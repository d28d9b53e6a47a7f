"""Twilio's signatures: the examples Twilio publishes, and what proxies and forgers make of them.

The examples are those of Twilio's own library (twilio-python, tests/unit/test_request_validator.py).
"""

import pytest
from twilio.request_validator import RequestValidator
from werkzeug import Request
from werkzeug.test import EnvironBuilder

from ivr.telephony.twilio.signature import HEADER, SignatureCheck

TOKEN = "12345"
URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
FORM = {
    "CallSid": "CA1234567890ABCDE",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
    "Caller": "+14158675309",
}
TWICE = [("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678"), ("Digits", "1234")]
SIGNED = "RSOYDt4T1cUTdK1PDd93/VVr8B8="


def asked(signature: str, form=FORM, query: str = "foo=1&bar=2", **changes: object) -> Request:
    """A POST as it arrives behind a proxy: on an inner address, over plain HTTP."""
    details = {
        "path": "/myapp.php",
        "base_url": "http://10.0.0.7:8000",
        "method": "POST",
        "headers": {HEADER: signature},
        **changes,
    }
    if form is not None:
        details["data"] = _encoded(form)
        details["content_type"] = "application/x-www-form-urlencoded"
    return Request(EnvironBuilder(query_string=query, **details).get_environ())


def _encoded(form) -> bytes:
    from urllib.parse import urlencode

    return urlencode(list(form.items()) if isinstance(form, dict) else form).encode()


@pytest.mark.parametrize(
    ("origin", "form", "signature"),
    [
        ("https://mycompany.com", FORM, SIGNED),
        ("https://mycompany.com:1234", FORM, SIGNED),
        ("http://mycompany.com:1234", FORM, "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
        ("https://mycompany.com", FORM, "kvajT1Ptam85bY51eRf/AJRuM3w="),
        ("http://mycompany.com", FORM, "0ZXoZLH/DfblKGATFgpif+LLRf4="),
        ("https://mycompany.com", TWICE, "IK+Dwps556ElfBT0I3Rgjkr1wJU="),
    ],
    ids=["plain", "port dropped", "port kept", "port 443 added", "port 80 added", "given twice"],
)
def test_twilios_published_examples_pass(origin, form, signature):
    assert SignatureCheck(TOKEN, origin).webhook(asked(signature, form))


@pytest.mark.parametrize(
    "changed",
    [
        {"form": {**FORM, "Digits": "1235"}},
        {"form": {k: v for k, v in FORM.items() if k != "To"}},
        {"form": {**FORM, "Extra": ""}},
        {"form": [*FORM.items(), ("Digits", "1235")]},
        {"query": "bar=2&foo=1"},
        {"query": "foo=1&bar=2&"},
        {"query": "foo=%31&bar=2"},
        {"query": ""},
        {"path": "/myapp.php/"},
        {"path": "/other"},
        {"signature": SIGNED[:-1]},
        {"signature": SIGNED + "="},
        {"signature": SIGNED.lower()},
        {"signature": ""},
        {"signature": "\xff" * 28},
    ],
    ids=str,
)
def test_whatever_is_changed_is_noticed(changed):
    request = asked(**{"signature": SIGNED, **changed})
    assert not SignatureCheck(TOKEN, "https://mycompany.com").webhook(request)


def test_another_token_or_origin_does_not_fit():
    assert not SignatureCheck("12346", "https://mycompany.com").webhook(asked(SIGNED))
    assert not SignatureCheck(TOKEN, "https://mycompany.example").webhook(asked(SIGNED))


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Host": "mycompany.com"},
        {"X-Forwarded-Proto": "https", "X-Forwarded-Port": "443"},
        {"Host": "mycompany.com"},
        {"Forwarded": "host=mycompany.com;proto=https"},
        {"X-Original-URL": "/myapp.php?foo=1&bar=2"},
    ],
    ids=str,
)
def test_no_header_moves_the_origin(headers):
    """A signature over somebody else's address must not fit because a header names that address."""
    request = asked(SIGNED, headers={HEADER: SIGNED, **headers})
    assert not SignatureCheck(TOKEN, "https://hotline.example").webhook(request)
    assert SignatureCheck(TOKEN, "https://mycompany.com").webhook(request)


def test_a_query_is_signed_as_it_was_sent():
    """Decoding and encoding again would give `%E4` for `%e4` and `%20` for `+`."""
    query = "who=%e4%b8%ad+x%20y&b="
    url = f"https://mycompany.com/myapp.php?{query}"
    signature = RequestValidator(TOKEN).compute_signature(url, FORM)
    assert SignatureCheck(TOKEN, "https://mycompany.com").webhook(asked(signature, query=query))


@pytest.mark.parametrize(
    ("signed", "fits"),
    [
        ("wss://mycompany.com/voice/stream", True),
        ("wss://mycompany.com/voice/stream/", True),
        ("https://mycompany.com/voice/stream", False),
        ("ws://mycompany.com/voice/stream", False),
        ("wss://mycompany.com/voice/stream?a=b", False),
        ("wss://evil.example/voice/stream", False),
    ],
)
def test_the_upgrade_to_a_websocket_is_signed_over_the_wss_address(signed, fits):
    signature = RequestValidator(TOKEN).compute_signature(signed, {})
    request = asked(signature, form=None, query="", path="/voice/stream", method="GET")
    assert SignatureCheck(TOKEN, "https://mycompany.com").upgrade(request) == fits


def test_a_signature_of_a_webhook_opens_no_stream():
    request = asked(SIGNED, form=None, query="", path="/voice/stream", method="GET")
    assert not SignatureCheck(TOKEN, "https://mycompany.com").upgrade(request)
