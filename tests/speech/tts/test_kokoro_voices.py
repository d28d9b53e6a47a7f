"""Style tables: files, blends, and cutting of long phonemes."""

import zipfile
from pathlib import Path

import numpy as np
import pytest

from speech.tts.kokoro import Kokoro, blend, load_styles, split_phonemes
from speech.tts.synthesizer import VoiceUnavailableError

TABLE = np.arange(3 * 256, dtype=np.float32).reshape(3, 1, 256)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    np.savez(tmp_path / "many.npz", one=TABLE, two=TABLE * 3)
    TABLE.tofile(tmp_path / "zf_xiaobei.bin")
    with zipfile.ZipFile(tmp_path / "zf_xiaoxiao.pt", "w") as archive:
        archive.writestr("zf_xiaoxiao/data.pkl", b"never unpickled")
        archive.writestr("zf_xiaoxiao/data/0", TABLE.tobytes())
    (tmp_path / "broken.npz").write_bytes(b"PK nonsense")
    (tmp_path / "broken.pt").write_bytes(b"nonsense")
    (tmp_path / "broken.bin").write_bytes(b"12345")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "voices"),
    [("many.npz", ["one", "two"]), ("zf_xiaobei.bin", ["zf_xiaobei"]),
     ("zf_xiaoxiao.pt", ["zf_xiaoxiao"])],
)  # fmt: skip
def test_voice_files_of_each_kind(files: Path, name: str, voices: list[str]) -> None:
    tables = load_styles(files / name)
    assert list(tables) == voices
    assert np.array_equal(tables[voices[0]], TABLE.reshape(3, 256))


@pytest.mark.parametrize("name", ["broken.npz", "broken.pt", "broken.bin", "missing.npz"])
def test_a_broken_voice_file_is_named(files: Path, name: str) -> None:
    with pytest.raises(VoiceUnavailableError, match=name):
        load_styles(files / name)


def test_voices_are_blended_by_weight() -> None:
    tables = {"one": np.zeros((2, 256)), "two": np.ones((2, 256))}
    assert blend(tables, "one*3+two")[0, 0] == pytest.approx(0.25)
    assert blend(tables, "two")[0, 0] == 1


@pytest.mark.parametrize("recipe", ["three", "one+three", ""])
def test_an_unknown_voice_is_named(recipe: str) -> None:
    with pytest.raises(VoiceUnavailableError, match="one"):
        blend({"one": np.zeros((2, 256))}, recipe)


def test_missing_weights_are_named(tmp_path: Path) -> None:
    nothing = tmp_path / "model.onnx"
    with pytest.raises(VoiceUnavailableError, match=r"model\.onnx"):
        Kokoro(nothing, nothing, [nothing])


def test_sentences_are_spoken_apart_and_long_ones_cut_at_commas() -> None:
    assert split_phonemes("aa, bb. cc?") == ["aa, bb.", "cc?"]
    assert split_phonemes("aaaa, bbbb, cccc.", longest=11) == ["aaaa, bbbb,", "cccc."]
    assert split_phonemes(", .") == []
