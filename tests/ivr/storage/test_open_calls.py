"""Calls of a process that died are ended by another."""

import os

import pytest

from ivr.storage import open_calls
from ivr.storage.open_calls import OpenCalls


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_calls, "SETTLED_SECONDS", -1.0)


@pytest.fixture
def ended() -> list[str]:
    return []


@pytest.fixture
def calls(tmp_path, ended) -> OpenCalls:
    return OpenCalls(tmp_path / "open", lambda call, _: ended.append(call))


def test_a_call_that_goes_on_is_left_alone_and_one_that_is_over_forgotten(calls, ended):
    with calls.going_on("SP1"):
        calls.end_left_behind()
    calls.end_left_behind()
    assert ended == []


def test_the_call_of_a_process_that_died_is_ended_once(calls, ended):
    child = os.fork()
    if not child:
        with calls.going_on("SP1"):
            os._exit(0)
    os.waitpid(child, 0)
    calls.end_left_behind()
    calls.end_left_behind()
    assert ended == ["SP1"]


def test_a_call_just_begun_is_not_looked_at(calls, ended, tmp_path, monkeypatch):
    monkeypatch.setattr(open_calls, "SETTLED_SECONDS", 60.0)
    (tmp_path / "open").mkdir()
    (tmp_path / "open" / "SP1.call").touch()
    calls.end_left_behind()
    assert ended == []


def test_a_disk_that_takes_nothing_ends_no_call(calls, tmp_path):
    (tmp_path / "open").touch()
    with calls.going_on("SP1"):
        pass


def test_a_call_that_breaks_is_no_longer_open(calls, ended):
    with pytest.raises(ZeroDivisionError), calls.going_on("SP1"):
        raise ZeroDivisionError
    calls.end_left_behind()
    assert ended == []
