"""Calls from baresip, which shares nothing with us: its signalling, its RTP, its keys."""

from collections.abc import Iterator

import numpy as np
import pytest

from demo import AUDIO
from ivr.config import networks
from simulator import CallResult, parse_script
from simulator.sip import RefusedError, place_baresip_call
from simulator.sip.baresip import INSTALLED, Baresip
from speech.audio.telephone import read_wav
from tests.support.hotlines import ScriptedRecognizer
from tests.support.servers import wait_until
from tests.support.sip import OpenDoor, SipHotline, first_good

pytestmark = [
    pytest.mark.natural_speed,
    pytest.mark.skipif(
        not INSTALLED,
        reason="baresip is not installed: make test installs it (Debian: baresip-core)",
    ),
]


@pytest.fixture(scope="module")
def hotline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SipHotline]:
    hotline = SipHotline(tmp_path_factory.mktemp("baresip"), ScriptedRecognizer())
    yield hotline
    hotline.door.stop()


@pytest.mark.parametrize("codec", ["PCMA", "PCMU"])
def test_baresip_calls_hears_us_and_presses_keys(hotline, tmp_path, codec):
    with Baresip(tmp_path / codec, hotline.address, codec=codec) as caller:
        caller.ring()
        wait_until(lambda: loudest_so_far(caller) > 2000, 60, "the greeting")
        caller.presses("2")
        wait_until(lambda: hotline.acts(caller.name) == ["Keyed"], 60, "the key")
        assert hotline.asked(caller.name) == "menu.claims"
        caller.hang_up()
        hotline.rests()
        heard = np.frombuffer(read_wav(caller.recorded()), "<i2")
        assert np.abs(heard.astype(int)).max() > 2000
        assert hotline.call(caller.name).caller == "+8613900001111"
        assert hotline.call(caller.name).outcome == "hung_up"


def loudest_so_far(caller: Baresip) -> int:
    """Of the recording while it grows."""
    try:
        recorded = caller.recorded().read_bytes()[44:]
    except StopIteration:  # there is none yet
        return 0
    heard = np.frombuffer(recorded[: len(recorded) // 2 * 2], "<i2")
    return int(np.abs(heard.astype(int)).max(initial=0))


def test_a_script_is_acted_out_from_baresip(hotline):
    def good(result: CallResult) -> bool:
        replied = [reply["act"] for reply in result.latencies][:2] == ["032.wav", "032.wav"]
        acts = hotline.acts(result.call_sid)
        return result.ok and replied and acts == ["Said", "Said", "Keyed"]

    # Where the machine stops while baresip speaks, the end of a sentence is anywhere.
    result = first_good(lambda: script_from_baresip(hotline), good, attempts=3)
    assert result.ended_by == "caller"
    assert hotline.call(result.call_sid).caller == "+8613900002222"


def script_from_baresip(hotline) -> CallResult:
    hotline.services.recognizer.texts.clear()
    hotline.services.recognizer.texts += ["大病理赔要什么材料", "要"]
    key = {"keys": "1", "during_prompt": True}
    steps = [{"say": "032.wav"}, {"say": "032.wav"}, key, {"pause": 1}, "hangup"]
    # Quiet for longer than a machine stops: else the caller speaks into what the hotline says.
    script = parse_script({"name": "script", "quiet": 2.5, "steps": steps}, folder=AUDIO)
    result = place_baresip_call(hotline.address, script, from_number="13900002222")
    hotline.rests()
    return result


def test_we_hang_up_on_baresip(hotline, tmp_path):
    with Baresip(tmp_path / "over", hotline.address) as caller:
        caller.ring()
        hotline.door._lines[caller.name].hang_up()
        wait_until(lambda: caller.over, 60, "the end of the call")
        hotline.rests()


def test_baresip_is_told_that_it_may_not_call(tmp_path):
    strangers = networks.parse("203.0.113.7")
    with (
        OpenDoor(trunks=strangers) as door,
        Baresip(tmp_path, door.address) as caller,
        pytest.raises(RefusedError, match="403"),
    ):
        caller.ring()
