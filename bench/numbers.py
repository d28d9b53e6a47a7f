"""How well spoken numbers are heard: by the digits' own ears, by the main engine, by both together.

Recordings of numbers of ten or eleven digits, and of speech without any. For each way of hearing: exact
strings, digits wrong, and what a whole dialogue makes of it: a doubtful digit is asked for alone, the
number is read back, a wrong digit is named and corrected, a failed number is said again, and after two
failures it is keyed.

    python -m bench.numbers [--calls DIR] [--engine whisper] [--json numbers.json]

The dialogue is simulated with the recordings themselves: a digit asked for alone is cut out of its
recording, a number said again is the recording a little slower over a noisier line. "Yes" and "no" to
a number read back are taken as understood.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import soxr

from speech.asr import choose as engines
from speech.asr.recognizer import Expectation, Hint, Recognizer, transcribe
from speech.audio import LINE_RATE
from speech.audio.telephone import read_wav, to_floats, to_pcm
from speech.digits import load
from speech.digits.digit_fusion_recognizer import USUAL_LENGTHS, DigitEars, certain
from speech.digits.fusion import Hypothesis, choices, fuse, joined, replaced
from speech.digits.results import DigitsHeard
from speech.entities.digits import MEMBER_NUMBER_LENGTH
from training.digits.evaluate import Case, Errors, cases, errors

CALLS = Path(__file__).parents[2] / "shared" / "calls" / "audio"
SETS = ("numbers", "human")
FAILURES = 2
"""So many failed attempts bring the keypad."""
ASKED = 2
"""Doubtful digits asked for one by one; more and the whole number is said again."""


@dataclass(frozen=True)
class Score:
    """How one way of hearing did on one set."""

    set: str
    way: str
    numbers: int
    exact: float
    """Share of numbers right at once."""
    digit_errors: float
    substitutions: int
    deletions: int
    insertions: int
    second_question: float
    """Share of dialogues in which more than the number and its read-back was asked."""
    right_by_voice: float
    keyed: float
    """Share that ends at the keypad."""
    others: int
    """Recordings without a number."""
    false_numbers: int
    """Of these, heard as a number of ten or eleven digits."""
    wait: float
    """Median seconds from the end of the audio to the number."""


class Way:
    """One way of hearing a number."""

    def __init__(self, name: str, digits: DigitEars | None, engine: Recognizer | None) -> None:
        self.name = name
        self._digits = digits
        self._engine = engine

    def hear(self, pcm: bytes, length: int) -> tuple[Hypothesis, DigitsHeard | None, float]:
        """The number in `pcm`, what the digits' ears alone heard, and the seconds waited for it."""
        heard = None
        waited = 0.0
        if self._digits:
            stream = self._digits.open()
            for at in range(0, len(pcm), 320):
                stream.feed(pcm[at : at + 320])
            started = time.perf_counter()
            heard = stream.finish((length,)).result()
            waited = time.perf_counter() - started
        text = ""
        if self._engine and not (heard and certain(heard, (length,))):
            transcript = transcribe(self._engine, pcm, Expectation(Hint.DIGITS))
            text, waited = transcript.text, waited + transcript.seconds
        return fuse(heard, text, length=length), heard, waited


@dataclass(frozen=True)
class Ended:
    """How a dialogue about one number ended."""

    by_voice: bool
    questions: int
    """Asked besides the number itself and the first read-back."""


def dialogue(way: Way, pcm: bytes, said: str, first: Hypothesis, spans: Sequence[tuple]) -> Ended:
    """Go on from the first hearing until the number is right or is keyed."""
    chance = np.random.default_rng(len(pcm))
    believed, questions = first, 0
    for _ in range(FAILURES):
        if believed.complete(len(said)):
            believed, asked = _settled(way, pcm, said, believed, spans)
            questions += asked
            if believed.digits == said:
                return Ended(True, questions)
            wrong = [
                p for p, (a, b) in enumerate(zip(said, believed.digits, strict=True)) if a != b
            ]
            questions += 1
            if len(wrong) <= ASKED:
                for place in wrong:
                    named = _one_digit(way, _cut(pcm, spans, place, len(said)))
                    believed = replaced(believed, place, named or believed.digits[place])
                if believed.digits == said:
                    return Ended(True, questions)
        pcm = _said_again(pcm, chance)
        again, heard, _ = way.hear(pcm, len(said))
        spans = heard.spans if heard else spans
        believed = joined(believed, again)
        questions += 1
    return Ended(False, questions)


def _settled(
    way: Way, pcm: bytes, said: str, believed: Hypothesis, spans: Sequence[tuple]
) -> tuple[Hypothesis, int]:
    """Ask for each doubtful digit alone, if they are few."""
    doubtful = [p for p in believed.uncertain if len(choices(believed, p)) == 2]
    if len(doubtful) > ASKED:
        return believed, 0
    for place in doubtful:
        named = _one_digit(way, _cut(pcm, spans, place, len(said)))
        if named in choices(believed, place):
            believed = replaced(believed, place, named)
    return believed, len(doubtful)


