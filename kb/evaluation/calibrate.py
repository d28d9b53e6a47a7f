"""Learning what a score is worth: `hotline kb calibrate`.

Reads labelled utterances, clean and as a recogniser heard them, scores them, fits the logistic
model of `kb.matching.calibration` and sets the thresholds of `kb.matching.decision`. Everything reported is
cross-validated: each utterance is judged by a model that never saw it.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kb.content.library import Library
from kb.contract import NOTHING_MEANT, Meaning, Reading
from kb.matching.calibration import FEATURES, Calibration, confidences, features
from kb.matching.decision import Coverage, Evidence, certainly_said, says_covered
from kb.matching.hypotheses import candidates
from kb.matching.phonetics import spoken
from kb.matching.scoring import Scored, Scorer

_FOLDS = 8
_RIDGE = 1.0
_RIGHT_WHEN_ANSWERED = 0.975
"""Share of answers given outright that must be right."""
_RIGHT_WHEN_CONFIRMED = 0.5
_HIT_WHEN_OFFERED = 0.5
"""Share of offers that must hold what was meant."""
_SAFETY = 0.4
"""How far from the threshold to certainty the one for "covered" lies, at the least."""


@dataclass(frozen=True)
class Sample:
    """One labelled utterance."""

    text: str
    meaning: Meaning
    heard: bool
    """Whether a recogniser made it of speech. The thresholds are set by these alone: what is read
    as it was written is easy."""


@dataclass(frozen=True)
class Judged:
    """A sample with what the matcher made of it."""

    sample: Sample
    found: Sequence[Scored]
    text: str
    """The text the best candidate was found in."""

    @property
    def syllables(self) -> int:
        """Length of that text, in syllables."""
        return len(spoken(self.text))

    @property
    def right(self) -> bool:
        """Whether the best candidate is what was meant."""
        return self.found[0].meaning == self.sample.meaning


def read_samples(path: Path) -> list[Sample]:
    """Labelled utterances of a TSV with columns text (or heard), topic, illness, aspect.

    Raises `ValueError` naming the file when a column is missing.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    if not rows or not {"topic", "illness", "aspect"} <= rows[0].keys():
        raise ValueError(f"{path}: needs the columns text or heard, topic, illness, aspect")
    column = next((name for name in ("heard", "asr", "text") if name in rows[0]), "")
    if not column:
        raise ValueError(f"{path}: needs a column text, heard or asr")
    return [
        Sample(
            row[column] or "",
            Meaning(row["topic"], row["illness"] or "", row["aspect"] or ""),
            column != "text",
        )
        for row in rows
    ]


def calibrate(library: Library, samples: Sequence[Sample]) -> tuple[Calibration, dict[str, object]]:
    """The calibration learned from `samples`, and a report of its cross-validated quality."""
    judged = _judge(library, samples)
    table = np.array([features(j.found, j.syllables) for j in judged])
    right = np.array([j.right for j in judged], np.float64)
    held_out = _cross_validated(table, right)
    coverage = Coverage.of(library)
    evidence = [Evidence(j.found, j.text) for j in judged]
    covered = np.array([says_covered(e, coverage) for e in evidence])
    # Only these can be answered at all; a threshold for the others would be for nothing.
    certain = np.array([certainly_said(e, coverage) for e in evidence])
    heard = np.array([j.sample.heard for j in judged])
    answerable = heard & (certain | ~covered)
    spread = _spread(judged)
    learned = Calibration(
        weights=tuple(round(float(w), 4) for w in fit(table, right)),
        spread=spread,
        answer=_least(held_out[answerable], right[answerable], _RIGHT_WHEN_ANSWERED),
        answer_covered=_least_for_covered(held_out, right, answerable, covered & certain),
        confirm=_RIGHT_WHEN_CONFIRMED,
        choose=0.0,
    )
    offered, hit = _offers([j for j in judged if j.sample.heard], learned)
    learned = Calibration(**{**learned.__dict__, "choose": _least(offered, hit, _HIT_WHEN_OFFERED)})
    report = {
        name: _report(held_out[which], right[which], covered[which], certain[which], learned)
        for name, which in (("read", ~heard), ("heard", heard))
        if which.any()
    }
    return learned, {**report, "features": list(FEATURES)}


