"""From audio to meaning: how well callers are heard, per engine and set of recordings.

Character error rate; how often the best candidate is what was meant (topic, illness and aspect), how
often it is among the best three; how many utterances are answered outright, how many of these rightly,
and how often an illness was wrongly said to be covered (must be 0); dates understood exactly, from all
readings, as the dialogue takes them; and the
seconds from the end of the audio to the transcript, without the head start a pause gives.

    python -m bench.recognition [--calls DIR] [--engine whisper] [--set native] [--json FILE]

Utterances are heard as at the open question, dates as dates, with the words the hotline passes, by the
ear that ends them in a call; decoding begins in the first pause.
The matcher gets all readings of an utterance, then the first alone: the difference is their worth.
"""

import argparse
import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from bench.line import listen
from ivr.dialog.acts import Said
from ivr.dialog.parsers import past_date
from ivr.dialog.question import Value
from ivr.telephony.answer import joined
from kb.content.library import Library, load
from kb.contract import NONE, NOT_UNDERSTOOD, Decision, Meaning, Reading
from kb.matching.matcher import Matcher
from kb.matching.vocabulary import likely_phrases
from speech.asr import choose as engines
from speech.asr.recognizer import Expectation, Hint, Recognizer, SpeechUnavailableError
from speech.audio.telephone import read_wav

CALLS = Path(__file__).parents[2] / "shared" / "calls" / "audio"
WEIGHTS = Path("var/weights")
SETS = ("native", "accented", "dates", "human")
ENGINES = ("vosk", "whisper")
TODAY = date(2026, 11, 24)
"""The day the recorded dates are reckoned from."""
_OUTSIDE_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Recording:
    """One utterance and what is known about it."""

    file: Path
    text: str
    meaning: Meaning | None
    value: str
    """The day meant, where a date was said."""


@dataclass(frozen=True)
class Heard:
    """What became of one recording."""

    said: Said
    seconds: float


@dataclass(frozen=True)
class Hearing:
    """How well words were heard."""

    utterances: int
    character_errors: float
    dates: float | None
    """Share of dates understood exactly; None where none were said."""
    p50: float
    p95: float


@dataclass(frozen=True)
class Sense:
    """What the matcher made of it. Shares from 0 to 1."""

    best: float
    best_three: float
    answered: float
    answered_right: float
    falsely_covered: int


@dataclass(frozen=True)
class Result:
    """One row: an engine on a set of recordings."""

    engine: str
    set: str
    readings: str
    """What the matcher was given: 'all' readings or the 'first'."""
    hearing: Hearing
    sense: Sense | None


def recordings(folder: Path) -> list[Recording]:
    """What the manifest of a folder lists."""
    with (folder / "manifest.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [
        Recording(
            folder / row["file"],
            row["text"],
            Meaning(row["topic"], row["illness"], row["aspect"]) if "topic" in row else None,
            row.get("value", ""),
        )
        for row in rows
    ]


def hear(recognizer: Recognizer, said: Iterable[Recording], words: tuple[str, ...]) -> list[Heard]:
    """Recognise everything as in a call: through the ear, which ends it and lets decoding begin early."""
    found = []
    for one in said:
        expected = Expectation(Hint.DATE) if one.value else Expectation(Hint.OPEN, words)
        transcripts = listen(recognizer, read_wav(one.file), expected)
        waited = transcripts[-1].seconds if transcripts else 0.0
        found.append(Heard(joined(transcripts), waited))
    return found


