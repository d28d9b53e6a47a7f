"""Which engine is taken, and what is said when there is none."""

import threading
from pathlib import Path

import pytest

from speech.asr import choose
from speech.asr.recognizer import SpeechUnavailableError
from speech.model_files import WeightsError


class Shop:
    """Stands for the fetching of weights: has some, refuses the others."""

    def __init__(self, *has: str) -> None:
        self.has = has
        self.asked: list[str] = []

    def ensure(self, name: str, root: Path) -> Path:
        self.asked.append(name)
        if name not in self.has:
            raise WeightsError(f"{name} cannot be had: no connection")
        return root / name

    def present(self, name: str, root: Path) -> bool:
        return False


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Shop:
    shop = Shop()
    for name in ("ensure", "present"):
        monkeypatch.setattr(choose, name, getattr(shop, name))
    for name in ("Vosk", "Whisper"):
        monkeypatch.setattr(choose, name, lambda folder, *_, name=name: (name, folder.name))
    return shop


def test_vosk_comes_first(shop: Shop, tmp_path: Path) -> None:
    shop.has = ("vosk-small-cn", "whisper-base")
    assert choose.load("auto", tmp_path) == ("Vosk", "vosk-small-cn")


def test_the_large_model_is_used_where_it_lies_but_never_fetched(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.has = ("vosk-cn",)
    with pytest.raises(SpeechUnavailableError):
        choose.load("auto", tmp_path)
    assert "vosk-cn" not in shop.asked
    monkeypatch.setattr(choose, "present", lambda name, root: name == "vosk-cn")
    assert choose.load("auto", tmp_path) == ("Vosk", "vosk-cn")


def test_whisper_where_there_is_no_vosk(shop: Shop, tmp_path: Path) -> None:
    shop.has = ("whisper-base",)
    assert choose.load("auto", tmp_path) == ("Whisper", "whisper-base")
    assert choose.load("auto", tmp_path) == ("Whisper", "whisper-base")
    assert shop.asked.count("vosk-small-cn") == 1


def test_a_model_that_comes_later_says_that_the_next_start_is_another(
    shop: Shop,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    shop.has = ("vosk-small-cn", "whisper-base")
    arrives = threading.Event()

    def slowly(name: str, root: Path) -> Path:
        if name == "vosk-small-cn":
            arrives.wait(10)
        return root / name

    monkeypatch.setattr(choose, "ensure", slowly)
    monkeypatch.setattr(choose, "START_SECONDS", 0.01)
    assert choose.load("auto", tmp_path) == ("Whisper", "whisper-base")
    assert not caplog.records
    (fetching,) = [t for t in threading.enumerate() if t.name == "fetch vosk-small-cn"]
    arrives.set()
    fetching.join(10)
    assert "vosk-small-cn has arrived: the next start recognises with Vosk" in caplog.text


def test_a_model_of_ones_own(shop: Shop, tmp_path: Path) -> None:
    for engine in ("auto", "vosk"):
        assert choose.load(engine, tmp_path, tmp_path / "mine") == ("Vosk", "mine")
    shop.has = ("whisper-base",)
    assert choose.load("whisper", tmp_path, tmp_path / "mine") == ("Whisper", "whisper-base")


@pytest.mark.parametrize(
    ("engine", "named"), [("vosk", "vosk-small-cn"), ("whisper", "whisper-base"), ("auto", "base")]
)
def test_what_is_missing_is_named(shop: Shop, tmp_path: Path, engine: str, named: str) -> None:
    with pytest.raises(SpeechUnavailableError, match=named):
        choose.load(engine, tmp_path)


def test_an_unknown_engine_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SpeechUnavailableError, match="'ears'"):
        choose.load("ears", tmp_path)


def test_a_folder_without_a_model_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(SpeechUnavailableError, match=str(tmp_path)):
        choose.load("vosk", tmp_path, tmp_path)
