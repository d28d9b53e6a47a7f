"""Real calls: a real server, real recognition, callers at natural speed over the wire."""

import pytest
from click.testing import CliRunner

from demo import plan
from demo.commands import demo
from demo.run import outcomes

pytestmark = pytest.mark.natural_speed

CALLS = ("covered-illness", "barge-in", "worker-killed")


def test_every_planned_call_can_be_played():
    calls = plan.load()
    assert len(calls) >= 8
    for call in calls:
        script = call.script()
        assert script.steps, call.name
        assert all(step.say.exists() for step in script.steps if hasattr(step, "say")), call.name


@pytest.fixture(scope="module")
def faults() -> dict[str, list[str]]:
    """What is amiss with each call."""
    return {outcome.plan.name: outcome.faults for outcome in outcomes(CALLS)}


@pytest.mark.parametrize("name", CALLS)
def test_calls_reach_their_outcome(faults, name):
    assert faults[name] == []


def test_a_call_that_is_not_planned_is_named_with_those_that_are():
    told = CliRunner().invoke(demo, ["barge-in", "nobody"])
    assert told.exit_code == 2
    assert "no such call: nobody; there are covered-illness, " in told.output
