"""Measures a digit model on folders of telephone recordings with a manifest of what was said.

    python -m speech.digits.evaluate ../shared/calls/audio/numbers --model var/digits/model

Every file with a number is scored as a string; every other file must give no ten-digit number.
"""

import argparse
import csv
import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from speech.audio import read_wav
from speech.digits.heard import DigitsHeard
from speech.digits.model import FOLDER, DigitModel
from speech.spoken.digits import parse_digits

PACKET = 320
"""Bytes fed at once: 20 ms."""


@dataclass(frozen=True)
class Case:
    """A recording and the number in it, '' when there is none."""

    file: Path
    text: str
    digits: str


@dataclass(frozen=True)
class Result:
    """What the model made of a recording."""

    case: Case
    heard: DigitsHeard
    live: str
    """The last partial result."""
    audio_seconds: float
    seconds: float
    """Time it took altogether."""
    wait: float
    """Time `finish` took."""


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
        """All of them."""
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


def listen(model: DigitModel, case: Case, lengths: Collection[int] = ()) -> Result:
    """Feed a recording as it would arrive."""
    pcm = read_wav(case.file)
    started = time.perf_counter()
    stream = model.open()
    live = ""
    for at in range(0, len(pcm), PACKET):
        live = stream.feed(pcm[at : at + PACKET])
    fed = time.perf_counter()
    heard = stream.finish(lengths)
    ended = time.perf_counter()
    return Result(case, heard, live, len(pcm) / 16000, ended - started, ended - fed)


def errors(said: str, heard: str) -> Errors:
    """What was done to `said` to give `heard`."""
    steps = [step.tag for step in Levenshtein.editops(said, heard)]
    return Errors(steps.count("replace"), steps.count("delete"), steps.count("insert"))


def report(results: Sequence[Result], wrong: bool = False) -> str:
    """A few lines: strings, digits, speed; with `wrong` also each string that is not exact."""
    spoken = [r for r in results if r.case.digits]
    lines = []
    if spoken:
        lines += [_numbers("whole", spoken, [r.heard.digits for r in spoken])]
        lines += [_numbers("live ", spoken, [r.live for r in spoken])]
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
            f"  {r.case.file.name} {r.case.digits} heard {r.heard.digits} ({r.heard.readings[0].confidence:.2f}) {r.live}"
            for r in results
            if (r.heard.digits != r.case.digits if r.case.digits else r.heard.digits)
        ]
    return "\n".join(lines)


def _numbers(name: str, results: Sequence[Result], heard: Iterable[str]) -> str:
    pairs = [(r.case.digits, h) for r, h in zip(results, heard, strict=True)]
    exact = sum(said == h for said, h in pairs)
    total = sum((errors(said, h) for said, h in pairs), Errors())
    digits = sum(len(said) for said, _ in pairs)
    return (
        f"{name}: {exact} of {len(pairs)} exact ({exact / len(pairs):.0%}), digit errors "
        f"{total.total / digits:.1%} (substituted {total.substitutions}, missing {total.deletions}, "
        f"too many {total.insertions})"
    )


def main() -> None:
    """Print the report of each folder."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("folders", type=Path, nargs="+")
    options.add_argument("--model", type=Path, default=FOLDER, help="folder of the ONNX files")
    options.add_argument("--lengths", type=int, nargs="*", default=(), help="preferred")
    options.add_argument("--wrong", action="store_true", help="list what was not heard right")
    given = options.parse_args()
    model = DigitModel(given.model)
    for folder in given.folders:
        results = [listen(model, case, given.lengths) for case in cases(folder)]
        print(f"{folder}\n{report(results, given.wrong)}")


if __name__ == "__main__":
    main()
