"""Recordings: sealed, kept with the notice, and gone when the caller does not want them."""

import io
import wave

import pytest

from ivr.dialog.saves import KeepCallback, StopRecording
from ivr.storage.recordings import Recordings
from models.call import Callback
from models.notice import Notice
from models.vault import Vault, new_key

PCM = b"\x01\x02" * 8000


@pytest.fixture
def recordings(tmp_path) -> Recordings:
    return Recordings(tmp_path, Vault([new_key()]))


def test_a_recording_is_sealed_and_can_be_heard_again(recordings, tmp_path):
    path = recordings.keep("CA1", 7, PCM)
    content = (tmp_path / path).read_bytes()
    assert b"RIFF" not in content
    assert PCM[:64] not in content
    with wave.open(io.BytesIO(recordings.read(path))) as file:
        assert (file.getframerate(), file.readframes(8000)) == (8000, PCM)


def test_nothing_is_overwritten(recordings):
    assert recordings.keep("CA1", 7, PCM) != recordings.keep("CA1", 7, PCM)


def test_after_a_refusal_nothing_is_kept(recordings):
    path = recordings.keep("CA1", 7, PCM)
    recordings.refuse("CA1")
    with pytest.raises(FileNotFoundError):
        recordings.read(path)
    assert recordings.keep("CA1", 8, PCM) == ""
    assert recordings.of("CA1") == []
    assert recordings.keep("CA2", 1, PCM) != ""


@pytest.mark.parametrize("path", ["../secret", "CA1/../../secret", "CA1/\0.wav.sealed"])
def test_a_path_does_not_lead_out_of_the_folder(recordings, tmp_path, path):
    (tmp_path.parent / "secret").write_text("x")
    with pytest.raises(FileNotFoundError):
        recordings.read(path)


def test_a_disk_that_does_not_take_it_ends_no_call(tmp_path):
    (tmp_path / "file").touch()
    assert Recordings(tmp_path / "file", Vault([new_key()])).keep("CA1", 1, PCM) == ""


def test_a_refusal_in_a_call_unhangs_what_was_recorded(desk):
    path = desk.records.recordings.keep("CA1", 3, PCM)
    key = desk.keeps(reporter="我姓王", reporter_recording=path).notice
    desk.does(KeepCallback("key", "13800001234", "x", path))
    desk.does(StopRecording())
    assert [(n.key, n.reporter, n.reporter_recording) for n in desk.all(Notice)] == [
        (key, "我姓王", "")
    ]
    assert desk.all(Callback)[0].recording == ""
    desk.keeps(key, place="厂里", reporter_recording=path)
    desk.does(KeepCallback("key", "13800001234", recording=path))
    assert desk.all(Notice)[0].reporter_recording == desk.all(Callback)[0].recording == ""
    assert desk.records.calls.get("CA1").recording_refused
    assert desk.records.recordings.keep("CA1", 4, PCM) == ""


def test_a_refusal_that_comes_while_a_recording_is_written_wins(recordings, monkeypatch):
    seal = Vault.seal

    def refused_meanwhile(vault: Vault, content: bytes) -> bytes:
        recordings.refuse("CA1")
        return seal(vault, content)

    monkeypatch.setattr(Vault, "seal", refused_meanwhile)
    assert recordings.keep("CA1", 7, PCM) == ""
    assert recordings.of("CA1") == []
