"""One call over a line: events in, orders out, no I/O and no clock of its own.

Ties the parts together: ear (what the caller says), keys, player (what the caller hears) and
the conversation (what comes next). The owner feeds events and calls `tick` every 20 ms or so.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Any, Protocol

import structlog

from ivr.capacity.decoder_load import DecoderLoad
from ivr.dialog.acts import Ask, CallerAct, HangUp, Keyed, Said, Say, Silent
from ivr.dialog.conversation import Conversation, Turn
from ivr.observability import tracing
from ivr.telephony.answer import joined
from ivr.telephony.keys import KeyCollector
from ivr.telephony.line import Clear, Event, Heard, Order, Play, Played, Pressed, SetMark
from ivr.telephony.player import Player
from speech.asr.recognizer import Expectation, Transcript
from speech.audio.telephone import ulaw_to_pcm
from speech.ear import Ear, Partial, SpeechEnded, SpeechStarted, Utterance
from speech.entities.acknowledgements import acknowledges

SILENCE = {"digits": 10.0, "date": 10.0, "story": 10.0}
"""Seconds of silence after the prompt before the hotline speaks again, where not the usual."""
USUAL_SILENCE = 7.0
MARK_GRACE = 3.0
"""Seconds to wait for the echo of a mark beyond the length of what was sent."""

_ALL = 1 << 62

log = structlog.get_logger()

Speak = Callable[[Sequence[Say | Ask]], Iterator[bytes]]
"""Renders prompts as 8 kHz mu-law audio, piece by piece."""


class Watcher(Protocol):
    """Sees both sides of a call, for captions and reviewers."""

    def hotline_says(self, call: str, turn: Turn) -> None:
        """A turn begins to play."""
        ...

    def caller_heard(self, call: str, text: str) -> None:
        """The caller is speaking; `text` is what has been heard so far."""
        ...

    def caller_does(self, call: str, act: CallerAct) -> None:
        """The caller answered."""
        ...

    def reply_sent(self, call: str, timings: dict[str, float]) -> None:
        """The first frame of a reply has been sent."""
        ...


class SessionEnd(Enum):
    """How a session ended."""

    HANG_UP = auto()
    """All is said."""
    HAND_OFF = auto()
    """The call goes to a person."""


@dataclass
class _Hearing:
    """One utterance on its way through the recogniser."""

    utterance: Utterance
    recording: str
    result: "Future[Transcript]"
    submitted: float


@dataclass
class _Telling:
    """How much of a turn only tells something; a question may stand behind it."""

    until: int = _ALL
    """Bytes of audio; all of them until the question's beginning is known."""


