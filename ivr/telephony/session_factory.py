"""Opens and closes sessions: ties a call's conversation to an ear and to the voice."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import structlog

from ivr.capacity.admission import CallSlots
from ivr.capacity.decoder_load import DecoderLoad
from ivr.dialog.acts import Ask, Say
from ivr.dialog.conversation import OutdatedError
from ivr.errors import StreamRefusedError
from ivr.observability.captions import Captions
from ivr.prompts.catalogue import Catalogue
from ivr.storage.call_store import CallStore
from ivr.storage.conversations import Conversations, Opened
from ivr.storage.recordings import Recordings
from ivr.telephony import keypad
from ivr.telephony.keypad import DeafRecognizer, KeypadWatcher
from ivr.telephony.session import Speak, StreamSession, Watcher
from ivr.telephony.tones import beep
from kb.editions.live import LiveKnowledge
from speech.asr.recognizer import Expectation, Hint, Recognizer
from speech.ear import Ear
from speech.tts.voice import Voice

log = structlog.get_logger()


class NoSpeechError(StreamRefusedError):
    """This call cannot be served by speech; says why."""


class SessionFactory:
    """Makes the session of every line of a process."""

    def __init__(
        self,
        catalogue: Catalogue,
        voice: Voice,
        recognizer: Recognizer | None,
        knowledge: LiveKnowledge,
        *,
        calls: CallStore,
        conversations: Conversations,
        recordings: Recordings,
        slots: CallSlots,
        decoders: DecoderLoad,
        captions: Captions,
    ) -> None:
        """Without a recogniser no session is opened."""
        self._catalogue = catalogue
        self._voice = voice
        self._recognizer = recognizer
        self._knowledge = knowledge
        self._calls = calls
        self._conversations = conversations
        self._recordings = recordings
        self._slots = slots
        self._decoders = decoders
        self._captions = captions
        self._ahead = ThreadPoolExecutor(1, thread_name_prefix="ahead")
        self._by_keys: set[StreamSession] = set()

    def open(self, call: str) -> StreamSession:
        """Begin to talk on a line. Raises `UnknownCallError`, `StreamTakenError` or `NoSpeechError`.

        Every session opened must be given to `close`, or its slot is lost.
        """
        if self._recognizer is None:
            raise NoSpeechError("there is no recogniser")
        if not self._slots.acquire():
            raise NoSpeechError("all lines for speech are busy")
        try:
            return self._session(call, self._recognizer)
        except BaseException:
            self._slots.release()
            raise

    def open_by_keys(self, call: str, heard_of: Callable[[str], object]) -> StreamSession:
        """Begin to talk with a caller who has keys alone. Raises `UnknownCallError`.

        `heard_of` is told at each turn that the call goes on. Give the session to `close`, too.
        """
        session = self._make(
            self._conversations.enter(call),
            DeafRecognizer(),
            resumed=False,
            by_keys=True,
            watcher=KeypadWatcher(self._captions, heard_of),
            speak=lambda spoken: self._speak_by_keys(call, spoken),
        )
        self._by_keys.add(session)
        return session

    def close(self, call: str, session: StreamSession) -> None:
        """The line is gone, or all is said."""
        if session in self._by_keys:
            self._by_keys.remove(session)
        else:
            self._slots.release()
        try:
            session.close()
        except OutdatedError:
            log.info("call went on elsewhere", call=call)

    def _session(self, call: str, recognizer: Recognizer) -> StreamSession:
        opened = self._conversations.enter(call)
        conversation = opened.conversation
        streams = self._calls.stream_started(call, recognizer.name)
        resumed = streams > 1 and not conversation.after_hand_off
        return self._make(
            opened,
            recognizer,
            resumed=resumed,
            by_keys=False,
            watcher=self._captions,
            speak=self._speak,
        )

    def _make(
        self,
        opened: Opened,
        recognizer: Recognizer,
        *,
        resumed: bool,
        by_keys: bool,
        watcher: Watcher,
        speak: Speak,
    ) -> StreamSession:
        call = opened.call.sid
        if opened.call.recording_refused:
            self._recordings.refuse(call)
        return StreamSession(
            call=call,
            resumed=resumed,
            by_keys=by_keys,
            listens_to=lambda ask: not by_keys or self._is_recorded(call, ask),
            conversation=opened.conversation,
            ear=Ear(recognizer),
            expectation=self._expectation,
            speak=speak,
            record=self._recordings.keep,
            decoders=self._decoders,
            foresee=self._foresee,
            watcher=watcher,
        )

    def _is_recorded(self, call: str, ask: Ask) -> bool:
        return ask.record and not self._recordings.refused(call)

    def _foresee(self, text: str) -> None:
        self._ahead.submit(self._knowledge.current.foresee, text)

    def _expectation(self, ask: Ask) -> Expectation:
        """What to be ready for: the choices offered, or anything in the domain."""
        likely = self._knowledge.current.likely if ask.hint == "open" else ask.phrases
        return Expectation(Hint(ask.hint), likely, digits=ask.keys)

    def _speak_by_keys(self, call: str, spoken: Sequence[Say | Ask]) -> Iterator[bytes]:
        refused = self._recordings.refused(call)
        for part in spoken:
            said = keypad.spoken(part, refused)
            yield from self._voice.speak(
                [phrase for s in said for phrase in self._catalogue.phrases(s, keypad=True)]
            )
            if isinstance(part, Ask) and part.record and not refused:
                yield beep()

    def _speak(self, spoken: Sequence[Say | Ask]) -> Iterator[bytes]:
        return self._voice.speak([phrase for s in spoken for phrase in self._catalogue.phrases(s)])
