"""The same recording gets the same text: Vosk's models add no noise to what they hear."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

from speech.asr.recognizer import Expectation, Hint, transcribe
from speech.asr.vosk.engine import Vosk
from speech.audio.telephone import read_wav
from speech.model_files import WeightsError, ensure

FEATURES = "--num-mel-bins=40"


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A Vosk model's folder as somebody unpacked it."""
    folder = tmp_path / "vosk-ko"
    for name in ("am/final.mdl", "conf/model.conf", "conf/mfcc.conf"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(FEATURES)
    return folder


def features(model: Path) -> list[str]:
    return (model / "conf" / "mfcc.conf").read_text().split()


def test_a_model_is_told_to_add_no_noise(model: Path) -> None:
    ensure("vosk-ko", model.parent)
    assert features(model) == [FEATURES, "--dither=0"]


def test_so_is_one_that_was_installed_before(model: Path) -> None:
    sizes = {"am/final.mdl": len(FEATURES), "conf/mfcc.conf": len(FEATURES)}
    (model / ".complete.json").write_text(json.dumps(sizes))
    for _ in range(3):
        ensure("vosk-ko", model.parent)
    assert features(model) == [FEATURES, "--dither=0"]


def test_what_the_models_owner_chose_stays(model: Path) -> None:
    (model / "conf" / "mfcc.conf").write_text("--dither=0.5")
    ensure("vosk-ko", model.parent)
    assert features(model) == ["--dither=0.5"]


@pytest.mark.heavy
def test_one_recording_is_one_text_each_time_a_server_starts(tmp_path: Path) -> None:
    """A model that has decoded before may take another way through its graph: each time a new one."""
    try:
        folder = ensure("vosk-ko", Path("var/weights"))
        said = ["espeak-ng", "-v", "ko", "-s", "130", "-w", tmp_path / "said.wav"]
        subprocess.run([*said, "오늘 날씨가 좋습니다 병원에 갔다 왔어요"], check=True)
    except (WeightsError, FileNotFoundError) as error:
        pytest.skip(str(error))
    speech = np.frombuffer(read_wav(tmp_path / "said.wav"), "<i2")
    hiss = np.random.default_rng(1).normal(0, 600, speech.size)
    line = np.clip(speech + hiss, -32768, 32767).astype("<i2").tobytes()
    texts = {transcribe(Vosk(folder), line, Expectation(Hint.STORY)).text for _ in range(4)}
    assert len(texts) == 1
    assert texts.pop()
