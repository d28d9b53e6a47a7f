"""nginx as shipped, and no server behind it: who is asked to wait, and who is told to try again."""

import shutil
from collections.abc import Iterator
from types import SimpleNamespace
from unittest.mock import MagicMock

import pytest
import requests
from flask import Flask

from ivr.web.webhooks import Webhooks
from tests.support.servers import Nginx, free_port

pytestmark = pytest.mark.skipif(
    not shutil.which("nginx"), reason="needs the Debian package nginx-light"
)
TOLD_ONLY = {"/voice/recorded", "/voice/status"}
"""Webhooks whose answer nobody hears."""


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    nobody = [SimpleNamespace(port=free_port()) for _ in range(2)]
    nginx = Nginx(tmp_path_factory.mktemp("alone") / "nginx", nobody)
    nginx.start()
    yield nginx
    nginx.stop()


def webhooks() -> set[str]:
    app = Flask(__name__)
    app.register_blueprint(Webhooks(MagicMock()).blueprint())  # only its addresses are asked for
    return {rule.rule for rule in app.url_map.iter_rules() if "POST" in rule.methods}


def test_a_caller_is_asked_to_wait_wherever_twilio_wants_to_know_what_comes_next(alone):
    asked = webhooks() - TOLD_ONLY
    assert len(asked) == 5
    for path in asked:
        answer = requests.post(f"{alone.url}{path}?after=1", data={"CallSid": "CA1"}, timeout=20)
        assert (answer.status_code, answer.headers["Content-Type"]) == (
            200,
            "text/xml; charset=utf-8",
        )
        assert "请稍等，不要挂机" in answer.content.decode()


def test_what_is_only_told_is_not_taken_where_nobody_is_there_to_keep_it(alone):
    assert webhooks() >= TOLD_ONLY
    for path in TOLD_ONLY | {"/voice/anything"}:
        answer = requests.post(alone.url + path, data={"CallSid": "CA1"}, timeout=20)
        assert answer.status_code == 503, path
        assert "<Response>" not in answer.text


def test_pages_say_that_the_servers_are_away(alone):
    for path in ("/console", "/console/members/import", "/phone"):
        assert requests.get(alone.url + path, timeout=20).status_code == 502
