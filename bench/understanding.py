"""Understanding, against the fuzzy matchers one would otherwise use.

For every table of labelled utterances: how often the best candidate is what was meant (topic,
illness and aspect), how often it is among the best three, how many are answered outright, how many
of those rightly, and how often an illness was wrongly said to be covered (must be 0). Then the time
per utterance as the library grows. The peers know the same phrases, templates filled with every
illness name. `mohu` is left out when it is not installed:

    pip install -e '.[bench]'

    python -m bench.understanding [--calls DIR] [--json understanding.json]

The tables `phrasings`, `stories`, `strangers` and `heard` are what the thresholds are learned from.
`held_out` and `fresh` were written before the content last grew and are never learned from, nor are the
strangers' sentences `callers` (see `bench.strangers`); `misheard` is the first two with every fourth syllable replaced by one that sounds like it. The others are the labelled
calls, if their folder is there.

Times are processor time on one core (numpy's threads off: on a busy machine they only wait for each
other), so that other work on the machine counts little.
"""

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import cycle, islice
from pathlib import Path

import numpy as np
from pypinyin import lazy_pinyin
from rapidfuzz import fuzz, process

from kb.content.library import COVERAGE, Library, Phrase, load
from kb.content.templates import SLOT
from kb.contract import Decision, Meaning
from kb.evaluation.calibrate import same
from kb.evaluation.labelled import SAMPLES, UNSEEN, Sample, read_samples
from kb.matching.matcher import Matcher
from kb.matching.phonetics import NEARNESS, hear, spoken

CALLS = Path(__file__).parents[2] / "shared" / "calls"
SIZES = (200, 2_000, 20_000)
TIMED = 400
"""Utterances timed per size."""
MAX_FOR_MOHU = 120
"""Utterances of a table given to mohu, which takes a tenth of a second for each."""
_OPENINGS = (
    "请问",
    "我想问一下",
    "麻烦问一下",
    "你好",
    "帮我看看",
    "是这样的",
    "我打听一下",
    "对了",
)

MISHEARD, ALIKE = 0.25, 0.6
"""Share of syllables misheard, and how near what is heard instead sounds at the least."""

Guess = tuple[list[Meaning], bool]
"""The best three meanings, and whether the best is answered outright."""
Tool = Callable[[Sample], Guess]
OnText = Callable[[str], Guess]


@dataclass(frozen=True)
class Score:
    """How one tool did on one table."""

    table: str
    tool: str
    utterances: int
    best: float
    """Share whose best candidate is right."""
    best_three: float
    answered: float
    answered_right: float
    falsely_covered: int
    """Answered outright as a covered illness that was not meant."""


@dataclass(frozen=True)
class Speed:
    """Time per utterance at one size of the library, microseconds."""

    phrases: int
    p50: float
    p99: float
    load_seconds: float


def ours(library: Library) -> Tool:
    """This project's matcher. What it refuses counts as `none`."""
    matcher = Matcher(library)

    def understand(sample: Sample) -> Guess:
        found = matcher.understand([sample.reading])
        meanings = [candidate.meaning for candidate in found.candidates]
        return meanings[:3], found.decision == Decision.ANSWER

    return understand


def by_characters(phrases: Sequence[tuple[str, Meaning]]) -> OnText:
    """`rapidfuzz.WRatio` on the characters."""
    return _wratio([spoken(text) for text, _ in phrases], [m for _, m in phrases], spoken)


def by_pinyin(phrases: Sequence[tuple[str, Meaning]]) -> OnText:
    """`rapidfuzz.WRatio` on toneless pinyin."""

    def pinyin(text: str) -> str:
        return " ".join(lazy_pinyin(spoken(text)))

    return _wratio([pinyin(text) for text, _ in phrases], [m for _, m in phrases], pinyin)


