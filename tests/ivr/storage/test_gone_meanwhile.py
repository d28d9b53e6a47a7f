"""Another process deletes a file between the moment it is listed and the moment it is looked at."""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from ivr.services.poller import Poller
from ivr.storage.carrier_recordings import PendingRecordings, RecordingNotice
from ivr.storage.journal import Journal
from ivr.storage.recordings import Recordings
from ivr.web import metrics_folder
from models.base import connect
from models.vault import Vault
from tests.support.databases import KEY, fresh_url
from tests.support.servers import wait_until
from tests.support.world import open_records

ENDING_CALLS = """
import sys
from pathlib import Path
from ivr.storage.journal import Journal
from models.vault import Vault
journal, number = Journal(Path(sys.argv[1]), Vault([sys.argv[2]])), 0
while True:
    number += 1
    journal.mirror(f"CA{number}", {"kind": "call"})
    journal.forget(f"CA{number}")
    if number == 1:
        print("it goes", flush=True)
"""


@pytest.fixture
def vanishing(monkeypatch):
    """Whatever a folder is found to hold is gone when it is looked at."""

    def listed_and_gone(folder: Path, pattern: str) -> list[Path]:
        found = sorted(real(folder, pattern))
        for path in found:
            path.rmdir() if path.is_dir() else path.unlink()
        return found

    real = Path.glob
    monkeypatch.setattr(Path, "glob", listed_and_gone)


@pytest.fixture
def vault():
    return Vault([KEY])


def test_a_call_that_ends_while_the_journal_is_looked_over(tmp_path, vault, vanishing):
    journal = Journal(tmp_path, vault)
    journal.mirror("CA1", {"kind": "call"})
    journal.forget_older(-1, time.time())
    journal.enqueue("CA2", {"kind": "turn"})
    assert journal.age(time.time()) == 0


def test_a_call_whose_debts_another_process_delivers_first(tmp_path, vanishing):
    engine = connect(fresh_url("sqlite", tmp_path), Vault([KEY]))
    records = open_records(engine, tmp_path)
    records.store.journal.enqueue("CA1", {"kind": "turn", "seq": 0})
    assert records.store.deliver_all().records == 0
    records.close()


def test_a_recording_that_another_process_fetches_first(tmp_path, vault, vanishing):
    class Carrier:
        def get(self, url: str) -> bytes:
            raise AssertionError("fetched twice")

        delete = get

    recordings = Recordings(tmp_path / "recordings", vault)
    pending = PendingRecordings(tmp_path / "awaited", vault, recordings, Carrier())
    pending.add(RecordingNotice("CA1", "001-RE1", "https://api.twilio.com/RE1"))
    pending.step()


def test_a_container_that_goes_while_another_starts(tmp_path, vanishing):
    (tmp_path / "counter_7.db").touch()
    assert metrics_folder._written(tmp_path) == pytest.approx(time.time(), abs=60)


def test_the_thread_that_delivers_outlives_calls_that_end_in_another_process(tmp_path):
    """The race itself: two seconds of looks against calls that begin and end without a pause."""
    engine = connect(fresh_url("sqlite", tmp_path), Vault([KEY]))
    records = open_records(engine, tmp_path)
    journal, looks = records.store.journal, []
    for number in range(30):
        journal.mirror(f"CAon{number}", {"kind": "call"})
    poller = Poller("journal", 0.0, lambda: looks.append(records.store.deliver_waiting()))
    command = [sys.executable, "-c", ENDING_CALLS, str(journal._folder), KEY]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "it goes\n"
        with capture_logs() as logs:
            poller.start()
            time.sleep(2)
            wait_until(lambda: len(looks) > 100, 120, "a hundred looks")
            poller.stop()
        assert other.poll() is None
        other.kill()
    assert [log for log in logs if log["event"] == "background step failed"] == []
    assert len([call for call in journal.calls_mirrored() if call.startswith("CAon")]) == 30
    for thread in threading.enumerate():
        if thread.name == "journal":
            thread.join(60)
    records.close()
