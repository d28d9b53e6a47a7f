"""Recordings: sealed, kept with the notice, and gone when the caller does not want them."""

import io
import wave

import pytest

from ivr.carrier_recordings import bring_home, name_of
from ivr.recordings import Recordings
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


def test_a_path_does_not_lead_out_of_the_folder(recordings, tmp_path):
    (tmp_path.parent / "secret").write_text("x")
    with pytest.raises(FileNotFoundError):
        recordings.read("../secret")


def test_a_disk_that_does_not_take_it_ends_no_call(tmp_path):
    (tmp_path / "file").touch()
    assert Recordings(tmp_path / "file", Vault([new_key()])).keep("CA1", 1, PCM) == ""


def test_a_refusal_in_a_call_unhangs_what_was_recorded(desk):
    path = desk.office.recordings.keep("CA1", 3, PCM)
    key = desk.save("notice", notice="", reporter="我姓王", reporter_recording=path).data["notice"]
    desk.save("callback", phone="13800001234", reason="key", text="x", recording=path)
    desk.save("no_recording")
    assert [(n.key, n.reporter, n.reporter_recording) for n in desk.all(Notice)] == [
        (key, "我姓王", "")
    ]
    assert desk.all(Callback)[0].recording == ""
    assert desk.office.calls.get("CA1").recording_refused
    assert desk.office.recordings.keep("CA1", 4, PCM) == ""


class FakeCarrier:
    """Has one recording."""

    def __init__(self, fails: str = "") -> None:
        self.deleted: list[str] = []
        self._fails = fails

    def fetch(self, url: str) -> bytes:
        if self._fails == "fetch":
            raise OSError("no line")
        return b"RIFF of the carrier"

    def delete(self, url: str) -> None:
        if self._fails == "delete":
            raise OSError("no line")
        self.deleted.append(url)


URL = "https://api.twilio.com/2010-04-01/Accounts/AC1/Recordings/RE7"


def test_what_the_carrier_recorded_comes_home_and_is_deleted_there(recordings):
    carrier = FakeCarrier()
    path = bring_home(carrier, recordings, "CA1", URL)
    assert path == recordings.path("CA1", name_of(URL)) == "CA1/RE7.wav.sealed"
    assert recordings.read(path) == b"RIFF of the carrier"
    assert carrier.deleted == [URL]


def test_what_cannot_be_fetched_is_not_deleted_there(recordings):
    carrier = FakeCarrier(fails="fetch")
    assert bring_home(carrier, recordings, "CA1", URL) == ""
    assert carrier.deleted == []


def test_after_a_refusal_the_carrier_deletes_unheard(recordings):
    carrier = FakeCarrier(fails="fetch")
    recordings.refuse("CA1")
    assert bring_home(carrier, recordings, "CA1", URL) == ""
    assert carrier.deleted == [URL]
