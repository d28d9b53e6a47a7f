"""Puts a server process together: settings in, all its parts out.

`engines` beside it makes recogniser and voice, `sip_door` the trunk's door. Commands that need a
part or two make them in `ivr.cli`.
"""

import secrets
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache, partial
from pathlib import Path

import structlog
from sqlalchemy import Engine

from ivr.capacity import memory
from ivr.capacity.admission import Admission, CallSlots
from ivr.capacity.decoder_load import DecoderLoad
from ivr.capacity.measure import Measured, measured
from ivr.config import weak_secrets
from ivr.config.data_key import open_database
from ivr.config.live_settings import LiveSettings
from ivr.config.settings import Settings, SettingsError
from ivr.dialog.acts import Say
from ivr.effects import LiveEffects
from ivr.observability import metrics
from ivr.observability.captions import Captions
from ivr.prompts import catalogue
from ivr.prompts.catalogue import Catalogue
from ivr.services import engines
from ivr.services.poller import ANSWER_SECONDS, Poller
from ivr.services.prerender import Prerender
from ivr.services.services import Records, Services
from ivr.services.sip_door import sip_door
from ivr.services.trial_voices import TrialVoices
from ivr.storage.call_store import CallStore
from ivr.storage.carrier_recordings import Carrier, PendingRecordings
from ivr.storage.conversations import Conversations
from ivr.storage.daily_figures import DailyFigures
from ivr.storage.journal import Journal
from ivr.storage.open_calls import OpenCalls
from ivr.storage.recordings import Recordings
from ivr.storage.store import Store
from ivr.telephony.session_factory import SessionFactory
from ivr.telephony.sip.door import SipDoor
from ivr.telephony.twilio.overflow import Overflow
from ivr.telephony.twilio.recordings_api import AccountRecordings
from ivr.telephony.twilio.signature import SignatureCheck
from ivr.telephony.twilio.sms import Outbox, SmsSender, TwilioMessages
from ivr.telephony.twilio.stream_token import StreamTokens
from ivr.telephony.twilio.twiml import KeypadTurns
from ivr.telephony.twilio.urls import PublicUrls
from kb.content import library
from kb.editions.live import LiveKnowledge
from kb.editions.seed_sync import published_library
from kb.engine import Knowledge
from models import union_codes
from models.base import sessions
from models.database import Database
from models.sealed import vault_of_engine
from speech.asr.recognizer import Recognizer, SpeechUnavailableError
from speech.audio.telephone import ulaw_to_pcm
from speech.tts.voice import Voice

KNOWLEDGE_SECONDS = 2.0
"""Between two looks for a newer edition of the knowledge."""
SETTINGS_SECONDS = 2.0
"""Between two looks for settings that the office chose."""
DELIVERY_SECONDS = 5.0
"""Between two looks at what waits on this machine or with the carrier."""
MESSAGE_SECONDS = 30.0
"""Between two looks at text messages that could not be sent at once."""
FIGURES_SECONDS = 20.0
"""Between two looks for a past day whose figures are not counted; each look counts one day."""
SILENT_SECONDS = 600.0
"""Between two looks for calls that never told their end."""
DOOR_SECONDS = 5.0
"""Between two tries to open the SIP door, whose port an older worker may still have."""
LEFT_BEHIND_SECONDS = 2.0
"""Between two looks for calls of a process that died: sooner than a caller has rung again."""
MEMORY_SECONDS = 60.0
"""Between two times that memory nobody uses is given back."""
KNOWLEDGE_COPY = "knowledge.json"
"""Where in VAR the last good edition is kept."""
LOAD_SECONDS = 2.0
"""Between two notes of this worker's load: another worker may be asked for it."""
REFERENCE = "menu.claims"
"""The prompt whose beginning is recognised to measure the machine."""
REFERENCE_BYTES = 3 * 8000

log = structlog.get_logger()


