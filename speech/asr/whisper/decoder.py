"""Whisper on CTranslate2: speech in, scored texts out."""

import math
from collections import OrderedDict
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from weakref import WeakValueDictionary

import numpy as np
from ctranslate2 import StorageView
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer

from speech.asr.futures import settle
from speech.asr.whisper.text import simplified
from speech.asr.whisper.tokens import slimmed

RATE = 16000
BEAM = 5
FRAME = 0.01
"""Seconds behind each column of the spectrogram."""
CONTEXTS = {10: 4.5, 12: 8, 15: 13, 30: 30}
"""Seconds the model looks at, and of speech there is room for in them: behind it the model needs to see
silence, or it does not stop. It was trained with 30; 15 are a quarter of the work, 10 an eighth. Measured on 168
utterances: 10, 12 and 15 hear alike, 15 costs two more wrong characters in a hundred than 30 and no meaning;
with less than 10 the model begins to say things twice."""
SENTENCES, USUAL = 10, 15
"""The least for sentences, and for the rest: numbers are heard better with more, and the heads for digits
and short answers were trained with it."""
DYNAMIC_RANGE = 2.0
"""From the loudest value of a spectrogram down to that of silence: eight decades, halved twice.

The model was trained with silence behind the speech. The zeros faster_whisper puts there are a hiss, in
which it hears words: of 440 synthetic short answers 47 were taken for what was not said, 33 to 35 with
silence, and it hardly matters any more how early an utterance is cut."""
DIGITAL_SILENCE = -1.5
"""The lowest value a spectrogram has: of samples that are all nought."""
EDGE_SAMPLES = RATE // 20
"""Silence in the audio itself, so that the spectrogram's last windows fade into it."""
MAX_PROMPT_TOKENS = 200
"""The model sees 223 at most; the start of the prompt is what counts."""
MAX_TOKENS_PER_SECOND = 12


@dataclass(frozen=True)
class Encoded:
    """One utterance as the model sees it; can be decoded more than once."""

    states: StorageView
    seconds: float


@dataclass(frozen=True)
class WhisperHypothesis:
    """One reading of an utterance, as the decoder scores it."""

    text: str
    """Simplified Chinese, as written by the model."""
    confidence: float
    """Mean probability of its tokens, 0 to 1."""
    no_speech: float
    """Probability that nobody speaks."""


class Decoder:
    """A loaded model, shared between threads; `loaded` gives the one that is in use."""

    def __init__(self, folder: Path, at_once: int = 1) -> None:
        """Load it for so many utterances at the same time, each in one thread.

        A model of this size answers no sooner with two: measured 0.21 s with one, 0.23 s with two.
        """
        slim = slimmed(folder)
        whole = WhisperModel(
            str(folder),
            device="cpu",
            compute_type="int8",
            cpu_threads=1,
            num_workers=at_once,
            files=slim.files if slim else None,
        )
        self._model = whole.model
        self._spectrogram = whole.feature_extractor
        self._tokenizer = Tokenizer(whole.hf_tokenizer, True, task="transcribe", language="zh")
        self._tokens = slim.tokens if slim else list(range(whole.hf_tokenizer.get_vocab_size()))
        """For each token of the model, its number in the tokenizer."""
        self._numbers = {token: number for number, token in enumerate(self._tokens)}
        self._recent: OrderedDict[tuple[int, bytes], Future[Encoded]] = OrderedDict()
        self._most_recent = 2 * at_once
        self._lock = Lock()

    def encode(self, samples: np.ndarray, least: int = USUAL) -> Encoded:
        """Prepare an utterance of at most 30 s, float32 at 16 kHz, in a context of `least` seconds or more.

        Several ears hear one utterance at the same time: it is encoded once for all of them.
        """
        length = next(
            c for c, room in CONTEXTS.items() if c >= least and len(samples) <= room * RATE
        )
        key = length, blake2b(samples.tobytes()).digest()
        with self._lock:
            is_new = key not in self._recent
            states = self._recent.setdefault(key, Future())
            while len(self._recent) > self._most_recent:
                self._recent.popitem(last=False)
        if is_new:
            settle(states, lambda: self._encoded(samples, length))
            if states.exception():
                with self._lock:
                    self._recent.pop(key, None)
        return states.result()

    def _encoded(self, samples: np.ndarray, length: int) -> Encoded:
        frames = self._spectrogram(samples, padding=EDGE_SAMPLES)[..., :-1]
        silence = max(frames.max() - DYNAMIC_RANGE, DIGITAL_SILENCE)
        padded = np.full((frames.shape[0], round(length / FRAME)), silence, np.float32)
        padded[:, : frames.shape[1]] = frames[:, : padded.shape[1]]
        states = self._model.encode(StorageView.from_array(padded[None]))
        return Encoded(states, len(samples) / RATE)

    def decode(
        self, encoded: Encoded, prompt: str, most: int = BEAM
    ) -> Sequence[WhisperHypothesis]:
        """The best readings of an utterance, best first, biased towards the words of `prompt`."""
        start = self._start(prompt)
        found = self._model.generate(
            encoded.states,
            [start],
            beam_size=BEAM,
            num_hypotheses=most,
            max_length=len(start) + 16 + int(MAX_TOKENS_PER_SECOND * encoded.seconds),
            return_scores=True,
            return_no_speech_prob=True,
        )[0]
        return [
            WhisperHypothesis(simplified(self._text(tokens)), math.exp(score), found.no_speech_prob)
            for tokens, score in zip(found.sequences_ids, found.scores, strict=True)
        ]

    def _start(self, prompt: str) -> list[int]:
        tokenizer = self._tokenizer
        before = tokenizer.encode(" " + prompt)[:MAX_PROMPT_TOKENS] if prompt else []
        told = [tokenizer.sot_prev, *before] if before else []
        start = [*told, *tokenizer.sot_sequence, tokenizer.no_timestamps]
        return [self._numbers[token] for token in start if token in self._numbers]

    def _text(self, numbers: Sequence[int]) -> str:
        known = [self._tokens[number] for number in numbers if number < len(self._tokens)]
        return self._tokenizer.decode(known)


_IN_USE: WeakValueDictionary[tuple[Path, int], Decoder] = WeakValueDictionary()
_ONE_AT_A_TIME = Lock()


def loaded(folder: Path, at_once: int = 1) -> Decoder:
    """The model in `folder`, loaded once for all who hear with it: it takes a hundred megabytes."""
    with _ONE_AT_A_TIME:
        decoder = _IN_USE.get((folder, at_once)) or Decoder(folder, at_once)
        _IN_USE[folder, at_once] = decoder
    return decoder
