"""How many calls by speech this machine can serve, measured at the start of a server.

A sentence of the hotline's own is recognised a few times, and listened to as a call is. The result
is kept in VAR, so that a server that starts again, or beside another, neither waits nor measures a
machine that is busy with calls. Servers of unlike machines may share VAR: each kind is kept by itself.
`hotline capacity --again` measures anew.
"""

import json
import os
import re
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import structlog
from filelock import FileLock

from speech.asr.recognizer import Expectation, Recognizer, transcribe
from speech.ear import Ear

FILE = "capacity.json"
LOCK_SECONDS = 120
TURN_SECONDS = 9.0
"""Seconds between two utterances of a caller: speaking, thinking and listening to the answer."""
WASTED = 1.3
"""Utterances decoded for one that is answered: pauses that were not the end, second readings."""
BUSY = 0.5
"""Share of the machine that may be in use before callers begin to wait for each other."""
MIN_SLOTS = 1
MAX_SLOTS = 24
"""Most slots of one process: its threads share Python's lock; more than 22 were not seen to be held."""
TRIES = 3
FRAME_BYTES = 320
"""20 ms of 8 kHz 16-bit audio."""

_CPUINFO = "/proc/cpuinfo"

log = structlog.get_logger()


@dataclass(frozen=True)
class Measured:
    """What a measurement found, and on which machine and engine."""

    machine: str
    at_once: int
    """Utterances recognised at the same moment, a core for each."""
    utterance_seconds: float
    """Seconds to recognise one short sentence."""
    listening_share: float
    """Share of a core that the audio of one call costs while nobody is being recognised."""

    @property
    def calls(self) -> float:
        """Calls by speech the machine can serve at once."""
        each = self.utterance_seconds * WASTED / TURN_SECONDS + self.listening_share
        return BUSY * self.at_once / max(each, 1e-6)

    def slots(self, workers: int) -> int:
        """Calls by speech that each of so many server processes of the machine may serve."""
        return max(MIN_SLOTS, min(MAX_SLOTS, int(self.calls / workers)))


def measured(
    recognizer: Recognizer, speech: Callable[[], bytes], var: Path, at_once: int
) -> Measured:
    """Look up what is known of this machine with this engine; measure it where nothing is known.

    `speech` gives a spoken sentence, 8 kHz 16-bit. One process measures at a time.
    """
    var.mkdir(parents=True, exist_ok=True)
    with FileLock(var / f"{FILE}.lock", timeout=LOCK_SECONDS):
        known = _read(var / FILE)
        for found in known:
            if (found.machine, found.at_once) == (_machine(recognizer), at_once):
                return found
        new = measure(recognizer, speech(), at_once)
        content = json.dumps([asdict(each) for each in [*known, new]], indent=1)
        (var / FILE).write_text(f"{content}\n", encoding="utf-8")
    log.info("capacity measured", calls=round(new.calls, 1), **asdict(new))
    return new


def measure(recognizer: Recognizer, pcm: bytes, at_once: int) -> Measured:
    """Recognise `pcm` a few times, then listen to it as one call does."""
    transcribe(recognizer, pcm)  # the first is slower: memory, caches
    utterances = [_timed(lambda: transcribe(recognizer, pcm)) for _ in range(TRIES)]
    seconds = _timed(lambda: _listen(recognizer, len(pcm)))
    return Measured(
        _machine(recognizer),
        at_once,
        round(min(utterances), 4),  # whatever else the machine did made the others longer
        round(seconds / (len(pcm) / 16000), 5),
    )


def _listen(recognizer: Recognizer, length: int) -> None:
    ear = Ear(recognizer)
    ear.expect(Expectation())
    quiet = bytes(FRAME_BYTES)
    for _ in range(length // FRAME_BYTES):
        ear.feed(quiet)
    ear.close()


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _machine(recognizer: Recognizer) -> str:
    return f"{recognizer.name} on {len(os.sched_getaffinity(0))} cores{_processor()}"


def _processor() -> str:
    """' of AMD EPYC', where Linux tells it."""
    try:
        model = re.search(r"^model name\s*:\s*(.+)$", Path(_CPUINFO).read_text(), re.MULTILINE)
    except OSError:
        return ""
    return f" of {model[1].strip()}" if model else ""


def _read(file: Path) -> list[Measured]:
    """All that is known; nothing where the file is damaged, or of a program that kept but one."""
    try:
        return [Measured(**each) for each in json.loads(file.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError):
        return []
