"""Vosk: recognises while the caller speaks."""

import json
import re
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import vosk

from speech.asr.answer_words import ANSWERS
from speech.asr.recognizer import Expectation, SpeechUnavailableError, Transcript
from speech.asr.soundalike import alike, sound_alike
from speech.asr.vosk.grammar import UNKNOWN, Grammar
from speech.asr.vosk.result import NOTHING, Result, either, one_after_another, read, written
from speech.asr.vosk.spares import Spares
from speech.audio import LINE_RATE
from speech.audio.telephone import Upsampler

DOUBTFUL = 0.55
"""Confidence below which an utterance is listened to again with the other vocabulary."""
_USUAL_RATE = 16000


class Vosk:
    """One model, shared between threads; every utterance has a recogniser of its own."""

    name = "vosk"

    def __init__(self, folder: Path, at_once: int = 1) -> None:
        """Load the model in `folder`. Raises `SpeechUnavailableError` if it holds no model.

        `at_once` utterances are brought to their end at the same time, each by one core.
        """
        if not (folder / "am" / "final.mdl").is_file():
            raise SpeechUnavailableError(f"{folder} holds no Vosk model: am/final.mdl is missing")
        vosk.SetLogLevel(-1)
        self._model = vosk.Model(str(folder))
        self._rate = model_rate(folder)
        self._spares = Spares(self._model, self._rate)
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="vosk")
        # Models whose graph is compiled whole cannot be told what to listen for.
        self._takes_grammar = (folder / "graph" / "HCLr.fst").is_file()
        self._grammar = Grammar(lambda word: self._model.vosk_model_find_word(word) >= 0)

    def open(self, expectation: Expectation) -> "VoskStream":
        """Start a new utterance."""
        return VoskStream(self, expectation)

    def submit(self, work: Callable[[], Transcript]) -> "Future[Transcript]":
        """Have one of the engine's threads do `work`."""
        return self._threads.submit(work)

    def grammar(self, expectation: Expectation) -> str | None:
        """What to listen for, if it is known and the model can be told."""
        return self._grammar.of(expectation) if self._takes_grammar else None

    def decoding(self, grammar: str | None) -> "Decoding":
        """Begin to decode, with any words or only with those of `grammar`."""
        return Decoding(self._spares, self._rate, grammar)


class VoskStream:
    """One utterance.

    Answers that follow a pattern are decoded with a grammar, free speech with any words. What makes
    no sense that way is decoded once more the other way: callers may say anything at any prompt, and
    free speech is compared with the likely phrases that sound like it.
    """

    def __init__(self, engine: Vosk, expectation: Expectation) -> None:
        self._engine = engine
        self._expectation = expectation
        self._grammar = engine.grammar(expectation) if expectation.hint in ANSWERS else None
        self._decoding: Decoding | None = engine.decoding(self._grammar)
        self._pcm = bytearray()

    def feed(self, pcm: bytes) -> str:
        """Take the next piece; return the partial text so far, or ''."""
        if self._decoding is None:
            return ""
        self._pcm += pcm
        return self._decoding.feed(pcm)

    def finish(self) -> "Future[Transcript]":
        """See `RecognizerStream.finish`."""
        started = time.perf_counter()
        return self._engine.submit(lambda: self._transcript(started))

    def _transcript(self, started: float) -> Transcript:
        first = self._decoding.finish() if self._decoding else NOTHING
        self._decoding = None
        result = self._again(first) if self._pcm else first
        return Transcript(
            text=result.text,
            confidence=result.confidence,
            engine=self._engine.name,
            audio_seconds=len(self._pcm) / 2 / LINE_RATE,
            seconds=time.perf_counter() - started,
            alternatives=result.alternatives,
            words=result.words,
        )

    def close(self) -> None:
        """Free the recogniser."""
        self._decoding = None

    def _again(self, first: Result) -> Result:
        """Decode a doubtful utterance once more with the other vocabulary, if there is one."""
        if first.confidence >= DOUBTFUL and not first.unknown:
            return first
        if self._grammar:
            second = self._decode(None)
            # A grammar bends what was said into its words: any words win over half an answer.
            return either(second, first) if first.unknown else either(first, second)
        heard = [first.text, *(a.text for a in first.alternatives)]
        near = sound_alike(self._expectation.phrases).near(heard)
        grammar = self._engine.grammar(Expectation(self._expectation.hint, tuple(near)))
        second = self._decode(grammar) if grammar else NOTHING
        return either(first, second) if alike(second.text, heard) else first

    def _decode(self, grammar: str | None) -> Result:
        decoding = self._engine.decoding(grammar)
        decoding.feed(bytes(self._pcm))
        return decoding.finish()


class Decoding:
    """One pass of the model over an utterance."""

    def __init__(self, spares: Spares, rate: int, grammar: str | None) -> None:
        self._spares = spares
        self._recogniser = spares.take(grammar)
        self._began = self._recogniser.heard / rate
        """Where the recogniser's clock was."""
        self._upsampler = Upsampler(LINE_RATE, rate)
        self._parts: list[Result] = []

    def feed(self, pcm: bytes) -> str:
        """Take the next piece; return the partial text so far."""
        self._accept(self._upsampler.feed(pcm))
        partial = json.loads(self._recogniser.kaldi.PartialResult()).get("partial", "")
        texts = [*(part.text for part in self._parts), partial.replace(UNKNOWN, "")]
        return written(filter(None, texts)).strip()

    def finish(self) -> Result:
        """The readings of all that was fed. Call it once, and nothing after it."""
        self._accept(self._upsampler.feed(b"", last=True))
        last = read(self._recogniser.kaldi.FinalResult(), self._began)
        self._spares.give_back(self._recogniser)
        return one_after_another([*self._parts, last])

    def _accept(self, pcm: bytes) -> None:
        """Decode; where Vosk finds a pause it closes a part, which keeps long stories cheap."""
        self._recogniser.heard += len(pcm) // 2
        if pcm and self._recogniser.kaldi.AcceptWaveform(pcm):
            self._parts.append(read(self._recogniser.kaldi.Result(), self._began))


def model_rate(folder: Path) -> int:
    """Samples per second the model in `folder` was trained on."""
    for file in (folder / "conf" / "mfcc.conf", folder / "mfcc.conf"):
        if file.is_file():
            found = re.search(r"^--sample-frequency=(\d+)", file.read_text("utf-8"), re.MULTILINE)
            return int(found[1]) if found else _USUAL_RATE
    return _USUAL_RATE
