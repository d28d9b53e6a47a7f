"""One function puts a process together; nothing of it runs before it is started."""

import dataclasses
import gc
import threading

import pytest

from ivr.services.poller import Poller
from kb.engine import Knowledge


def test_parts_are_not_exchanged_behind_anybodys_back(keypad_hotline):
    with pytest.raises(dataclasses.FrozenInstanceError):
        keypad_hotline.services.settings = None


def test_every_loop_of_a_process_is_known_by_name(keypad_hotline):
    assert [poller.name for poller in keypad_hotline.services.pollers] == [
        "settings",
        "knowledge",
        "journal",
        "recordings",
        "figures",
        "memory",
        "silent calls",
        "load",
    ]


def test_loops_begin_with_the_start_and_end_with_the_process(keypad_hotline):
    taken = threading.Event()
    services = dataclasses.replace(
        keypad_hotline.services, pollers=(Poller("test", 60.0, taken.set),)
    )
    assert not taken.is_set()
    services.start()
    assert taken.wait(60)
    services.pollers[0].stop()


def test_messages_left_by_the_last_process_are_sent_at_the_start(keypad_hotline):
    class Sender:
        woken = False

        def wake(self) -> None:
            self.woken = True

    sender = Sender()
    dataclasses.replace(keypad_hotline.services, sms=sender, pollers=()).start()
    assert sender.woken


def test_what_the_first_caller_would_wait_for_is_loaded_at_the_start(keypad_hotline, monkeypatch):
    warmed = []

    def warm_up(knowledge: Knowledge) -> None:
        warmed.append(knowledge)

    monkeypatch.setattr(Knowledge, "warm_up", warm_up)
    services = dataclasses.replace(keypad_hotline.services, pollers=())
    services.start()
    assert warmed == [services.knowledge.current]


def test_what_is_there_at_the_start_is_left_out_of_searches_for_garbage(keypad_hotline):
    gc.unfreeze()
    services = dataclasses.replace(keypad_hotline.services, pollers=())
    services.start()
    assert gc.get_freeze_count() > 100_000


def test_warming_up_asks_what_the_content_has_not(keypad_hotline, monkeypatch):
    """The meaning of what stands in the content is known without the network."""
    knowledge, asked = keypad_hotline.services.knowledge.current, []
    monkeypatch.setattr(knowledge, "understand", asked.extend)
    knowledge.warm_up()
    known = {phrase.text for phrase in knowledge.library.phrases}
    assert asked
    assert not {reading.text for reading in asked} & known