def _wratio(known: list[str], meanings: list[Meaning], prepare: Callable[[str], str]) -> OnText:
    def nearest(text: str) -> Guess:
        hits = process.extract(prepare(text), known, scorer=fuzz.WRatio, limit=30)
        best = list(dict.fromkeys(meanings[at] for _, _, at in hits))
        return best[:3], bool(hits) and hits[0][1] >= 90

    return nearest


def by_mohu(phrases: Sequence[tuple[str, Meaning]]) -> OnText:
    """`mohu` in its own mixed mode."""
    from mohu import MohuMatcher

    meanings = {spoken(text): meaning for text, meaning in phrases}
    matcher = MohuMatcher(max_distance=6, similarity_threshold=0.3)
    matcher.build(list(meanings))

    def nearest(text: str) -> Guess:
        hits = matcher.match(spoken(text), max_results=30)
        best = list(dict.fromkeys(meanings[known] for known, _ in hits))
        return best[:3], bool(hits) and hits[0][1] >= 0.9

    return nearest


def on_text(peer: OnText) -> Tool:
    """A peer knows nothing of how sure the recogniser was."""
    return lambda sample: peer(sample.text)


def filled(library: Library) -> list[tuple[str, Meaning]]:
    """Every phrase with its meaning; templates take the illness names in turn, names come alone."""
    names = [(name, i.id) for i in library.illnesses for name in i.names]
    turn = cycle(names)
    phrases = []
    for phrase in library.phrases:
        if SLOT not in phrase.text:
            phrases.append((phrase.text, phrase.meaning))
            continue
        for name, illness in islice(turn, 8):
            meant = illness if phrase.meaning.topic == COVERAGE else ""
            text = phrase.text.replace(SLOT, name)
            phrases.append((text, phrase.meaning._replace(illness=meant)))
    return phrases


def score(table: str, name: str, tool: Tool, samples: Sequence[Sample], covered: set[str]) -> Score:
    """Run `tool` over `samples`."""
    guesses = [tool(sample) for sample in samples]
    pairs = list(zip(guesses, samples, strict=True))
    right = [bool(m) and same(m[0], s.meaning) for (m, _), s in pairs]
    among = [any(same(found, s.meaning) for found in m) for (m, _), s in pairs]
    answered = [sure and m[0].topic != "none" for (m, sure), _ in pairs]
    wrongly = [
        says and not ok and m[0].illness in covered
        for says, ok, ((m, _), _) in zip(answered, right, pairs, strict=True)
    ]
    answered_right = sum(a and r for a, r in zip(answered, right, strict=True))
    count = len(samples)
    return Score(
        table,
        name,
        count,
        sum(right) / count,
        sum(among) / count,
        sum(answered) / count,
        answered_right / max(1, sum(answered)),
        sum(wrongly),
    )


