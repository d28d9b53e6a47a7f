"""Calls from baresip, which shares nothing with us: its signalling, its RTP, its keys."""

import time
from collections.abc import Iterator

import numpy as np
import pytest

from demo import AUDIO
from ivr.config import networks
from simulator import parse_script
from simulator.sip import RefusedError, place_baresip_call
from simulator.sip.baresip import INSTALLED, Baresip
from speech.audio.telephone import read_wav
from tests.support.hotlines import ScriptedRecognizer
from tests.support.servers import wait_until
from tests.support.sip import OpenDoor, SipHotline

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
        time.sleep(0.7)
        caller.presses("2")
        wait_until(lambda: hotline.acts(caller.name) == ["Keyed"], 5, "the key")
        assert hotline.asked(caller.name) == "menu.claims"
        caller.hang_up()
        hotline.rests()
        heard = np.frombuffer(read_wav(caller.recorded()), "<i2")
        assert np.abs(heard.astype(int)).max() > 2000
        assert hotline.call(caller.name).caller == "+8613900001111"
        assert hotline.call(caller.name).outcome == "hung_up"


def test_a_script_is_acted_out_from_baresip(hotline):
    hotline.services.recognizer.texts += ["大病理赔要什么材料", "要"]
    key = {"keys": "1", "during_prompt": True}
    steps = [{"say": "032.wav"}, {"say": "032.wav"}, key, {"pause": 1}, "hangup"]
    script = parse_script({"name": "script", "steps": steps}, folder=AUDIO)
    result = place_baresip_call(hotline.address, script, from_number="13900002222")
    hotline.rests()
    assert result.ok, result.failures
    assert result.ended_by == "caller"
    assert [reply["act"] for reply in result.latencies][:2] == ["032.wav", "032.wav"]
    assert hotline.acts(result.call_sid) == ["Said", "Said", "Keyed"]
    assert hotline.call(result.call_sid).caller == "+8613900002222"


def test_we_hang_up_on_baresip(hotline, tmp_path):
    with Baresip(tmp_path / "over", hotline.address) as caller:
        caller.ring()
        hotline.door._lines[caller.name].hang_up()
        wait_until(lambda: caller.over, 10, "the end of the call")
        hotline.rests()


def test_baresip_is_told_that_it_may_not_call(tmp_path):
    strangers = networks.parse("203.0.113.7")
    with (
        OpenDoor(trunks=strangers) as door,
        Baresip(tmp_path, door.address) as caller,
        pytest.raises(RefusedError, match="403"),
    ):
        caller.ring()
