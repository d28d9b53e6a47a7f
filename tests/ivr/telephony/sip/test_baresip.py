"""Calls from baresip, which shares nothing with us: its signalling, its RTP, its keys."""

import time
from collections.abc import Iterator

import numpy as np
import pytest

from demo import AUDIO
from tests.support.baresip import INSTALLED, WHY_NOT, Baresip
from tests.support.hotlines import ScriptedRecognizer
from tests.support.servers import wait_until
from tests.support.sip import SipHotline

pytestmark = [
    pytest.mark.natural_speed,
    pytest.mark.skipif(not INSTALLED, reason=WHY_NOT),
]


@pytest.fixture(scope="module")
def hotline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SipHotline]:
    hotline = SipHotline(tmp_path_factory.mktemp("baresip"), ScriptedRecognizer())
    yield hotline
    hotline.door.stop()


def only_call(hotline: SipHotline, before: set[str]) -> str:
    """The name of the call that came since."""
    return (set(hotline.door._lines) - before).pop()


@pytest.mark.parametrize("codec", ["PCMA", "PCMU"])
def test_baresip_calls_hears_us_and_presses_keys(hotline, tmp_path, codec):
    with Baresip(tmp_path / codec, codec=codec) as caller:
        caller.dials(hotline.door.port)
        sid = only_call(hotline, set())
        time.sleep(0.7)
        caller.presses("2")
        wait_until(lambda: hotline.acts(sid) == ["Keyed"], 5, "the key")
        assert hotline.asked(sid) == "menu.claims"
        caller.hangs_up()
        hotline.rests()
        assert np.abs(caller.heard().astype(int)).max() > 2000
    assert hotline.call(sid).caller == "+8613900001111"
    assert hotline.call(sid).outcome == "hung_up"


def test_baresip_asks_by_voice_and_is_answered(hotline, tmp_path):
    hotline.services.recognizer.texts.append("大病理赔要什么材料")
    with Baresip(tmp_path / "speech", says=AUDIO / "032.wav", pause=0.5) as caller:
        caller.dials(hotline.door.port)
        sid = only_call(hotline, set())
        wait_until(lambda: hotline.acts(sid) == ["Said"], 15, "what was said")
        caller.hangs_up()
        hotline.rests()
    assert hotline.asked(sid) in ("answer.more", "menu.more")


def test_we_hang_up_on_baresip(hotline, tmp_path):
    with Baresip(tmp_path / "over") as caller:
        caller.dials(hotline.door.port)
        line = next(iter(hotline.door._lines.values()))
        line.hang_up()
        caller.waits_for("CALL_CLOSED")
        hotline.rests()
