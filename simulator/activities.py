"""What the line does for TwiML verbs other than `<Stream>`: play, wait, gather, record, dial."""

from collections.abc import Sequence

from simulator import audio
from simulator.caller import Act
from simulator.ear import Ear
from simulator.line import Heard
from simulator.options import Dial, DialOutcome


class Sound:
    """Plays a sound to its end."""

    def __init__(self, mulaw: bytes, *, is_speech: bool = True) -> None:
        self._frames = audio.frames(mulaw)
        self._next = 0
        self._is_speech = is_speech

    @property
    def done(self) -> bool:
        """Whether all of it is played."""
        return self._next >= len(self._frames)

    @property
    def more_to_come(self) -> bool:
        """Whether some of it is left."""
        return self._is_speech and not self.done

    def tick(self, act: Act) -> Heard:
        """Play one frame."""
        frame = self._frames[self._next]
        self._next += 1
        return Heard(frame, self._is_speech)


class Silence:
    """Says nothing for some seconds, in the middle of a document."""

    def __init__(self, seconds: float) -> None:
        self._left = round(seconds / audio.FRAME_SECONDS)

    @property
    def done(self) -> bool:
        """Whether the time is over."""
        return self._left <= 0

    @property
    def more_to_come(self) -> bool:
        """A pause stands between two other things."""
        return not self.done

    def tick(self, act: Act) -> Heard:
        """Let one frame pass."""
        self._left -= 1
        return Heard()


class Gathering:
    """`<Gather>`: collects keys while prompts play and for `timeout` seconds after the last key."""

    def __init__(
        self,
        prompts: Sequence[Sound | Silence],
        ear: Ear,
        *,
        timeout: float,
        num_digits: int | None,
        finish_on_key: str,
        barge_in: bool,
    ) -> None:
        self.digits = ""
        self.finished_on_key = ""
        self._prompts = list(prompts)
        self._ear = ear
        self._timeout = round(timeout / audio.FRAME_SECONDS)
        self._idle = 0
        self._num_digits = num_digits
        self._finish_on_key = finish_on_key
        self._barge_in = barge_in
        self._submitted = False

    @property
    def done(self) -> bool:
        """Whether keys are submitted or waiting for them has timed out."""
        return self._submitted or (not self._prompts and self._idle >= self._timeout)

    @property
    def more_to_come(self) -> bool:
        """Whether prompts are left."""
        return bool(self._prompts)

    def tick(self, act: Act) -> Heard:
        """Take a key, play a frame."""
        if act.key:
            self._take(act.key)
        while self._prompts and self._prompts[0].done:
            self._prompts.pop(0)
        if self._prompts:
            return self._prompts[0].tick(act)
        self._idle += 1
        return Heard()

    def _take(self, key: str) -> None:
        self._idle = 0
        if self._barge_in and self._prompts:
            self._prompts.clear()
            self._ear.stopped()
        if key == self._finish_on_key:
            self.finished_on_key = key
            self._submitted = True
            return
        self.digits += key
        self._submitted = len(self.digits) == self._num_digits


class Recording:
    """`<Record>`: a beep, then what the caller says until a key, a silence or the longest time."""

    def __init__(
        self, *, timeout: float, max_length: float, finish_on_key: str, beep: bool
    ) -> None:
        self.mulaw = bytearray()
        self.key = ""
        self._beep = Sound(audio.tone(1000, 0.4), is_speech=False) if beep else None
        self._timeout = timeout
        self._max_length = max_length
        self._finish_on_key = finish_on_key
        self._quiet = 0.0
        self.more_to_come = False

    @property
    def seconds(self) -> float:
        """How long the recording is."""
        return len(self.mulaw) / audio.RATE

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be heard on it."""
        return not audio.audible(bytes(self.mulaw))

    @property
    def done(self) -> bool:
        """Whether it has ended."""
        return bool(self.key) or self._quiet >= self._timeout or self.seconds >= self._max_length

    def tick(self, act: Act) -> Heard:
        """Record one frame, once the beep is over."""
        if act.key and act.key in self._finish_on_key:
            self.key = act.key
        if self._beep is not None and not self._beep.done:
            return self._beep.tick(act)
        self.mulaw += act.said or audio.SILENCE
        self._quiet = 0.0 if audio.audible(act.said) else self._quiet + audio.FRAME_SECONDS
        return Heard()


class Dialling:
    """`<Dial>`: ringing, then a conversation when the script lets somebody answer."""

    def __init__(self, plan: Dial, timeout: float) -> None:
        self.talked = 0.0
        self.more_to_come = False
        self._answered = plan.outcome is DialOutcome.ANSWERED and plan.ring < timeout
        self._ring_left = min(plan.ring, timeout)
        self._talk = plan.talk if self._answered else 0.0
        self._ringing = audio.frames(audio.tone(450, 1.0)) + [audio.SILENCE] * 200
        self._rung = 0

    @property
    def bridged(self) -> bool:
        """Whether somebody answered."""
        return self._answered and self._ring_left <= 0

    @property
    def done(self) -> bool:
        """Whether ringing and conversation are over."""
        return self._ring_left <= 0 and self.talked >= self._talk

    def tick(self, act: Act) -> Heard:
        """Let one frame pass: China's ringing tone, 450 Hz for one second in five, or talk."""
        if self._ring_left > 0:
            self._ring_left -= audio.FRAME_SECONDS
            frame = self._ringing[self._rung % len(self._ringing)]
            self._rung += 1
            return Heard(frame, is_speech=False)
        self.talked += audio.FRAME_SECONDS
        return Heard()


def hum(text: str, seconds_per_char: float) -> bytes:
    """Return what stands in for `<Say>`: a hum as long as the text would take to speak.

    `seconds_per_char` is meant for Chinese characters; others take a third of it.
    """
    seconds = sum(seconds_per_char * (1 if ord(x) > 0x2E7F else 1 / 3) for x in text)
    return audio.tone(160, max(0.2, seconds), amplitude=1500)
