"""Real calls: a real server, real recognition, callers at natural speed over the wire."""

import pytest

from demo import plan
from demo.run import run

pytestmark = pytest.mark.natural_speed


def test_every_planned_call_can_be_played():
    calls = plan.load()
    assert len(calls) >= 8
    for call in calls:
        script = call.script()
        assert script.steps, call.name
        assert all(step.say.exists() for step in script.steps if hasattr(step, "say")), call.name


@pytest.mark.parametrize("names", [("covered-illness", "barge-in"), ("worker-killed",)])
def test_calls_reach_their_outcome(names):
    assert run(names), "the table above tells which call missed its outcome"
