"""Everything one server process shares between its calls."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from urllib.parse import urlencode

import structlog

from ivr.capacity.admission import Admission
from ivr.capacity.call_slots import CallSlots
from ivr.capacity.decoders import Decoders
from ivr.capacity.measure import MAX, Measured, measured
from ivr.config.data_key import open_database
from ivr.config.settings import Settings
from ivr.dialog.acts import Ask, Say
from ivr.dialog.conversation import OutdatedError, Turn
from ivr.observability.captions import Captions
from ivr.prompts import catalogue
from ivr.services.prerender import Prerender
from ivr.services.records import Office
from ivr.storage.carrier_recordings import Carrier
from ivr.telephony.session import StreamSession
from ivr.telephony.twilio import recordings_api
from ivr.telephony.twilio.overflow import Overflow
from ivr.telephony.twilio.signature import SignatureCheck
from ivr.telephony.twilio.sms import Outbox, TwilioMessages
from ivr.telephony.twilio.stream_token import StreamTokens
from ivr.telephony.twilio.twiml import KeypadTurns
from kb.content.library import Library
from kb.editions.live import LiveKnowledge
from models import union_codes
from models.base import sessions
from speech.asr.recognizer import Expectation, Hint, Recognizer, SpeechUnavailableError
from speech.audio.telephone import ulaw_to_pcm
from speech.ear import Ear
from speech.tts.voice import Phrase, Voice

REFERENCE = "menu.claims"
"""The prompt whose beginning is recognised to measure the machine."""
REFERENCE_BYTES = 3 * 8000

log = structlog.get_logger()


class NoSpeechError(Exception):
    """This call cannot be served by speech; says why."""


class Switchboard:
    """The parts of the house, put together once per process."""

    def __init__(
        self,
        settings: Settings,
        library: Library,
        voice: Voice,
        load_recognizer: Callable[[], Recognizer],
    ) -> None:
        self.settings = settings
        self.engine = open_database(settings)
        self.sessions = sessions(self.engine)
        self.catalogue = catalogue.load()
        self.voice = voice
        wording = Prerender(voice, self.catalogue, settings.var)
        copy = settings.var / "knowledge.json"
        self.shelf = LiveKnowledge(
            self.sessions, copy, library, settings.strict_kb, wording.prepare
        )
        self.shelf.start()
        self.captions = Captions(self.catalogue, settings.captions)
        self.keypad = KeypadTurns(self.catalogue, settings.say_voice)
        self.signature = self._signature()
        self.office = Office(
            self.engine,
            settings.var,
            lambda: self.shelf.current,
            today=settings.today,
            messages_queued=self._message_sender(),
            identity=settings.identity,
            codes=tuple(union_codes.load(settings.union_codes)) if settings.union_codes else (),
            carrier=self._carrier(),
        )
        self.passes = StreamTokens(self.office.store.vault)
        self.office.delivery.start()
        self.calls = self.office.calls
        self.speech_fault = ""
        """Why there is no speech, in plain words; empty when there is."""
        self.recognizer = self._recognizer(load_recognizer)
        self._recordings = self.office.recordings
        # Not by the decoders: how long these take tells how busy the recogniser is.
        self._ahead = ThreadPoolExecutor(1, thread_name_prefix="ahead")
        # They wait for the recogniser, which has threads of its own: more of them cost nothing.
        decoders = Decoders(MAX)
        self._decoders: Executor = decoders
        self.measured = self._measure()
        self.lines = CallSlots(self._most_lines())
        self.admission = Admission(
            self.lines,
            decoders,
            has_speech=self.recognizer is not None,
            at_once=settings.utterances_at_once,
            keypad_calls=settings.keypad_calls,
            other_servers=settings.other_servers,
        )
        self.crowd = Overflow(
            self.office.store,
            self.catalogue,
            settings.say_voice,
            action=self.url("/voice/crowd"),
            ended=self.calls.ended,
        )

    def _message_sender(self) -> Callable[[], None] | None:
        settings = self.settings
        token = settings.twilio_auth_token.get_secret_value()
        if not (settings.twilio_account_sid and token and settings.twilio_number):
            return None
        client = TwilioMessages(settings.twilio_account_sid, token, settings.twilio_number)
        outbox = Outbox(self.sessions, client)
        sender = ThreadPoolExecutor(1, thread_name_prefix="sms")

        def queued() -> None:
            sender.submit(outbox.send_queued)

        queued()  # what was left when the last process ended
        return queued

    def _carrier(self) -> Carrier | None:
        """Where recordings lie. Unsigned webhooks must not have us show our token anywhere."""
        settings = self.settings
        token = settings.twilio_auth_token.get_secret_value()
        if not (settings.check_signatures and settings.twilio_account_sid and token):
            return None
        return recordings_api.AccountRecordings(settings.twilio_account_sid, token)

    def _signature(self) -> SignatureCheck | None:
        if not self.settings.check_signatures:
            return None
        token = self.settings.twilio_auth_token.get_secret_value()
        return SignatureCheck(token, self.settings.origin)

    def _recognizer(self, load: Callable[[], Recognizer]) -> Recognizer | None:
        try:
            return load()
        except SpeechUnavailableError as error:
            self.speech_fault = str(error)
            log.warning("keypad only", fault=self.speech_fault)
            return None

    def _measure(self) -> Measured | None:
        if self.recognizer is None or self.settings.speech_calls != "auto":
            return None
        settings = self.settings
        return measured(self.recognizer, self._sentence, settings.var, settings.utterances_at_once)

    def _most_lines(self) -> int:
        if self.settings.speech_calls != "auto":
            return self.settings.speech_calls
        processes = self.settings.workers * self.settings.servers_here
        return self.measured.lines(processes) if self.measured else 0

    def _sentence(self) -> bytes:
        """Something to recognise, in our own voice."""
        spoken = b"".join(self.voice.speak(self.catalogue.phrases(Say(REFERENCE))))
        return ulaw_to_pcm(spoken[:REFERENCE_BYTES])

    # Addresses Twilio is given

    def url(self, path: str, **query: object) -> str:
        """A public URL of ours."""
        return f"{self.settings.origin}{path}{'?' + urlencode(query) if query else ''}"

    @property
    def stream_url(self) -> str:
        """The public WebSocket URL; it must not carry a query."""
        return self.url("/voice/stream").replace("http", "ws", 1)

    # Calls by speech

    def can_speak(self) -> bool:
        """Whether one more call can be served by speech here."""
        return self.admission.takes_stream()

    def open_session(self, call: str, stream: str) -> StreamSession:
        """Begin a media stream. Raises `UnknownCallError` or `NoSpeechError`.

        Every session opened must be given to `close_session`, or its line is lost.
        """
        if self.recognizer is None or not self.lines.take():
            raise NoSpeechError(self.speech_fault or "all lines for speech are busy")
        try:
            conversation = self.calls.conversation(call)
            streams = self.calls.stream_started(call, self.recognizer.name)
            if self.calls.get(call).recording_refused:
                self._recordings.refuse(call)
        except BaseException:
            self.lines.give_back()
            raise
        return StreamSession(
            call=call,
            stream=stream,
            resumed=streams > 1 and not conversation.after_hand_off,
            conversation=conversation,
            ear=Ear(self.recognizer),
            expectation=self._expectation,
            speak=self._speak,
            record=self._recordings.keep,
            executor=self._decoders,
            foresee=self._foresee,
            watcher=self.captions,
        )

    def close_session(self, call: str, session: StreamSession) -> None:
        """The stream is over, however it ended."""
        self.lines.give_back()
        try:
            session.close()
        except OutdatedError:
            log.info("call went on elsewhere", call=call)

    def _foresee(self, text: str) -> None:
        self._ahead.submit(self.shelf.current.foresee, text)

    def _expectation(self, ask: Ask) -> Expectation:
        """What the recogniser should be ready for: the choices offered, or anything in the domain."""
        likely = self.shelf.current.likely if ask.hint == "open" else ask.phrases
        return Expectation(Hint(ask.hint), likely, digits=ask.keys)

    def _speak(self, turn: Turn) -> Iterator[bytes]:
        return self.voice.speak(self.phrases(turn))

    def phrases(self, turn: Turn) -> list[Phrase]:
        """All a turn has to speak."""
        spoken: list[Say | Ask] = [*turn.says, *([turn.then] if isinstance(turn.then, Ask) else [])]
        return [phrase for s in spoken for phrase in self.catalogue.phrases(s)]
