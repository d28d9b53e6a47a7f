"""Strangers' sentences: what a caller who never saw the content gets, against plain baselines.

The table is `kb/evaluation/samples/unseen/callers.tsv`: sentences as members say them, many of them chosen because an
earlier build failed at them. Nothing is learned from them, neither phrases nor weights nor thresholds; but
whoever wrote the content has read them, so what is measured here is kinder than a new set would be. The
line `kept out` has no such flaw: phrases of the content with words of their own, each judged by a matcher
built without it. The joint weights, three dozen of them, are learned from two thousand such phrases;
learned without the one in question they do one point worse.

right    topic, illness and aspect are as labelled, and are answered or asked about ("您是说…，对吗");
         of what is not ours or not in the papers: refused, or understood as such (`none`, `outside.*`)
asked    a choice of up to three is offered that holds what is labelled
wrong    anything else: refused, something else answered or asked about, only wrong things offered
untrue   of the wrong ones: something else answered outright
covered  of the untrue ones: a covered illness that was not meant, or was not certain

The baselines answer from 90 of 100 and ask about their best below that; they refuse where their nearest
phrase is one of `none`.

    python -m bench.strangers [--table FILE] [--json strangers.json]
"""

import argparse
import contextlib
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from bench.understanding import by_characters, by_mohu, by_pinyin, filled
from kb.content.library import Library, load
from kb.contract import NOTHING_MEANT, Decision, Meaning, Reading
from kb.engine import Knowledge
from kb.evaluation.keeping_out import own_words
from kb.evaluation.labelled import UNSEEN, Sample, read_samples
from kb.matching import embedding
from kb.matching.joint import outside
from kb.matching.matcher import Matcher

TABLE = UNSEEN / "callers.tsv"
ANSWERED, CONFIRMED = 0.9, 0.45
"""Likeness from which a baseline answers, and from which it asks about its best."""
FOLDS = 8

BEFORE = ("the build before (cc54d56)", 219, 108, 19, 92, 13, 2, 68, 55)
"""What the hotline made of the same table before it knew meaning, and before the content grew."""

Reply = tuple[list[Meaning], Decision]
"""The best three meanings, and what is done with them."""
Tool = Callable[[str], Reply]


@dataclass(frozen=True)
class Row:
    """How one tool did."""

    tool: str
    sentences: int
    right: int
    asked: int
    wrong: int
    untrue: int
    covered: int
    answered: int
    answered_right: int


def judged(sample: Sample, reply: Reply) -> str:
    """ "right", "asked" or "wrong"."""
    meanings, decision = reply
    if outside(sample.meaning.topic):
        refused = decision == Decision.REJECT or outside(meanings[0].topic)
        return "right" if refused else "wrong"
    if decision in (Decision.ANSWER, Decision.CONFIRM) and meanings[0] == sample.meaning:
        return "right"
    if decision == Decision.CHOOSE and sample.meaning in meanings:
        return "asked"
    return "wrong"


def row(name: str, tool: Tool, samples: Sequence[Sample], listed: set[str]) -> Row:
    """Run `tool` over `samples`."""
    counts: Counter[str] = Counter()
    for sample in samples:
        reply = tool(sample.text)
        meanings, decision = reply
        how = judged(sample, reply)
        counts[how] += 1
        if decision == Decision.ANSWER:
            counts["answered"] += 1
            counts["answered right"] += how == "right"
            counts["untrue"] += how == "wrong"
            counts["covered"] += how == "wrong" and meanings[0].illness in listed
    names = ("right", "asked", "wrong", "untrue", "covered", "answered", "answered right")
    return Row(name, len(samples), *(counts[name] for name in names))


def ours(knowledge: Knowledge | Matcher) -> Tool:
    """What a call would get."""

    def reply(text: str) -> Reply:
        found = knowledge.understand([Reading(text)])
        return [candidate.meaning for candidate in found.candidates][:3], found.decision

    return reply


def plain(nearest: Callable[[str], tuple[list[Meaning], float]]) -> Tool:
    """A matcher without decisions, given the simplest ones."""

    def reply(text: str) -> Reply:
        meanings, likeness = nearest(text)
        if not meanings or meanings[0].topic == "none":
            return [NOTHING_MEANT], Decision.REJECT
        if likeness >= ANSWERED:
            return meanings, Decision.ANSWER
        return meanings, Decision.CONFIRM if likeness >= CONFIRMED else Decision.CHOOSE

    return reply


