"""The person on the phone: plays a script, 20 ms at a time."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from simulator import audio, script
from simulator.ear import Ear
from simulator.events import Log
from simulator.options import CallOptions


@dataclass(frozen=True)
class Act:
    """What the caller does in one frame."""

    said: bytes = b""
    """160 bytes of mu-law; empty while the caller is silent."""
    begins: bytes = b""
    """All of the mu-law that begins with this frame, for a telephone that plays whole sounds."""
    key: str = ""
    drop_socket: bool = False
    hang_up: bool = False


@dataclass(frozen=True)
class _Sound:
    mulaw: bytes
    first: int
    """Frame in which speech begins."""
    last: int
    """Frame in which it ends; what follows is the recording's trailing silence."""


_NOTHING = Act()
_Life = Iterator[Act]


class Caller:
    """Plays the steps of a script; each `tick` is one frame. Stays silent when they are done.

    Sound files are read at once, so that a missing one raises AudioError before the call, and an
    unknown hook ScriptError.
    """

    def __init__(
        self, plan: script.Script, ear: Ear, log: Log, options: CallOptions, helpers: Executor
    ) -> None:
        self.steps_done = 0
        self._plan = plan
        self._sounds = {x.say: _load(x.say) for x in plan.steps if isinstance(x, script.Say)}
        _check_hooks(plan, options)
        self._ear = ear
        self._log = log
        self._options = options
        self._helpers = helpers
        self._rng = np.random.default_rng(options.seed)
        self._captions_seen = 0
        self._now = 0.0
        self._life = self._live()

    def tick(self, now: float) -> Act:
        """Return what the caller does in this frame."""
        self._now = now
        return next(self._life)

    def _live(self) -> _Life:
        for number, step in enumerate(self._plan.steps, start=1):
            self._log.add("step", number=number, step=describe(step))
            yield from self._do(step)
            self.steps_done += 1
            if isinstance(step, script.Hangup):
                yield Act(hang_up=True)
        while True:
            yield _NOTHING

    def _do(self, step: script.Step) -> _Life:
        match step:
            case script.Say():
                yield from self._say(step, self._sounds[step.say], step.say.name, step.noise_db)
            case script.SayText():
                yield from self._say_text(step)
            case script.Keys():
                yield from self._press(step)
            case script.WaitQuiet(within=within, quiet=quiet):
                yield from self._wait_quiet(within, quiet)
            case script.Pause(pause=seconds):
                yield from self._silence(seconds)
            case script.Expect():
                yield from self._expect(step)
            case script.Call(call=name):
                self._ear.answer_expected()
                yield from self._in_background(self._options.hooks[name])
            case script.DropSocket():
                self._ear.answer_expected()
                yield Act(drop_socket=True)

    def _say_text(self, step: script.SayText) -> _Life:
        synthesize = self._options.synthesize
        if synthesize is None:
            self._log.failure(f"no voice to say {step.say_text!r} with")
            return
        sounds: list[_Sound] = []
        yield from self._in_background(lambda: sounds.append(_load(synthesize(step.say_text))))
        yield from self._say(step, sounds[0], step.say_text, step.noise_db)

    def _say(self, turn: script.Turn, sound: _Sound, what: str, noise_db: float | None) -> _Life:
        mulaw = sound.mulaw
        if noise_db is not None:
            mulaw = audio.with_noise(mulaw, noise_db, self._rng)
        yield from self._take_turn(turn)
        self._log.add("said_start", what=what)
        for number, frame in enumerate(audio.frames(mulaw)):
            if number == sound.first:
                self._ear.caller_begins(self._now)
            yield Act(said=frame, begins=b"" if number else mulaw)
            if number == sound.last:
                self._listen_for_reply(what)
        self._log.add("said_end", what=what)

    def _press(self, step: script.Keys) -> _Life:
        yield from self._take_turn(step)
        for number, key in enumerate(step.keys):
            if number:
                yield from self._silence(step.gap)
            self._ear.caller_begins(self._now)
            self._log.add("key", key=key)
            self._listen_for_reply(step.keys)
            yield Act(key=key)

    def _listen_for_reply(self, act: str) -> None:
        self._captions_seen = len(self._log.captions)
        self._ear.caller_ends(act, self._now)

    def _take_turn(self, turn: script.Turn) -> _Life:
        if turn.during_prompt:
            yield from self._until(
                lambda: self._ear.speaking_for(self._now) >= turn.after,
                turn.within,
                "no prompt to interrupt",
            )
        elif turn.wait:
            yield from self._wait_quiet(turn.within, None)

    def _wait_quiet(self, within: float, quiet: float | None) -> _Life:
        need = self._plan.quiet if quiet is None else quiet
        yield from self._until(
            lambda: self._ear.finished(self._now, need), within, "the hotline did not finish"
        )

    def _expect(self, step: script.Expect) -> _Life:
        keys = ""

        def settled() -> bool:
            nonlocal keys
            keys = next((k for asked, k in step.asked.items() if self._heard(asked)), "")
            return bool(keys) or self._heard(step.expect)

        yield from self._until(settled, step.within, f"not heard: {step.expect}")
        while keys:
            yield from self._press(script.Keys(keys=keys))
            yield from self._until(settled, step.within, f"not heard: {step.expect}")

    def _heard(self, wanted: str) -> bool:
        """Whether the hotline has said something that fits since the caller last acted."""
        lines = self._log.captions[self._captions_seen :]
        return any(line.who == "hotline" and re.search(wanted, line.text) for line in lines)

    def _until(self, condition: Callable[[], bool], within: float, complaint: str) -> _Life:
        began = self._now
        while not condition():
            if self._now - began >= within:
                self._log.failure(f"{complaint} within {within:g} s")
                return
            yield _NOTHING

    def _silence(self, seconds: float) -> _Life:
        for _ in range(round(seconds / audio.FRAME_SECONDS)):
            yield _NOTHING

    def _in_background(self, work: Callable[[], None]) -> _Life:
        """Run something slow while the line goes on."""
        future = self._helpers.submit(work)
        while not future.done():
            yield _NOTHING
        future.result()


def _load(path: Path) -> _Sound:
    mulaw = audio.read_sound(path)
    return _Sound(mulaw, *audio.speech_span(mulaw))


def _check_hooks(plan: script.Script, options: CallOptions) -> None:
    for step in plan.steps:
        if isinstance(step, script.Call) and step.call not in options.hooks:
            raise script.ScriptError(f"{plan.name}: nothing to run for `call: {step.call}`")


def describe(step: script.Step) -> str:
    """Return a step in a few words, for the log."""
    kind = next(name for name, cls in script.KINDS.items() if type(step) is cls)
    value = getattr(step, kind, "")
    return f"{kind} {value.name if isinstance(value, Path) else value}".strip()
