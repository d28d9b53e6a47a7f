"""What a proxy says of the asker counts only if the settings trust that proxy."""

import pytest

from ivr.web.gatekeeper import MAX_A_MINUTE
from tests.support.hotlines import RunningHotline

CLAIMED = {"X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https"}


@pytest.fixture
def trusting(keypad_hotline):
    def trust(networks: str) -> RunningHotline:
        changed = keypad_hotline.settings.model_copy(update={"trusted_proxies": networks})
        return keypad_hotline.with_parts(settings=changed)

    return trust


@pytest.mark.parametrize(
    ("networks", "peer", "address", "status"),
    [
        ("", "127.0.0.1", "127.0.0.1", 302),
        ("127.0.0.1", "127.0.0.1", "198.51.100.7", 200),
        ("10.0.0.0/8, 127.0.0.1", "127.0.0.1", "198.51.100.7", 200),
        ("10.0.0.0/8", "127.0.0.1", "127.0.0.1", 302),
        ("127.0.0.1", "203.0.113.9", "203.0.113.9", 302),
    ],
)
def test_address_and_scheme_are_believed_of_trusted_proxies_only(
    trusting, networks, peer, address, status
):
    """The console answers a request that came by HTTPS, and redirects one that did not."""
    hotline = trusting(networks)
    seen = []
    note = lambda: seen.append(_remote())  # noqa: E731
    hotline.app.before_request_funcs.setdefault(None, []).insert(0, note)
    try:
        answer = hotline.client.get(
            "/console/sign-in", headers=CLAIMED, environ_overrides={"REMOTE_ADDR": peer}
        )
    finally:
        hotline.app.before_request_funcs[None].remove(note)
    assert (seen, answer.status_code) == ([address], status)


def _remote() -> str | None:
    from flask import request

    return request.remote_addr


def test_what_the_asker_wrote_before_the_proxy_does_not_count(trusting):
    hotline = trusting("127.0.0.1")
    headers = {"X-Forwarded-For": "127.0.0.1, 198.51.100.7"}
    assert hotline.client.get("/metrics", headers=headers).status_code == 404


def test_forged_requests_are_refused_again_and_again_but_logged_only_so_often(keypad_hotline, sid):
    hotline = keypad_hotline.with_parts()
    answers = [
        hotline.client.post("/voice/incoming", data={"CallSid": sid}).status_code
        for _ in range(MAX_A_MINUTE + 5)
    ]
    assert answers == [403] * MAX_A_MINUTE + [429] * 5
    assert hotline.post("/voice/incoming", sid).status_code == 200  # Twilio, same proxy
    other = {"REMOTE_ADDR": "203.0.113.9"}
    answer = hotline.client.post("/voice/incoming", environ_overrides=other)
    assert answer.status_code == 403