def hearing(said: Sequence[Recording], heard: Sequence[Heard]) -> Hearing:
    """Compare what was heard with what was said."""
    pairs = [(s, h.said.text) for s, h in zip(said, heard, strict=True)]
    errors = sum(Levenshtein.distance(_bare(s.text), _bare(text)) for s, text in pairs)
    days = [_day(h.said) == s.value for s, h in zip(said, heard, strict=True) if s.value]
    seconds = sorted(h.seconds for h in heard)
    return Hearing(
        len(said),
        errors / sum(len(_bare(s.text)) for s in said),
        sum(days) / len(days) if days else None,
        round(seconds[len(seconds) // 2], 3),
        round(seconds[int(len(seconds) * 0.95)], 3),
    )


def sense(
    matcher: Matcher,
    meant: Sequence[Meaning],
    readings: Sequence[list[Reading]],
    covered: set[str],
) -> Sense:
    """Let the matcher make sense of what was heard. What it refuses counts as `none`."""
    found = [matcher.understand(r) if r else NOT_UNDERSTOOD for r in readings]
    guesses = [[candidate.meaning for candidate in u.candidates] for u in found]
    right = [g[0] == m for g, m in zip(guesses, meant, strict=True)]
    sure = [u.decision == Decision.ANSWER and u.meaning.topic != NONE for u in found]
    wrong = [g[0] for g, r, s in zip(guesses, right, sure, strict=True) if s and not r]
    return Sense(
        best=_share(right),
        best_three=_share(m in g[:3] for g, m in zip(guesses, meant, strict=True)),
        answered=_share(sure),
        answered_right=_share(r for r, s in zip(right, sure, strict=True) if s),
        falsely_covered=sum(guess.illness in covered for guess in wrong),
    )


def measure(
    recognizer: Recognizer, folder: Path, matcher: Matcher, library: Library
) -> Iterator[Result]:
    """One engine on one set: with all its readings, then with the first alone."""
    said = recordings(folder)
    heard = hear(recognizer, said, likely_phrases(library))
    listed = {illness.id for illness in library.listed_illnesses()}
    meant = [one.meaning for one in said if one.meaning]
    how = hearing(said, heard)
    if not meant:
        yield Result(recognizer.name, folder.name, "", how, None)
        return
    every = [list(h.said.readings) if h.said.text else [] for h in heard]
    yield Result(recognizer.name, folder.name, "all", how, sense(matcher, meant, every, listed))
    first = [r[:1] for r in every]
    yield Result(recognizer.name, folder.name, "first", how, sense(matcher, meant, first, listed))


def run(calls: Path, names: Sequence[str], sets: Sequence[str]) -> Iterator[Result]:
    """Everything this benchmark measures that can be measured here."""
    library = load()
    matcher = Matcher(library)
    for name in names:
        try:
            recognizer = engines.load(name, WEIGHTS)
        except SpeechUnavailableError as error:
            print(f"{name} is left out: {error}", file=sys.stderr)
            continue
        for folder in (calls / each for each in sets):
            if (folder / "manifest.tsv").exists():
                yield from measure(recognizer, folder, matcher, library)
            else:
                print(f"{folder} is left out: no recordings", file=sys.stderr)


def report(results: Iterable[Result]) -> str:
    """A Markdown table."""
    lines = [
        "| engine | recordings | n | readings | characters wrong | best | best three | answered "
        "| of these right | falsely covered | dates right | p50 s | p95 s |",
        "|---" * 13 + "|",
    ]
    for r in results:
        s, h = r.sense, r.hearing
        made = (s.best, s.best_three, s.answered, s.answered_right) if s else (None,) * 4
        cells = [r.engine, r.set, h.utterances, r.readings, _percent(h.character_errors)]
        cells += [*map(_percent, made), s.falsely_covered if s else "", _percent(h.dates)]
        lines.append("| " + " | ".join(str(c) for c in [*cells, h.p50, h.p95]) + " |")
    return "\n".join(lines)


def _day(said: Said) -> str:
    found = past_date(TODAY)(said)
    return str(found.value) if isinstance(found, Value) else ""


def _bare(text: str) -> str:
    return _OUTSIDE_WORDS.sub("", text)


def _share(flags: Iterable[bool]) -> float:
    counted = list(flags)
    return sum(counted) / max(1, len(counted))


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"


def main() -> None:
    """Print the table; write it as JSON too when asked."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--calls", type=Path, default=CALLS, help="folder of recordings")
    options.add_argument("--engine", action="append", choices=ENGINES, help="only this one")
    options.add_argument("--set", action="append", choices=SETS, help="only these recordings")
    options.add_argument("--json", type=Path, help="also write the results here")
    chosen = options.parse_args()
    results = list(run(chosen.calls, chosen.engine or ENGINES, chosen.set or SETS))
    print(report(results))
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(r) for r in results], indent=2), "utf-8")


if __name__ == "__main__":
    main()