class StreamSession:
    """The state machine of one stretch of a call by speech."""

    def __init__(
        self,
        *,
        call: str,
        resumed: bool,
        by_keys: bool = False,
        listens_to: Callable[[Ask], bool] = lambda ask: True,
        conversation: Conversation,
        ear: Ear,
        expectation: Callable[[Ask], Expectation],
        speak: Speak,
        record: Callable[[str, int, bytes], str],
        decoders: DecoderLoad,
        foresee: Callable[[str], object],
        watcher: Watcher,
    ) -> None:
        """`resumed` tells that the call has had a line before which broke; `by_keys`, that the
        caller has keys alone. `listens_to` tells which questions may be answered by voice.

        `foresee` is given what has been heard of an open answer so far, to look it up ahead; it
        returns at once.
        """
        self._call = call
        self._resumed = resumed
        self._by_keys = by_keys
        self._listens_to = listens_to
        self._conversation = conversation
        self._ear = ear
        self._expectation = expectation
        self._speak = speak
        self._record = record
        self._decoders = decoders
        self._foresee = foresee
        self._watcher = watcher
        self._player = Player()
        self._keys = KeyCollector()
        self._heard: list[_Hearing] = []
        self._out: list[Order] = []
        self._mark = ""
        """The mark behind the last frame; its echo tells that all was heard."""
        self._marks = 0
        self._mark_sent: float | None = None
        self._quiet_since: float | None = None
        self._speaking = False
        """The caller is speaking."""
        self._interrupted = False
        self._telling = _Telling()
        self._false_alarm = False
        self._replying_to: dict[str, float] | None = None
        self.end: SessionEnd | None = None

    @property
    def talking(self) -> bool:
        """Whether the caller has not yet heard all there is to hear."""
        return self._player.busy or self._mark_sent is not None

    # Events

    def start(self, now: float) -> list[Order]:
        """Speak the turn the call is at, with a word about a break, or that there are keys alone."""
        turn = self._conversation.turn
        says = (Say("resumed"), *turn.says) if self._resumed else turn.says
        says = (*says, Say("no_speech")) if self._by_keys else says
        self._begin(replace(turn, says=says), now)
        return self.tick(now)

    def receive(self, event: Event, now: float) -> list[Order]:
        """Take one event of the line; return orders for it."""
        match event:
            case Heard(audio=audio):
                self._listen(audio, now)
            case Pressed(key=key):
                self._press(key, now)
            case Played(mark=mark) if mark == self._mark:
                self._played(now)
        return self.tick(now)

    def tick(self, now: float) -> list[Order]:
        """Do what is due at `now` (seconds, monotonic); return orders for the line."""
        self._take_transcripts(now)
        self._take_keys(self._keys.due(now), now)
        self._send_audio(now)
        self._watch_silence(now)
        out, self._out = self._out, []
        return out

    def close(self) -> None:
        """The line is gone. What the caller was telling is still kept."""
        self._player.stop()
        ask = self._conversation.turn.then
        unfinished = self._ear.flush()
        if unfinished and isinstance(ask, Ask) and ask.record:
            self._submit(unfinished, 0.0)
        if self._heard and isinstance(ask, Ask) and ask.record:
            self._conversation.receive(self._said(self._heard))
        self._ear.close()

    # What the caller does

    def _listen(self, audio: bytes, now: float) -> None:
        ask = self._conversation.turn.then
        if not isinstance(ask, Ask) or not self._listens_to(ask):
            return
        for happened in self._ear.feed(ulaw_to_pcm(audio)):
            match happened:
                case SpeechStarted():
                    self._speaking = True
                    self._interrupt(may_go_on=self._is_telling)
                case Partial(text=text):
                    self._watcher.caller_heard(self._call, text)
                    if ask.hint == "open":
                        self._foresee(text)
                case SpeechEnded(utterance=utterance):
                    self._speaking = False
                    self._submit(utterance, now)

    def _press(self, key: str, now: float) -> None:
        if not isinstance(self._conversation.turn.then, Ask) or self._ends_recording(key, now):
            return
        self._interrupt()
        self._heard.clear()
        self._ear.reset()
        self._speaking = False
        self._quiet_since = now
        self._take_keys(self._keys.press(key, now), now)

    def _ends_recording(self, key: str, now: float) -> bool:
        """Whether the key says, to who records by keys, that all is told."""
        if not (self._by_keys and key == "#" and self._keeps_audio()):
            return False
        unfinished = self._ear.flush()
        if unfinished:
            self._speaking = False
            self._submit(unfinished, now)
        return bool(self._heard)

    @property
    def _is_telling(self) -> bool:
        """Whether the caller hears something told, before any question has begun."""
        return self._player.busy and self._player.sent_bytes < self._telling.until

    def _interrupt(self, may_go_on: bool = False) -> None:
        """Barge-in: stop talking at once, here and in the carrier's buffer."""
        self._quiet_since = None
        if self.talking:
            self._interrupted = True
            self._player.hold() if may_go_on else self._player.stop()
            self._ear.hushed()
            self._mark_sent = None
            self._out.append(Clear())

    def _only_acknowledged(self, said: Said) -> bool:
        """Whether the caller said 嗯, or nothing, and what was being told should go on.

        However faint other words are, they may be a cry for help; and of a story all is kept.
        """
        nothing = not said.text or acknowledges(said.text)
        return self._player.held and nothing and not self._keeps_audio()

    def _submit(self, utterance: Utterance, now: float) -> None:
        seq = self._conversation.turn.seq
        recording = self._record(self._call, seq, utterance.pcm)
        ended = tracing.begin("decode", self._call)
        result = utterance.transcribe()
        result.add_done_callback(lambda _: ended())
        self._decoders.watch(result)
        self._heard.append(_Hearing(utterance, recording, result, now))

    def _take_transcripts(self, now: float) -> None:
        """Answer once everything said so far is recognised and the caller is quiet."""
        if not self._heard or self._speaking or not all(h.result.done() for h in self._heard):
            return
        heard, self._heard = self._heard, []
        said = self._said(heard)
        self._replying_to = {
            "ended": heard[-1].submitted,
            "endpoint": heard[-1].utterance.endpoint_delay,
            "decode": now - heard[-1].submitted,
        }
        if self._only_acknowledged(said):
            self._replying_to = None
            self._player.go_on()
        elif said.text or self._keeps_audio():
            self._answer(said, now)
        elif self._interrupted and not self._false_alarm:
            self._false_alarm = True
            self._begin(self._conversation.turn, now)
        else:
            self._answer(Silent(said.meta), now)

    def _keeps_audio(self) -> bool:
        ask = self._conversation.turn.then
        return isinstance(ask, Ask) and ask.record

    def _said(self, heard: list[_Hearing]) -> Said:
        transcripts = [self._transcript(h) for h in heard]
        meta = self._meta(heard[-1].utterance, transcripts)
        return replace(joined(transcripts), recording=heard[0].recording, meta=meta)

    def _transcript(self, heard: _Hearing) -> Transcript | None:
        try:
            return heard.result.result()
        except Exception as error:  # noqa: BLE001 - one bad utterance must not end the call
            log.error("recognition failed", call=self._call, fault=repr(error))
            return None

    def _meta(self, utterance: Utterance, transcripts: list[Transcript | None]) -> dict[str, Any]:
        last = transcripts[-1]
        return {
            "engine": last.engine if last else "",
            "endpoint_ms": round(utterance.endpoint_delay * 1000),
            "decode_ms": round(last.seconds * 1000) if last else 0,
            "interrupted": self._interrupted,
        }

    def _take_keys(self, keys: str | None, now: float) -> None:
        if keys is not None:
            self._replying_to = {"ended": now, "endpoint": 0.0, "decode": 0.0}
            self._answer(Keyed(keys, {"interrupted": self._interrupted}), now)

    def _answer(self, act: CallerAct, now: float) -> None:
        self._watcher.caller_does(self._call, act)
        self._false_alarm = False
        with tracing.span("turn", self._call, act=type(act).__name__):
            turn = self._conversation.receive(act)
        self._begin(turn, now)

    # What the caller hears

    def _begin(self, turn: Turn, now: float) -> None:
        """Start to speak a turn and to listen for its answer."""
        self._watcher.hotline_says(self._call, turn)
        self._interrupted = False
        self._quiet_since = None
        self._mark_sent = None
        if isinstance(turn.then, Ask):
            self._keys.expect(turn.then.keys)
            self._ear.expect(self._expectation(turn.then))
        self._telling = telling = _Telling()
        self._player.play(self._spoken(turn, telling))

    def _spoken(self, turn: Turn, telling: "_Telling") -> Iterator[bytes]:
        """The turn's audio; where its question begins is noted in `telling` on the way."""
        length = 0
        for piece in self._speak(turn.says):
            length += len(piece)
            yield piece
        if isinstance(turn.then, Ask):
            telling.until = length
            yield from self._speak([turn.then])

    def _send_audio(self, now: float) -> None:
        was_busy = self._player.busy
        for frame in self._player.due(now):
            if self._replying_to:
                self._replying_to["reply"] = now - self._replying_to["ended"]
                self._watcher.reply_sent(self._call, self._replying_to)
                self._replying_to = None
            self._ear.plays(ulaw_to_pcm(frame))
            self._out.append(Play(frame))
        if was_busy and not self._player.busy:
            self._marks += 1
            self._mark, self._mark_sent = f"heard-{self._marks}", now
            self._out.append(SetMark(self._mark))

    def _played(self, now: float) -> None:
        """The caller has heard everything."""
        if self._mark_sent is None:
            return
        self._mark_sent = None
        self._quiet_since = now
        match self._conversation.turn.then:
            case HangUp():
                self.end = SessionEnd.HANG_UP
            case Ask():
                pass
            case _:
                self.end = SessionEnd.HAND_OFF

    def _watch_silence(self, now: float) -> None:
        if self._mark_sent is not None and now - self._mark_sent > MARK_GRACE:
            self._played(now)
        ask = self._conversation.turn.then
        if self._quiet_since is None or not isinstance(ask, Ask):
            return
        waiting = self._speaking or self._heard or self._keys.pending
        if not waiting and now - self._quiet_since > SILENCE.get(ask.hint, USUAL_SILENCE):
            self._quiet_since = None
            self._answer(Silent({"interrupted": False}), now)