def _one_digit(way: Way, pcm: bytes) -> str:
    digits = way.hear(pcm, 1)[0].digits
    return digits if len(digits) == 1 else ""


def _cut(pcm: bytes, spans: Sequence[tuple], place: int, length: int) -> bytes:
    """The recording of one digit, half-way to its neighbours, with silence around."""
    seconds = len(pcm) / 2 / LINE_RATE
    if len(spans) == length:
        middles = [(start + end) / 2 for start, end in spans]
        start = (middles[place - 1] + middles[place]) / 2 if place else middles[0] - 0.3
        last = place + 1 == length
        end = middles[-1] + 0.3 if last else (middles[place] + middles[place + 1]) / 2
    else:
        start, end = seconds * place / length, seconds * (place + 1) / length
    piece = pcm[max(0, int(start * LINE_RATE)) * 2 : int(end * LINE_RATE) * 2]
    return bytes(LINE_RATE // 2) + piece + bytes(LINE_RATE)


def _said_again(pcm: bytes, chance: np.random.Generator) -> bytes:
    """The recording 2 to 6 % slower, over a noisier line."""
    samples = soxr.resample(to_floats(pcm), LINE_RATE, LINE_RATE * chance.uniform(1.02, 1.06))
    return to_pcm(samples + chance.normal(0, samples.std() * 0.05, len(samples)))


def score(name: str, way: Way, known: Sequence[Case]) -> Score:
    """Hear every recording of a set, and carry every number's dialogue to its end."""
    total, exact, waits, ended, false_numbers = Errors(), 0, [], [], 0
    numbers = [case for case in known if case.digits]
    for case in known:
        pcm = read_wav(case.file)
        length = len(case.digits) or MEMBER_NUMBER_LENGTH
        believed, heard, waited = way.hear(pcm, length)
        if not case.digits:
            false_numbers += len(believed.digits) in USUAL_LENGTHS
            continue
        waits.append(waited)
        exact += believed.digits == case.digits
        total += errors(case.digits, believed.digits)
        ended.append(dialogue(way, pcm, case.digits, believed, heard.spans if heard else ()))
    count = len(numbers)
    return Score(
        set=name,
        way=way.name,
        numbers=count,
        exact=exact / count,
        digit_errors=total.total / sum(len(case.digits) for case in numbers),
        substitutions=total.substitutions,
        deletions=total.deletions,
        insertions=total.insertions,
        second_question=sum(e.questions > 0 for e in ended) / count,
        right_by_voice=sum(e.by_voice for e in ended) / count,
        keyed=sum(not e.by_voice for e in ended) / count,
        others=len(known) - count,
        false_numbers=false_numbers,
        wait=sorted(waits)[count // 2],
    )


def run(folder: Path, weights: Path, engine: Recognizer | None) -> list[Score]:
    """Everything this benchmark measures; sets and ears that are not there are left out."""
    digits = load.load(weights)
    ways = [Way("digit head", digits, None)] if digits else []
    if engine:
        ways.append(Way(engine.name, None, engine))
    if digits and engine:
        ways.append(Way(f"both, {engine.name}", digits, engine))
    found = [name for name in SETS if (folder / name / "manifest.tsv").exists()]
    if not found:
        print(f"no recordings in {folder}: nothing measured", file=sys.stderr)
    return [score(name, way, cases(folder / name)) for name in found for way in ways]


def report(scores: Sequence[Score]) -> str:
    """A Markdown table."""
    lines = [
        "| set | heard by | n | exact | digit errors | sub/del/ins | asked more | right by voice "
        "| keyed | false numbers | wait s |",
        "|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {s.set} | {s.way} | {s.numbers} | {s.exact:.0%} | {s.digit_errors:.1%} "
        f"| {s.substitutions}/{s.deletions}/{s.insertions} | {s.second_question:.0%} "
        f"| {s.right_by_voice:.0%} | {s.keyed:.0%} | {s.false_numbers} of {s.others} | {s.wait:.2f} |"
        for s in scores
    ]
    return "\n".join(lines)


def main() -> None:
    """Print the table; write it as JSON too when asked."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--calls", type=Path, default=CALLS, help="folder of recordings")
    options.add_argument("--var", type=Path, default=Path("var"), help="where weights are kept")
    options.add_argument("--engine", default="whisper", help="main engine, or 'none'")
    options.add_argument("--json", type=Path, help="also write the results here")
    chosen = options.parse_args()
    none = chosen.engine == "none"
    engine = None if none else engines.load(chosen.engine, chosen.var / "weights")
    scores = run(chosen.calls, chosen.var / "weights", engine)
    print(report(scores))
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(s) for s in scores], indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
