"""How many lines a server gives itself."""

import json
from dataclasses import asdict

import pytest

from ivr.capacity.measure import FILE, MAX_SLOTS, MIN_SLOTS, Measured, measured
from tests.support.hotlines import ScriptedRecognizer

TWO_SECONDS = bytes(2 * 16000)


@pytest.mark.parametrize(
    ("utterance", "listening", "workers", "lines"),
    [
        (0.3, 0.010, 1, 18),
        (0.3, 0.010, 2, 9),
        (0.6, 0.010, 1, 10),
        (20.0, 0.010, 4, MIN_SLOTS),  # hopelessly slow: one caller at a time, never none
        (0.0, 0.0, 1, MAX_SLOTS),  # Python ends before the machine does
    ],
)
def test_slower_machines_and_more_processes_have_fewer_lines_each(
    utterance, listening, workers, lines
):
    assert Measured("m", 2, utterance, listening).slots(workers) == lines


def test_what_was_measured_is_not_measured_again_beside_running_calls(tmp_path):
    first = measured(ScriptedRecognizer(), lambda: TWO_SECONDS, tmp_path, 2)

    def not_again() -> bytes:
        raise AssertionError("measured twice")

    assert measured(ScriptedRecognizer(), not_again, tmp_path, 2) == first
    assert first.listening_share > 0


@pytest.mark.parametrize("content", ["", "{", "[]", '{"machine": "another"}', "[1]"])
def test_a_file_that_says_nothing_useful_is_written_anew(tmp_path, content):
    (tmp_path / FILE).write_text(content)
    found = measured(ScriptedRecognizer(), lambda: TWO_SECONDS, tmp_path, 2)
    assert [one["machine"] for one in json.loads((tmp_path / FILE).read_text())] == [found.machine]


def test_another_engine_or_machine_is_measured_anew(tmp_path):
    other = Measured("vosk on 96 cores of Slow", 96, 1.0, 1.0)
    (tmp_path / FILE).write_text(json.dumps([asdict(other)]))
    assert "scripted" in measured(ScriptedRecognizer(), lambda: TWO_SECONDS, tmp_path, 2).machine


def test_unlike_machines_on_one_volume_do_not_share_a_measurement(tmp_path, monkeypatch):
    """As many cores, another processor: a cluster's nodes, which come and go."""

    def on(processor: str, *speech: bytes) -> Measured:
        given = iter(speech)
        cpuinfo = tmp_path / "cpuinfo"
        cpuinfo.write_text(f"processor\t: 0\nmodel name\t: {processor}\n")
        monkeypatch.setattr("ivr.capacity.measure._CPUINFO", cpuinfo)
        return measured(ScriptedRecognizer(), lambda: next(given), tmp_path, 2)

    fast, slow = on("Fast 9000", TWO_SECONDS), on("Slow 100", TWO_SECONDS)
    assert fast.machine.endswith("cores of Fast 9000")
    assert slow.machine.endswith("cores of Slow 100")
    # Neither measures again when it starts beside the other's calls.
    assert (on("Fast 9000"), on("Slow 100")) == (fast, slow)
