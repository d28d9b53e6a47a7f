"""Prefix beam search: from the model's probabilities to whole digit strings with theirs.

Receives log probabilities (frames, classes), emits digit strings, likeliest first. 一 and 幺 are one
digit, and what is no digit leaves no trace, so that ways of saying the same number add up.
"""

import math
from collections.abc import Collection

import numpy as np

from speech.digits.results import NumberReading
from speech.digits.tokens import BLANK, DIGITS, OTHER

LENGTH_ODDS = 100.0
"""How many times likelier a string is for having a length that was asked for."""
_WIDTH = 16
_NEVER = -1e30
_UNLIKELY = -7.0
"""Classes below this log probability in a frame are not followed."""

_Prefix = tuple[int, ...]
_Beam = dict[_Prefix, tuple[float, float]]
"""Prefix -> log probability of its alignments that end in a pause, and of those in its last class."""


def readings(
    logp: np.ndarray, lengths: Collection[int] = (), most: int = 10
) -> tuple[NumberReading, ...]:
    """The likeliest digit strings with their share of the probability of all.

    Strings of the `lengths` asked for are preferred by `LENGTH_ODDS`, not forced: where the sound is
    clearly of another number of digits, that is what comes out.
    """
    strings: dict[str, float] = {}
    for prefix, score in _search(logp).items():
        digits = "".join(DIGITS[c] for c in prefix)
        strings[digits] = _add(strings.get(digits, _NEVER), score)
    for digits in strings:
        if len(digits) in lengths and _possible(digits):
            strings[digits] += float(np.log(LENGTH_ODDS))
    total = float(np.logaddexp.reduce(list(strings.values())))
    best = sorted(strings.items(), key=lambda item: -item[1])[:most]
    return tuple(NumberReading(digits, float(np.exp(score - total))) for digits, score in best)


def _possible(digits: str) -> bool:
    """Whether there is such a number: eleven digits are a mobile number, which begins with 13 to 19."""
    return len(digits) != 11 or (digits[0] == "1" and digits[1] in "3456789")


def greedy(logp: np.ndarray) -> list[tuple[int, int]]:
    """The likeliest classes without search, each with the frame in which it begins."""
    best = logp.argmax(1)
    return [(int(c), t) for t, c in enumerate(best) if c != BLANK and (t == 0 or best[t - 1] != c)]


def spans(logp: np.ndarray, digits: str) -> list[tuple[int, int]]:
    """First and last frame of each digit of `digits` where they fit best."""
    if not digits:
        return []
    pause = np.logaddexp(logp[:, BLANK], logp[:, OTHER])
    said = np.stack([logp[:, _names(d)].max(1) for d in digits], 1)
    places = _align(pause, said, digits)
    found = []
    for number in range(len(digits)):
        frames = np.flatnonzero(places == 2 * number + 1)
        found.append((int(frames[0]), int(frames[-1])) if frames.size else (0, 0))
    return found


def _names(digit: str) -> list[int]:
    return [c for c, stands_for in enumerate(DIGITS) if stands_for == digit]


def _align(pause: np.ndarray, said: np.ndarray, digits: str) -> np.ndarray:
    """Viterbi: for each frame the state, 2n between digits and 2n + 1 within digit n."""
    states = 2 * len(digits) + 1
    emitted = np.empty((len(pause), states))
    emitted[:, 0::2], emitted[:, 1::2] = pause[:, None], said
    may_skip = np.zeros(states, bool)
    may_skip[3::2] = [a != b for a, b in zip(digits, digits[1:], strict=False)]
    score = np.full(states, _NEVER)
    score[:2] = emitted[0, :2]
    back = np.zeros((len(pause), states), int)
    for t in range(1, len(pause)):
        before = np.full((3, states), _NEVER)
        before[0], before[1, 1:] = score, score[:-1]
        before[2, 2:] = np.where(may_skip[2:], score[:-2], _NEVER)
        back[t] = before.argmax(0)
        score = before.max(0) + emitted[t]
    state = states - 1 if score[-1] > score[-2] else states - 2
    path = np.zeros(len(pause), int)
    for t in range(len(pause) - 1, -1, -1):
        path[t] = state
        state -= back[t, state]
    return path


def _search(logp: np.ndarray) -> dict[_Prefix, float]:
    """Strings of digit classes with the log probability of all their alignments."""
    pause = np.logaddexp(logp[:, BLANK], logp[:, OTHER])
    beam: _Beam = {(): (0.0, _NEVER)}
    for silent, frame in zip(pause.tolist(), logp, strict=True):
        if silent > -1e-3:
            beam = {prefix: (_add(*ends), _NEVER) for prefix, ends in beam.items()}
            continue
        likely = np.flatnonzero(frame > _UNLIKELY)
        heard = {int(c): float(frame[c]) for c in likely if c not in (BLANK, OTHER)}
        grown = _grown(beam, silent, heard, frame)
        beam = dict(sorted(grown.items(), key=lambda item: -_add(*item[1]))[:_WIDTH])
    return {prefix: _add(*ends) for prefix, ends in beam.items()}


def _grown(beam: _Beam, silent: float, heard: dict[int, float], frame: np.ndarray) -> _Beam:
    """All prefixes one frame later."""
    later: _Beam = {}
    for prefix, (paused, sounding) in beam.items():
        either = _add(paused, sounding)
        last = prefix[-1] if prefix else BLANK
        ends = later.get(prefix, (_NEVER, _NEVER))
        held = sounding + float(frame[last]) if prefix else _NEVER
        later[prefix] = (_add(ends[0], either + silent), _add(ends[1], held))
        for c, score in heard.items():
            longer = (*prefix, c)
            ends = later.get(longer, (_NEVER, _NEVER))
            # The same class again is a new digit only after a pause.
            later[longer] = (ends[0], _add(ends[1], (paused if c == last else either) + score))
    return later


def _add(a: float, b: float) -> float:
    """log(exp(a) + exp(b)), quicker than numpy for single numbers."""
    high, low = (a, b) if a > b else (b, a)
    return high if low < high - 40 else high + math.log1p(math.exp(low - high))