def baselines(library: Library) -> dict[str, Tool]:
    """Plain fuzzy matchers, and the sentence vectors alone."""
    phrases = filled(library)
    tools = {
        "WRatio, characters": by_characters(phrases),
        "WRatio, pinyin": by_pinyin(phrases),
    }
    with contextlib.suppress(ImportError):
        tools["mohu"] = by_mohu(phrases)
    found = {name: plain(_as_likeness(tool)) for name, tool in tools.items()}
    encoder = embedding.load()
    if encoder:
        found["sentence vectors alone"] = plain(_by_vectors(phrases, encoder))
    return found


def _as_likeness(
    tool: Callable[[str], tuple[list[Meaning], bool]],
) -> Callable[[str], tuple[list[Meaning], float]]:
    """`tool` of the other benchmark, which only tells whether it is sure."""

    def nearest(text: str) -> tuple[list[Meaning], float]:
        meanings, sure = tool(text)
        return meanings, 1.0 if sure else CONFIRMED

    return nearest


def _by_vectors(
    phrases: Sequence[tuple[str, Meaning]], encoder: embedding.Encoder
) -> Callable[[str], tuple[list[Meaning], float]]:
    vectors = encoder.encode([text for text, _ in phrases])
    meanings = [meaning for _, meaning in phrases]

    def nearest(text: str) -> tuple[list[Meaning], float]:
        alike = vectors @ encoder.encode([text])[0]
        best = np.argsort(-alike)[:40]
        return list(dict.fromkeys(meanings[at] for at in best))[:3], float(alike[best[0]])

    return nearest


def kept_out(library: Library, listed: set[str]) -> Row:
    """Phrases with words of their own, each judged by a matcher that was built without it."""
    alone = own_words(library.phrases)
    fold = np.random.default_rng(7).permutation(len(alone)) % FOLDS
    total: Counter[str] = Counter()
    for number in range(FOLDS):
        kept = {alone[at] for at in np.flatnonzero(fold == number)}
        rest = replace(library, phrases=tuple(p for p in library.phrases if p not in kept))
        samples = [Sample(p.text, p.meaning, False) for p in kept]
        part = asdict(row("", ours(Knowledge(rest)), samples, listed))
        total.update({name: value for name, value in part.items() if name != "tool"})
    return Row("ours, phrases kept out", **total)


def run(table: Path, with_kept_out: bool = True) -> list[Row]:
    """Everything this benchmark measures."""
    library = load()
    listed = {illness.id for illness in library.listed_illnesses()}
    samples = read_samples(table)
    tools = {
        "ours": ours(Knowledge(library)),
        "ours, sound alone": ours(Knowledge(library, encoder=None)),
    }
    rows = [row(name, tool, samples, listed) for name, tool in (tools | baselines(library)).items()]
    if table == TABLE:
        rows.insert(2, Row(*BEFORE))
    return [*rows, kept_out(library, listed)] if with_kept_out else rows


def report(rows: Sequence[Row]) -> str:
    """A Markdown table."""
    lines = [
        "| tool | n | right | asked back | wrong | untrue | falsely covered | answered | of these right |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for r in rows:
        n = r.sentences
        lines.append(
            f"| {r.tool} | {n} | {r.right / n:.1%} | {r.asked / n:.1%} | {r.wrong / n:.1%} "
            f"| {r.untrue / n:.1%} | {r.covered} | {r.answered / n:.1%} "
            f"| {r.answered_right / max(1, r.answered):.1%} |"
        )
    return "\n".join(lines)


def main() -> None:
    """Print the table; write it as JSON too when asked."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--table", type=Path, default=TABLE, help="labelled sentences")
    options.add_argument("--quick", action="store_true", help="without the phrases kept out")
    options.add_argument("--json", type=Path, help="also write the results here")
    chosen = options.parse_args()
    rows = run(chosen.table, not chosen.quick)
    print(report(rows))
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(r) for r in rows], indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