def build_services(
    settings: Settings,
    *,
    voice: Voice | None = None,
    load_recognizer: Callable[[Settings], Recognizer] = engines.load_recognizer,
) -> Services:
    """Put all parts together; nothing runs before `Services.start`.

    Raises `SettingsError` where a secret is missing or can be guessed.
    """
    if faults := weak_secrets.weak(settings):
        raise SettingsError("\n".join(faults))
    prompts = catalogue.load()
    voice = voice or engines.load_voice(settings)
    engine = open_database(settings)
    sms = _sms(settings, engine)
    live_settings = LiveSettings(settings, sessions(engine))
    live_settings.step()
    knowledge = LiveKnowledge(
        sessions(engine),
        settings.var / KNOWLEDGE_COPY,
        library.load,
        settings.strict_kb,
        Prerender(voice, prompts, settings.var).prepare,
    )
    records = build_records(
        engine,
        settings.var,
        lambda: knowledge.current,
        today=settings.day,
        messages_queued=sms.wake if sms else None,
        identity=settings.identity,
        codes=tuple(union_codes.load(settings.union_codes)) if settings.union_codes else (),
        carrier=_carrier(settings),
    )
    captions = Captions(prompts, settings.captions)
    recognizer, speech_fault = _recognizer(settings, load_recognizer)
    capacity = _capacity(settings, recognizer, lambda: _reference(voice, prompts))
    slots = CallSlots(_slots(settings, capacity))
    decoders = DecoderLoad()
    admission = Admission(
        slots,
        decoders,
        has_speech=recognizer is not None,
        at_once=settings.utterances_at_once,
        keypad_calls=settings.keypad_calls,
        other_servers=settings.other_servers,
    )
    streams = SessionFactory(
        prompts,
        voice,
        recognizer,
        knowledge,
        calls=records.calls,
        conversations=records.conversations,
        recordings=records.recordings,
        slots=slots,
        decoders=decoders,
        captions=captions,
    )
    open_calls = OpenCalls(settings.var / "open-calls", records.calls.ended)
    sip = sip_door(
        live_settings,
        records,
        streams,
        admission,
        captions=captions,
        speak=lambda prompt: voice.speak(prompts.phrases(Say(prompt), keypad=True)),
        open_calls=open_calls,
    )
    urls = PublicUrls(settings.origin)
    overflow = Overflow(
        records.store,
        prompts,
        settings.say_voice,
        action=urls.to("/voice/crowd"),
        ended=records.calls.ended,
    )
    return Services(
        **vars(records),
        settings=settings,
        live_settings=live_settings,
        knowledge=knowledge,
        catalogue=prompts,
        voice=voice,
        trial_voices=TrialVoices(voice, partial(engines.load_trial_voice, settings)),
        captions=captions,
        recognizer=recognizer,
        speech_fault=speech_fault,
        measured=capacity,
        slots=slots,
        admission=admission,
        streams=streams,
        stream_tokens=StreamTokens(records.vault),
        signature=_signature(settings),
        urls=urls,
        keypad=KeypadTurns(prompts, settings.say_voice),
        overflow=overflow,
        sms=sms,
        sip=sip,
        pollers=(
            Poller("settings", SETTINGS_SECONDS, live_settings.step),
            *_pollers(knowledge, records, admission, sms),
            *(_door_pollers(sip, open_calls) if sip else ()),
        ),
    )


def build_records(
    engine: Engine,
    var: Path,
    knowledge: Callable[[], Knowledge],
    *,
    today: Callable[[], date],
    messages_queued: Callable[[], None] | None = None,
    identity: str = "birth",
    codes: Sequence[str] = (),
    carrier: Carrier | None = None,
) -> Records:
    """Put together what outlives a call.

    `engine` has a vault; `var` holds recordings and the journal; `knowledge` gives the edition in
    use; `carrier` is where recordings of keyed calls are fetched from.
    """
    vault = vault_of_engine(engine)
    made = sessions(engine)
    wake = messages_queued or (lambda: None)
    store = Store(Database(made), Journal(var / "journal", vault), vault, delivered=wake)
    recordings = Recordings(var / "recordings", vault)
    calls = CallStore(store)
    effects = LiveEffects(
        store,
        calls,
        knowledge=knowledge,
        recordings=recordings,
        today=today,
        messages_queued=messages_queued,
        identity=identity,
        codes=codes,
    )
    return Records(
        engine=engine,
        sessions=made,
        vault=vault,
        store=store,
        recordings=recordings,
        pending_recordings=PendingRecordings(var / "awaited", vault, recordings, carrier),
        calls=calls,
        effects=effects,
        conversations=Conversations(store, calls, effects),
    )


