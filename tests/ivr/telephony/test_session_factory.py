"""Media streams begin only where there is a recogniser, a free slot and a call that is known."""

import pytest

from ivr.capacity.admission import CallSlots
from ivr.capacity.decoder_load import DecoderLoad
from ivr.errors import StreamRefusedError
from ivr.observability.captions import Captions
from ivr.prompts import catalogue
from ivr.storage.call_store import UnknownCallError
from ivr.telephony.session_factory import SessionFactory
from models.call import Call
from tests.support.hotlines import ScriptedRecognizer
from tests.support.world import CALLER, open_records


@pytest.fixture
def records(engine, tmp_path):
    records = open_records(engine, tmp_path)
    records.calls.announce("CA1", CALLER, "12351")
    yield records
    records.close()


def factory(records, slots: CallSlots, recognizer: ScriptedRecognizer | None) -> SessionFactory:
    prompts = catalogue.load()
    return SessionFactory(
        prompts,
        voice=None,
        recognizer=recognizer,
        knowledge=None,
        calls=records.calls,
        conversations=records.conversations,
        recordings=records.recordings,
        slots=slots,
        decoders=DecoderLoad(),
        captions=Captions(prompts, None),
    )


def test_a_stream_takes_a_slot_and_gives_it_back(records):
    slots = CallSlots(1)
    streams = factory(records, slots, ScriptedRecognizer())
    session = streams.open("CA1")
    assert slots.busy == 1
    streams.close("CA1", session)
    assert slots.busy == 0


def test_without_a_recogniser_or_a_free_slot_the_stream_is_refused(records):
    with pytest.raises(StreamRefusedError, match="recogniser"):
        factory(records, CallSlots(1), None).open("CA1")
    with pytest.raises(StreamRefusedError, match="busy"):
        factory(records, CallSlots(0), ScriptedRecognizer()).open("CA1")


def test_a_call_nobody_announced_costs_no_slot(records):
    slots = CallSlots(1)
    with pytest.raises(UnknownCallError):
        factory(records, slots, ScriptedRecognizer()).open("CA2")
    assert slots.busy == 0
    assert records.calls.get("CA1").streams == 0


def test_nothing_is_recorded_of_a_caller_who_refused_before_the_stream_broke(records):
    with records.store.session("CA1") as session:
        session.get_one(Call, "CA1").recording_refused = True
    streams = factory(records, CallSlots(1), ScriptedRecognizer())
    streams.close("CA1", streams.open("CA1"))
    assert records.recordings.refused("CA1")
