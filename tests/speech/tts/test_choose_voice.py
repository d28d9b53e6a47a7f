"""Which of Kokoro's voices speaks."""

import subprocess
import sys
from pathlib import Path

import pytest

from speech.tts import choose
from speech.tts.kokoro import DEFAULT_SPEED, DEFAULT_VOICE, load_styles
from speech.tts.pack import PromptPack, write_pack


class Spoken:
    """Stands for Kokoro: keeps what it was made of."""

    def __init__(self, voice: str, speed: float, voices: list[Path], **_: Path) -> None:
        self.voice, self.speed, self.voices = voice, speed, voices


@pytest.fixture(autouse=True)
def pack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_pack(tmp_path / "pack.zip", "kokoro/jf_alpha@1", [])
    monkeypatch.setattr(choose, "PromptPack", lambda: PromptPack(tmp_path / "pack.zip"))
    monkeypatch.setattr(choose, "Kokoro", Spoken)
    monkeypatch.setattr(choose, "ensure", lambda name, root: root / name)


def chosen(**wanted: object) -> tuple[str, float]:
    spoken = choose.load("kokoro", Path("weights"), **wanted)
    return spoken.voice, spoken.speed


def test_the_usual_voice_is_the_packs() -> None:
    assert chosen() == ("jf_alpha", 1.0)


def test_without_a_pack_it_is_the_mandarin_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choose, "PromptPack", lambda: PromptPack(tmp_path / "none"))
    assert chosen() == (DEFAULT_VOICE, DEFAULT_SPEED)


def test_a_voice_that_is_named_speaks_at_our_pace_unless_told_otherwise() -> None:
    assert chosen(voice="zm_yunxi") == ("zm_yunxi", DEFAULT_SPEED)
    assert chosen(voice="zm_yunxi", speed=1.0) == ("zm_yunxi", 1.0)
    assert chosen(voice_file=Path("zf_mine.bin")) == ("zf_mine", DEFAULT_SPEED)


@pytest.mark.parametrize("name", ["zf_xiaobei", "zm_yunxi"])
def test_the_mandarin_voices_ship(name: str) -> None:
    tables = load_styles(choose.VOICES / f"{name}.bin")
    assert tables[name].shape == (510, 256)


def test_a_voice_that_renders_nothing_loads_no_dictionaries() -> None:
    code = "import sys, speech.tts.choose\nsys.exit('jieba.posseg' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