def open_store(settings: Settings, engine: Engine) -> Store:
    """The store alone, for commands. What it keeps seldom asks the knowledge, which takes seconds to lay out."""

    @cache
    def knowledge() -> Knowledge:
        return Knowledge(published_library(settings.database), settings.strict_kb)

    return build_records(engine, settings.var, knowledge, today=settings.day).store


def _pollers(
    knowledge: LiveKnowledge,
    records: Records,
    admission: Admission,
    sms: SmsSender | None,
) -> tuple[Poller, ...]:
    return (
        *([Poller("messages", MESSAGE_SECONDS, sms.wake)] if sms else []),
        Poller("knowledge", KNOWLEDGE_SECONDS, knowledge.step),
        Poller("journal", DELIVERY_SECONDS, records.store.deliver_waiting),
        Poller("recordings", DELIVERY_SECONDS, records.pending_recordings.step),
        Poller(
            "figures",
            FIGURES_SECONDS,
            DailyFigures(Database(records.sessions, ANSWER_SECONDS)).step,
        ),
        Poller("memory", MEMORY_SECONDS, memory.give_back),
        Poller("silent calls", SILENT_SECONDS, records.calls.end_silent),
        Poller("load", LOAD_SECONDS, lambda: metrics.mirror(admission.report())),
    )


def _door_pollers(sip: SipDoor, open_calls: OpenCalls) -> tuple[Poller, ...]:
    return (
        Poller("SIP door", DOOR_SECONDS, sip.open),
        Poller("calls left behind", LEFT_BEHIND_SECONDS, open_calls.end_left_behind),
    )


def _sms(settings: Settings, engine: Engine) -> SmsSender | None:
    token = settings.twilio_auth_token.get_secret_value()
    if not (settings.twilio_account_sid and token and settings.twilio_number):
        return None
    client = TwilioMessages(settings.twilio_account_sid, token, settings.twilio_number)
    return SmsSender(Outbox(sessions(engine), client))


def _carrier(settings: Settings) -> Carrier | None:
    """Where recordings lie. Unsigned webhooks must not have us show our token anywhere."""
    token = settings.twilio_auth_token.get_secret_value()
    if not (settings.check_signatures and settings.twilio_account_sid and token):
        return None
    return AccountRecordings(settings.twilio_account_sid, token)


def _signature(settings: Settings) -> SignatureCheck | None:
    if not settings.check_signatures:
        return None
    # Without a token (a hotline on a trunk alone) nothing is signed by Twilio, and nothing passes.
    token = settings.twilio_auth_token.get_secret_value() or secrets.token_hex(16)
    return SignatureCheck(token, settings.origin)


def _recognizer(
    settings: Settings, load: Callable[[Settings], Recognizer]
) -> tuple[Recognizer | None, str]:
    """Load the recogniser; without one, None and the reason."""
    try:
        return load(settings), ""
    except SpeechUnavailableError as error:
        log.warning("keypad only", fault=str(error))
        return None, str(error)


def _capacity(
    settings: Settings, recognizer: Recognizer | None, speech: Callable[[], bytes]
) -> Measured | None:
    if recognizer is None or settings.speech_calls != "auto":
        return None
    return measured(recognizer, speech, settings.var, settings.utterances_at_once)


def _slots(settings: Settings, capacity: Measured | None) -> int:
    """Calls by speech of this process."""
    if settings.speech_calls != "auto":
        return settings.speech_calls
    return capacity.slots(settings.workers * settings.servers_here) if capacity else 0


def _reference(voice: Voice, prompts: Catalogue) -> bytes:
    """Something to recognise, in our own voice, 8 kHz 16-bit."""
    spoken = b"".join(voice.speak(prompts.phrases(Say(REFERENCE))))
    return ulaw_to_pcm(spoken[:REFERENCE_BYTES])
