import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.cli import call_command
from tests.simulator.conftest import PUBLIC

pytestmark = pytest.mark.natural_speed

ASK = (
    '<Gather action="/keys" numDigits="1" timeout="3"><Say>a</Say></Gather>'
    "<Redirect>/voice/incoming</Redirect>"
)


@pytest.fixture
def run(hotline, speech):
    hotline.routes["/voice/incoming"] = ASK
    hotline.routes["/keys"] = ASK
    voiced = []

    def voice(text: str) -> Path:
        voiced.append(text)
        return speech

    def invoke(*args: str):
        fixed = ["--url", hotline.url, "--public-origin", PUBLIC, "--auth-token", "12345"]
        return CliRunner().invoke(call_command(voice), [*fixed, *args])

    invoke.voiced = voiced
    return invoke


def test_acts_are_played_in_the_order_given(run, hotline, speech):
    done = run("--keys", "1", "--say", "你好", "--keys", "2", "--wav", str(speech), "--json")
    assert done.exit_code == 0, done.output
    result = json.loads(done.output)
    steps = [event["step"] for event in result["events"] if event["kind"] == "step"]
    wanted = ["keys 1", "say_text 你好", "keys 2", "say speech.wav", "wait_quiet", "hangup"]
    assert steps == wanted
    assert [form["Digits"] for form in hotline.forms("/keys")] == ["1", "2"]
    assert run.voiced == ["你好"]


def test_both_sides_are_printed(run, hotline, tmp_path):
    script = tmp_path / "menu.yaml"
    script.write_text("name: menu\nsteps:\n  - keys: '4'\n  - wait_quiet\n  - hangup\n")
    done = run("--script", str(script))
    assert done.exit_code == 0, done.output
    assert "hotline  < a" in done.output
    assert "caller   | presses 4" in done.output
    assert "menu: ok" in done.output


def test_a_call_not_as_scripted_fails_the_command(run, hotline):
    hotline.routes["/voice/incoming"] = "<Hangup/>"
    done = run("--keys", "1")
    assert done.exit_code == 1
    assert "NOT AS SCRIPTED" in done.output


@pytest.mark.parametrize(
    ("args", "fault"),
    [
        (["--keys", "x"], "not keys of a telephone"),
        (["--wav", "missing.wav"], "missing.wav"),
        (["--script", "a.yaml", "--keys", "1"], "cannot be combined"),
        (["--script", "missing.yaml"], "missing.yaml"),
    ],
)
def test_faults_are_told_plainly(run, args, fault):
    done = run(*args)
    assert done.exit_code == 1
    assert fault in done.output
