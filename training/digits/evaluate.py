"""Measures a digit head on folders of telephone recordings with a manifest of what was said.

    python -m training.digits.evaluate ../shared/calls/audio/numbers --head var/digits/head.onnx

Every file with a number is scored as a string; every other file must give no ten-digit number.
"""

import argparse
import csv
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from rapidfuzz.distance import Levenshtein

from speech.asr.recognizer import UNSURE
from speech.audio.telephone import read_wav
from speech.digits.digit_fusion_recognizer import DigitEars
from speech.digits.head import HEADS, DigitHead
from speech.digits.results import DigitsHeard
from speech.entities.digits import parse_digits

PACKET = 320
"""Bytes fed at once: 20 ms."""


@dataclass(frozen=True)
class Case:
    """A recording and the number in it, '' when nobody says one."""

    file: Path
    text: str
    digits: str


@dataclass(frozen=True)
class Result:
    """What was heard in a recording."""

    case: Case
    heard: DigitsHeard
    audio_seconds: float
    seconds: float
    """Seconds of computing altogether."""
    wait: float
    """Seconds `finish` took."""
    shown: str
    """The digits shown when the caller had said everything."""
    lag: float | None
    """Audio from the end of the first digit to where a digit was first shown; None if never."""


@dataclass(frozen=True)
class Errors:
    """Digits heard wrong."""

    substitutions: int = 0
    deletions: int = 0
    insertions: int = 0

    def __add__(self, other: "Errors") -> "Errors":
        return Errors(
            self.substitutions + other.substitutions,
            self.deletions + other.deletions,
            self.insertions + other.insertions,
        )

    @property
    def total(self) -> int:
        """Number of all errors."""
        return self.substitutions + self.deletions + self.insertions


def cases(folder: Path) -> list[Case]:
    """The recordings that the folder's `manifest.tsv` lists."""
    with (folder / "manifest.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [Case(folder / r["file"], r["text"], r.get("value") or spelled(r["text"])) for r in rows]


def spelled(text: str) -> str:
    """The number of ten or eleven digits that `text` is, or ''."""
    for length in (10, 11):
        parsed = parse_digits(text, length)
        if parsed.complete:
            return parsed.digits
    return ""


def listen(digits: DigitEars, case: Case, lengths: Collection[int] = ()) -> Result:
    """Feed a recording as it would arrive."""
    pcm = read_wav(case.file)
    started = time.perf_counter()
    stream = digits.open()
    shown = [stream.feed(pcm[at : at + PACKET]) for at in range(0, len(pcm), PACKET)]
    fed = time.perf_counter()
    heard = stream.finish(lengths).result()
    ended = time.perf_counter()
    first = next((n for n, text in enumerate(shown, 1) if text), None)
    lag = first * PACKET / 16000 - heard.spans[0][1] if first and heard.spans else None
    last = shown[-1].rstrip(UNSURE) if shown else ""
    return Result(case, heard, len(pcm) / 16000, ended - started, ended - fed, last, lag)


def errors(said: str, heard: str) -> Errors:
    """What was done to `said` to give `heard`."""
    steps = [step.tag for step in Levenshtein.editops(said, heard)]
    return Errors(steps.count("replace"), steps.count("delete"), steps.count("insert"))


def report(results: Sequence[Result], wrong: bool = False) -> str:
    """A few lines: strings, digits, speed; with `wrong` also each string that is not exact."""
    spoken = [r for r in results if r.case.digits]
    lines = []
    if spoken:
        lines.append(_numbers([(r.case.digits, r.heard.digits) for r in spoken]))
        lags = sorted(r.lag for r in spoken if r.lag is not None)
        lines.append(
            f"shown while speaking: {_numbers([(r.case.digits, r.shown) for r in spoken])}; the first "
            f"{median(lags) * 1000:.0f} ms after its end, 95 % within {lags[int(len(lags) * 0.95)] * 1000:.0f}"
        )
    silent = [r for r in results if not r.case.digits]
    if silent:
        long = sum(len(r.heard.digits) >= 10 for r in silent)
        some = sum(bool(r.heard.digits) for r in silent)
        most = max(len(r.heard.digits) for r in silent)
        other = sum(r.heard.speech_other for r in silent) / len(silent)
        lines.append(
            f"no number said: {len(silent)} files, {long} heard as 10 digits or more, {some} as any "
            f"(most {most}), other {other:.0%}"
        )
    audio, busy = sum(r.audio_seconds for r in results), sum(r.seconds for r in results)
    wait = max(r.wait for r in results)
    lines.append(f"{busy / audio:.4f} of real time, longest wait at the end {wait * 1000:.0f} ms")
    if wrong:
        lines += [
            f"  {r.case.file.name} {r.case.digits} heard {r.heard.digits} ({r.heard.readings[0].confidence:.2f})"
            for r in results
            if (r.heard.digits != r.case.digits if r.case.digits else r.heard.digits)
        ]
    return "\n".join(lines)


def _numbers(pairs: Sequence[tuple[str, str]]) -> str:
    exact = sum(said == heard for said, heard in pairs)
    total = sum((errors(said, heard) for said, heard in pairs), Errors())
    digits = sum(len(said) for said, _ in pairs)
    return (
        f"{exact} of {len(pairs)} numbers exact ({exact / len(pairs):.0%}), digit errors "
        f"{total.total / digits:.1%} (substituted {total.substitutions}, missing {total.deletions}, "
        f"too many {total.insertions})"
    )


def main() -> None:
    """Print the report of each folder."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("folders", type=Path, nargs="+")
    options.add_argument("--head", type=Path, nargs="+", default=HEADS, help="of train_head")
    options.add_argument("--whisper", type=Path, default=Path("var/weights/whisper-base"))
    options.add_argument("--lengths", type=int, nargs="*", default=(), help="preferred")
    options.add_argument("--wrong", action="store_true", help="list what was not heard right")
    given = options.parse_args()
    digits = DigitHead(given.whisper, heads=given.head)
    for folder in given.folders:
        results = [listen(digits, case, given.lengths) for case in cases(folder)]
        print(f"{folder}\n{report(results, given.wrong)}")


if __name__ == "__main__":
    main()