def fit(table: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Weights of a ridge-penalised logistic regression, by Newton's method."""
    weights = np.zeros(table.shape[1])
    penalty = _RIDGE * np.eye(table.shape[1])
    penalty[0, 0] = 1e-6
    for _ in range(30):
        chance = _logistic(table @ weights)
        slope = table.T @ (right - chance) - penalty @ weights
        curve = (table * (chance * (1 - chance))[:, None]).T @ table + penalty
        step = np.linalg.solve(curve, slope)
        weights += step
        if np.abs(step).max() < 1e-8:
            break
    return weights


def _logistic(values: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.clip(values, -30, 30)))


def _judge(library: Library, samples: Sequence[Sample]) -> list[Judged]:
    scorer = Scorer(library)
    judged = []
    for sample in samples:
        found, text = candidates(scorer, [Reading(sample.text)])
        # What is taken for none of our business is refused, whatever the confidence.
        if found and found[0].meaning != NOTHING_MEANT:
            judged.append(Judged(sample, found, text))
    return judged


def _cross_validated(table: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Confidence in each sample, from a model learned on the other folds."""
    held_out = np.zeros(len(table))
    fold = np.random.default_rng(12351).permutation(len(table)) % _FOLDS
    for number in range(_FOLDS):
        weights = fit(table[fold != number], right[fold != number])
        held_out[fold == number] = _logistic(table[fold == number] @ weights)
    return held_out


def _least(confidence: np.ndarray, right: np.ndarray, share: float) -> float:
    """Least threshold above which at least `share` are right."""
    order = np.argsort(-confidence)
    kept = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero(kept >= share)
    if not len(enough):
        return 1.0
    return round(float(confidence[order][enough[-1]]), 4)


def _least_for_covered(
    confidence: np.ndarray, right: np.ndarray, answerable: np.ndarray, covered: np.ndarray
) -> float:
    """A threshold above which no wrong 'covered' was found, heard or read."""
    general = _least(confidence[answerable], right[answerable], _RIGHT_WHEN_ANSWERED)
    wrong = confidence[covered & (right == 0)]
    worst = float(wrong.max()) if len(wrong) else 0.0
    least = max(general, worst)
    return round(least + _SAFETY * (1 - least), 4)


def _spread(judged: Sequence[Judged]) -> float:
    """Distance in score at which a candidate is e times less likely to be what was meant."""
    distances = [
        j.found[0].score - scored.score
        for j in judged
        for scored in j.found[1:]
        if scored.meaning == j.sample.meaning
    ]
    return round(float(np.mean(distances)) if distances else 0.1, 4)


def _offers(judged: Sequence[Judged], learned: Calibration) -> tuple[np.ndarray, np.ndarray]:
    """Confidence in the best three together, and whether one was meant, where a choice is offered.

    That is where the best alone is not sure enough to be asked about.
    """
    judged = [
        j for j in judged if confidences(j.found, j.syllables, learned, 1)[0] < learned.confirm
    ]
    together = [sum(confidences(j.found, j.syllables, learned, 3)) for j in judged]
    hit = [j.sample.meaning in [s.meaning for s in j.found[:3]] for j in judged]
    return np.array(together), np.array(hit, np.float64)


def _report(
    confidence: np.ndarray,
    right: np.ndarray,
    covered: np.ndarray,
    certain: np.ndarray,
    learned: Calibration,
) -> dict[str, object]:
    answered = confidence >= np.where(covered, learned.answer_covered, learned.answer)
    answered &= certain | ~covered
    bins = [(low / 10, (low + 1) / 10) for low in range(10)]
    reliability = []
    for low, high in bins:
        inside = (confidence >= low) & (confidence < high + 1e-9 * (high == 1))
        if inside.any():
            reliability.append(
                {
                    "confidence": round(float(confidence[inside].mean()), 3),
                    "right": round(float(right[inside].mean()), 3),
                    "samples": int(inside.sum()),
                }
            )
    return {
        "samples": len(right),
        "best_right": round(float(right.mean()), 4),
        "brier": round(float(((confidence - right) ** 2).mean()), 4),
        "answered": round(float(answered.mean()), 4),
        "answered_right": round(float(right[answered].mean()), 4) if answered.any() else 1.0,
        "wrongly_covered": int((answered & covered & (right == 0)).sum()),
        "reliability": reliability,
    }