def speed(library: Library, size: int, texts: Sequence[str]) -> Speed:
    """Time of `understand` with a library of `size` phrases."""
    sized = of_size(library, size)
    started = time.process_time()
    matcher = Matcher(sized)
    loaded = time.process_time() - started
    times = []
    for text in islice(cycle(texts), TIMED + 20):
        started = time.process_time()
        matcher.understand(text)
        times.append(time.process_time() - started)
    # The first ones fill caches.
    ordered = sorted(t * 1e6 for t in times[20:])
    return Speed(
        len(sized.phrases), ordered[TIMED // 2], ordered[int(TIMED * 0.99)], round(loaded, 2)
    )


def of_size(library: Library, size: int) -> Library:
    """The library with so many phrases: an even part of them, or more by other openings."""
    phrases = list(library.phrases)
    if size <= len(phrases):
        step = len(phrases) / size
        return replace(library, phrases=tuple(phrases[int(n * step)] for n in range(size)))
    more = (
        Phrase(first + second + p.text, p.meaning)
        for first in _OPENINGS
        for second in ("", *_OPENINGS)
        for p in library.phrases
        if not p.meaning.illness
    )
    return replace(library, phrases=(*phrases, *islice(more, size - len(phrases))))


def tables(calls: Path, library: Library) -> dict[str, list[Sample]]:
    """All labelled utterances there are."""
    paths = [*sorted(SAMPLES.glob("*.tsv")), *sorted(UNSEEN.glob("*.tsv"))]
    paths += [calls / f"{name}.tsv" for name in ("utterances", "asr_native", "asr_accented")]
    known = {path.stem: read_samples(path) for path in paths if path.exists()}
    unseen = [*known["fresh"], *known["held_out"]]
    return {**known, "misheard": misheard(unseen, library)}


def misheard(samples: Sequence[Sample], library: Library) -> list[Sample]:
    """`samples` with some characters replaced by others of the content that sound alike."""
    chance = random.Random(12351)
    chars = {char for phrase in library.phrases for char in spoken(phrase.text)}
    by_syllable: dict[int, list[str]] = {}
    for char in sorted(chars):
        by_syllable.setdefault(int(hear(char).syllables[0]), []).append(char)

    def instead_of(char: str) -> str:
        sounds = hear(char)
        if not len(sounds) or chance.random() > MISHEARD:
            return char
        alike = np.flatnonzero(NEARNESS[int(sounds.syllables[0])] >= ALIKE).tolist()
        return chance.choice([c for code in alike for c in by_syllable.get(code, ())] or [char])

    return [
        replace(sample, text="".join(map(instead_of, sample.text)), heard=True)
        for sample in samples
    ]


def run(calls: Path) -> tuple[list[Score], list[Speed]]:
    """Everything this benchmark measures."""
    library = load()
    covered = {illness.id for illness in library.listed_illnesses()}
    phrases = filled(library)
    peers = {"WRatio, characters": by_characters(phrases), "WRatio, pinyin": by_pinyin(phrases)}
    try:
        peers["mohu"] = by_mohu(phrases)
    except ImportError:
        print("mohu is not installed: left out", file=sys.stderr)
    tools = {"ours": ours(library), **{name: on_text(peer) for name, peer in peers.items()}}
    known = tables(calls, library)
    scores = [
        score(table, name, tool, samples[: MAX_FOR_MOHU if name == "mohu" else None], covered)
        for table, samples in known.items()
        for name, tool in tools.items()
    ]
    texts = [sample.text for name in ("phrasings", "heard") for sample in known[name]]
    return scores, [speed(library, size, texts) for size in SIZES]


def report(scores: Sequence[Score], speeds: Sequence[Speed]) -> str:
    """Two Markdown tables."""
    lines = [
        "| utterances | tool | n | best | best three | answered | of these right | falsely covered |",
        "|---|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {s.table} | {s.tool} | {s.utterances} | {s.best:.1%} | {s.best_three:.1%} "
        f"| {s.answered:.1%} | {s.answered_right:.1%} | {s.falsely_covered} |"
        for s in scores
    ]
    lines += ["", "| phrases | p50 µs | p99 µs | load s |", "|---|---|---|---|"]
    lines += [f"| {s.phrases} | {s.p50:.0f} | {s.p99:.0f} | {s.load_seconds} |" for s in speeds]
    return "\n".join(lines)


def main() -> None:
    """Print the tables; write them as JSON too when asked."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--calls", type=Path, default=CALLS, help="folder of labelled calls")
    options.add_argument("--json", type=Path, help="also write the results here")
    chosen = options.parse_args()
    if "OPENBLAS_NUM_THREADS" not in os.environ:
        # numpy reads it once, when it is imported.
        again = [sys.executable, "-m", "bench.understanding", *sys.argv[1:]]
        os.execve(sys.executable, again, {**os.environ, "OPENBLAS_NUM_THREADS": "1"})
    scores, speeds = run(chosen.calls)
    print(report(scores, speeds))
    if chosen.json:
        results = {"scores": [asdict(s) for s in scores], "speed": [asdict(s) for s in speeds]}
        chosen.json.write_text(json.dumps(results, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
