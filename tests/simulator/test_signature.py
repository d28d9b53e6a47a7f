import pytest
from twilio.request_validator import RequestValidator

from simulator.signature import sign

PUBLISHED = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+14158675309",
    "Digits": "1234",
    "From": "+14158675309",
    "To": "+18005551212",
}


def test_twilios_published_example():
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert sign("12345", url, PUBLISHED) == "RSOYDt4T1cUTdK1PDd93/VVr8B8="


@pytest.mark.parametrize(
    ("url", "params"),
    [
        (
            "https://h.example/voice/incoming",
            {"From": "+86", "Body": "糖尿病 赔不赔&=?", "Empty": ""},
        ),
        ("https://h.example/voice?x=a%20b&y=%E4%B8%AD", {}),
        ("wss://h.example/voice/stream", {}),
        ("wss://h.example/voice/stream/", {}),
    ],
)
def test_agrees_with_twilios_library(url, params):
    assert sign("secret", url, params) == RequestValidator("secret").compute_signature(url, params)


def test_every_part_is_signed():
    base = sign("secret", "https://h.example/a", {"x": "1"})
    assert base != sign("other", "https://h.example/a", {"x": "1"})
    assert base != sign("secret", "https://h.example/b", {"x": "1"})
    assert base != sign("secret", "https://h.example/a", {"x": "2"})
