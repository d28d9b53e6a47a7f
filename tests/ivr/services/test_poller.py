"""What is done every few seconds goes on whatever happens, until it is told to stop."""

import threading

from ivr.services.poller import Poller

LONG = 60.0
"""Seconds no test waits."""


def test_a_step_that_fails_is_taken_again():
    steps, enough = [], threading.Event()

    def step() -> None:
        steps.append(len(steps))
        if len(steps) == 3:
            enough.set()
        raise OSError("not now")

    poller = Poller("test", 0.001, step)
    poller.start()
    assert enough.wait(LONG)
    poller.stop()


def test_the_first_step_is_taken_at_once():
    taken = threading.Event()
    poller = Poller("test", LONG, taken.set)
    poller.start()
    assert taken.wait(LONG / 2)
    poller.stop()


def test_nothing_is_done_before_the_start_nor_after_the_end():
    taken = threading.Event()
    poller = Poller("test", 0.001, taken.set)
    poller.stop()
    poller.start()
    assert not taken.wait(0.2)
