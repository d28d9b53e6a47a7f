"""The same calls through Twilio's stream and over SIP: what is behind the doors cannot tell them apart."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest

from simulator import CallResult, Dial, DialOutcome
from tests.ivr.web.test_media_socket import LiveHotline, serving
from tests.support.hotlines import ScriptedRecognizer
from tests.support.servers import wait_until
from tests.support.sip import free_udp_port, place_over_sip

pytestmark = pytest.mark.natural_speed

QUESTION = "大病理赔要什么材料"
SPEAKS = "a question that interrupts"
INTERRUPTED = ["said_start", "barge_in", "said_end", "reply"]
"""What happens then, in order."""
MORE_TIMES = 4
"""How often a call is placed again that the machine, and not the hotline, made go wrong."""


@dataclass(frozen=True)
class Planned:
    """What a caller does, and what must have come of it."""

    steps: tuple[Any, ...]
    acts: list[str]
    asked: str
    outcome: str = "hung_up"
    options: dict[str, Any] = field(default_factory=dict)


LEAVES = ({"pause": 1.0}, "hangup")


def presses(key: str) -> dict[str, Any]:
    """A key as soon as something is to be heard."""
    return {"keys": key, "during_prompt": True, "after": 0.5}


CALLS = {
    "a key in the middle of a prompt": Planned(
        (presses("2"), *LEAVES), ["Keyed"], "menu.claims"
    ),
    SPEAKS: Planned(
        ({"say": "032.wav", "during_prompt": True}, {"pause": 15.0}, "hangup"), ["Said"], "answer.more"
    ),
    "a person who answers": Planned(
        (presses("0"), {"pause": 30.0}),
        ["Keyed", "Dialled"],
        "HangUp",
        "handed_off",
        {"dials": [Dial(ring=0.5, talk=0.5)]},
    ),
    "a person who does not": Planned(
        (presses("0"), {"pause": 15.0}, "hangup"),
        ["Keyed", "Dialled"],
        "callback.same",
        options={"dials": [Dial(DialOutcome.BUSY, ring=0.5)]},
    ),
    "a caller who hangs up at once": Planned(("hangup",), [], "menu.main"),
}  # fmt: skip


@pytest.fixture(scope="module")
def hotline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveHotline]:
    recognizer = ScriptedRecognizer()
    recognizer.texts.extend([QUESTION] * 100)
    with serving(
        tmp_path_factory.mktemp("doors"),
        recognizer,
        sip_port=free_udp_port(),
        workers=1,
        operators="+862150000000",
        speech_calls=20,
    ) as hotline:
        hotline.services.sip.open()
        yield hotline
        hotline.services.sip.stop()


@pytest.fixture(scope="module")
def results(hotline: LiveHotline) -> dict[tuple[str, str], CallResult]:
    """All calls of a door at the same time."""

    def placed(place: tuple[str, str]) -> tuple[tuple[str, str], CallResult]:
        result = once(*place)
        for _ in range(MORE_TIMES):
            if place[1] != SPEAKS or not _late(result) or _went_well(hotline, result):
                break
            result = once(*place)
        return place, result

    def once(door: str, name: str) -> CallResult:
        planned = CALLS[name]
        options = {"max_seconds": 120, **planned.options}
        if door == "sip":
            return place_over_sip(hotline.services.sip.port, *planned.steps, **options)
        return hotline.dial(*planned.steps, **options)

    found: dict[tuple[str, str], CallResult] = {}
    with ThreadPoolExecutor(len(CALLS)) as pool:
        for door in ("twilio", "sip"):
            found |= dict(pool.map(placed, [(door, name) for name in CALLS]))
    wait_until(lambda: hotline.services.slots.busy == 0, 60, "the calls' ends")
    return found


def _late(result: CallResult) -> bool:
    """Whether the caller's own clock stood still: what was said in one breath came in two."""
    return result.late_seconds > 0.3 or result.late_packets > 0


def _went_well(hotline: LiveHotline, result: CallResult) -> bool:
    done = hotline.acts(result.call_sid) == CALLS[SPEAKS].acts
    return done and _order(result) == INTERRUPTED


def _order(result: CallResult) -> list[str]:
    return [e["kind"] for e in result.events if e["kind"] in INTERRUPTED]


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("door", ["twilio", "sip"])
def test_a_call_goes_the_same_way(hotline: LiveHotline, results, name: str, door: str):
    planned, result = CALLS[name], results[door, name]
    assert result.protocol_errors == []
    sid = result.call_sid
    wait_until(lambda: hotline.call(sid).outcome != "", 60, "the end of the call")
    call = hotline.call(sid)
    wait_until(lambda: hotline.acts(sid) == planned.acts, 20, f"{planned.acts} in the log")
    assert call.outcome == planned.outcome
    assert call.door == door
    assert call.caller == "+8613800000000"
    turn = hotline.services.conversations.open(sid).turn.then
    assert getattr(turn, "prompt", type(turn).__name__) == planned.asked


@pytest.mark.parametrize("door", ["twilio", "sip"])
def test_a_prompt_stops_while_the_caller_still_speaks_and_an_answer_follows(results, door: str):
    """How quickly is measured by `bench latency`."""
    assert _order(results[door, SPEAKS]) == INTERRUPTED
