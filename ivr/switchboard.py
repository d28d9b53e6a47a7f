"""Everything one server process shares between its calls."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import structlog

from ivr.captions import Captions
from ivr.data_key import open_database
from ivr.dialog.acts import Ask, Say
from ivr.dialog.conversation import OutdatedError, Turn
from ivr.knowledge import Knowledge
from ivr.lines import Lines
from ivr.messages import Outbox, TwilioMessages
from ivr.office import Office
from ivr.prompts import catalogue
from ivr.settings import Settings
from ivr.telephony.session import StreamSession
from ivr.telephony.signature import SignatureCheck
from ivr.telephony.twiml import KeypadTurns
from kb.library import Library
from kb.vocabulary import likely_phrases
from models import union_codes
from models.base import sessions
from speech.ear import Ear
from speech.recognizer import Expectation, Hint, Recognizer, SpeechUnavailableError
from speech.voice import Phrase, Voice

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
        self.knowledge = Knowledge(library, settings.strict_kb)
        self._likely = likely_phrases(library)
        self.voice = voice
        self.captions = Captions(self.catalogue, settings.captions)
        self.keypad = KeypadTurns(self.catalogue, settings.say_voice)
        self.signature = self._signature()
        self.office = Office(
            self.engine,
            settings.var,
            self.knowledge,
            today=settings.today,
            messages_queued=self._message_sender(),
            identity=settings.identity,
            codes=tuple(union_codes.load(settings.union_codes)) if settings.union_codes else (),
        )
        self.office.delivery.start()
        self.calls = self.office.calls
        self.speech_fault = ""
        """Why there is no speech, in plain words; empty when there is."""
        self.recognizer = self._recognizer(load_recognizer)
        self._recordings = self.office.recordings
        self._decoders = ThreadPoolExecutor(settings.decodes, thread_name_prefix="decode")
        self.lines = Lines(settings.speech_calls)

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

        return queued

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
        """Whether one more call can be served by speech."""
        return self.recognizer is not None and self.lines.busy < self.lines.most

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
            foresee=self.knowledge.foresee,
            watcher=self.captions,
        )

    def close_session(self, call: str, session: StreamSession) -> None:
        """The stream is over, however it ended."""
        self.lines.give_back()
        try:
            session.close()
        except OutdatedError:
            log.info("call went on elsewhere", call=call)

    def _expectation(self, ask: Ask) -> Expectation:
        """What the recogniser should be ready for: the choices offered, or anything in the domain."""
        likely = self._likely if ask.hint == "open" else ask.phrases
        return Expectation(Hint(ask.hint), likely, digits=ask.keys)

    def _speak(self, turn: Turn) -> Iterator[bytes]:
        return self.voice.speak(self.phrases(turn))

    def phrases(self, turn: Turn) -> list[Phrase]:
        """All a turn has to speak."""
        spoken: list[Say | Ask] = [*turn.says, *([turn.then] if isinstance(turn.then, Ask) else [])]
        return [phrase for s in spoken for phrase in self.catalogue.phrases(s)]
