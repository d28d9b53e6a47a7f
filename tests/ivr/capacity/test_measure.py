"""How many lines a server gives itself."""

import json

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


@pytest.mark.parametrize("content", ["", "{", "[]", '{"machine": "another"}'])
def test_a_file_that_says_nothing_useful_is_written_anew(tmp_path, content):
    (tmp_path / FILE).write_text(content)
    found = measured(ScriptedRecognizer(), lambda: TWO_SECONDS, tmp_path, 2)
    assert json.loads((tmp_path / FILE).read_text())["machine"] == found.machine


def test_another_engine_or_machine_is_measured_anew(tmp_path):
    (tmp_path / FILE).write_text(
        json.dumps(
            {
                "machine": "vosk on 96 cores",
                "at_once": 96,
                "utterance_seconds": 1,
                "listening_share": 1,
            }
        )
    )
    assert "scripted" in measured(ScriptedRecognizer(), lambda: TWO_SECONDS, tmp_path, 2).machine
