"""Learning what a score is worth: `hotline kb calibrate`.

Reads labelled utterances, clean and as a recogniser heard them, scores them, fits the logistic
model of `kb.matching.calibration` and sets the thresholds of `kb.matching.decision`. Everything reported is
cross-validated: each utterance is judged by a model that never saw it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kb.content.library import Library
from kb.contract import NONE, Meaning, Reading
from kb.evaluation.labelled import Sample
from kb.matching.calibration import FEATURES, Calibration, confidences, features
from kb.matching.decision import Coverage, Evidence, certainly_said, says_covered
from kb.matching.embedding import Encoder
from kb.matching.hypotheses import candidates
from kb.matching.joint import learn, outside, rank
from kb.matching.phonetics import spoken
from kb.matching.scoring import Scored, Scorer

_FOLDS = 8
_RIDGE = 1.0
_RIGHT_WHEN_ANSWERED = 0.975
"""Share of answers given outright that must be right."""
_RIGHT_WHEN_NEW = 0.97
"""Share of answers given outright that must be right among phrases kept from the matcher. They are like
none that it was left with: harder than what is said on the telephone."""
_RIGHT_WHEN_CONFIRMED = 0.5
_HIT_WHEN_OFFERED = 0.25
"""Share of the least likely offers that must hold what was meant: of more, most are about nothing of ours."""
_SAFETY = 0.3
"""How far from the threshold to certainty the one for "covered" lies, at the least."""


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
        return same(self.found[0].meaning, self.sample.meaning)

    @property
    def hard(self) -> bool:
        """Whether thresholds are set by it: what is read as it was written is easy."""
        return self.sample.heard or self.sample.new


def same(found: Meaning, meant: Meaning) -> bool:
    """Whether `found` is what was meant; all that the hotline has no answer to counts as one."""
    return found == meant or (outside(found.topic) and outside(meant.topic))


def calibrate(
    library: Library,
    samples: Sequence[Sample],
    encoder: Encoder | None = None,
    kept_out: Sequence[Judged] = (),
) -> tuple[Calibration, dict[str, object]]:
    """The calibration learned from `samples`, and a report of its cross-validated quality.

    `kept_out` are phrases of the content, each judged without knowing it (`kb.evaluation.keeping_out`).
    """
    raw = [*judge(Scorer(library, encoder), samples), *kept_out]
    joint, spread = _joint(raw)
    judged = [Judged(j.sample, rank(j.found, joint), j.text) for j in raw]
    table = np.array([features(j.found, j.syllables, spread) for j in judged])
    right = np.array([j.right for j in judged], np.float64)
    held_out = _cross_validated(table, right)
    coverage = Coverage.of(library)
    evidence = [Evidence(j.found, j.text, spread=spread) for j in judged]
    covered = np.array([says_covered(e, coverage) for e in evidence])
    # Only these can be answered at all; a threshold for the others would be for nothing.
    certain = np.array([certainly_said(e, coverage) for e in evidence])
    heard = np.array([j.sample.heard for j in judged])
    new = np.array([j.sample.new for j in judged])
    refused = np.array([j.found[0].meaning.topic == NONE for j in judged])
    answerable = (heard | new) & (certain | ~covered) & ~refused
    answer = max(
        _least(held_out[which & answerable], right[which & answerable], share)
        for which, share in ((heard, _RIGHT_WHEN_ANSWERED), (new, _RIGHT_WHEN_NEW))
        if (which & answerable).any()
    )
    learned = Calibration(
        weights=tuple(round(float(w), 4) for w in fit(table, right)),
        spread=spread,
        answer=answer,
        answer_covered=_least_for_covered(held_out, right, answer, covered & certain),
        confirm=_RIGHT_WHEN_CONFIRMED,
        choose=0.0,
        joint=joint,
    )
    offered, hit = _offers([j for j in judged if j.hard or j.sample.meaning.topic == NONE], learned)
    learned = Calibration(**{**learned.__dict__, "choose": _worth(offered, hit, _HIT_WHEN_OFFERED)})
    report = {
        name: _report(
            held_out[which],
            right[which],
            covered[which],
            (certain | ~covered)[which] & ~refused[which],
            learned,
        )
        for name, which in (("read", ~heard & ~new), ("heard", heard), ("new", new))
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


def judge(scorer: Scorer, samples: Sequence[Sample]) -> list[Judged]:
    """What `scorer` makes of each of `samples`, where it makes anything of it."""
    judged = []
    for sample in samples:
        found, text = candidates(scorer, [Reading(sample.text)])
        if found:
            judged.append(Judged(sample, found, text))
    return judged


def _joint(judged: Sequence[Judged]) -> tuple[tuple[float, ...], float]:
    """Weights that put what was meant first, as far as it is among the candidates."""
    places = [
        (
            j.found,
            next((n for n, s in enumerate(j.found) if same(s.meaning, j.sample.meaning)), -1),
            j.sample.heard,
        )
        for j in judged
    ]
    return learn([sample for sample in places if sample[1] >= 0])


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


def _worth(confidence: np.ndarray, right: np.ndarray, share: float) -> float:
    """Threshold down to which the next one is still right in at least `share` of the cases."""
    order = np.argsort(-confidence)
    gained = np.cumsum(right[order] - share)
    return round(float(confidence[order][gained.argmax()]), 4) if len(order) else 1.0


def _least_for_covered(
    confidence: np.ndarray, right: np.ndarray, answer: float, covered: np.ndarray
) -> float:
    """A threshold above `answer` above which no wrong 'covered' was found, heard or read."""
    wrong = confidence[covered & (right == 0)]
    least = max(answer, float(wrong.max()) if len(wrong) else 0.0)
    return round(least + _SAFETY * (1 - least), 4)


def _offers(judged: Sequence[Judged], learned: Calibration) -> tuple[np.ndarray, np.ndarray]:
    """Confidence in the best three together, and whether one was meant, where a choice is offered.

    That is where the best alone is not sure enough to be asked about.
    """
    judged = [
        j for j in judged if confidences(j.found, j.syllables, learned, 1)[0] < learned.confirm
    ]
    together = [sum(confidences(j.found, j.syllables, learned, 3)) for j in judged]
    hit = [
        not outside(j.sample.meaning.topic)
        and any(same(s.meaning, j.sample.meaning) for s in j.found[:3])
        for j in judged
    ]
    return np.array(together), np.array(hit, np.float64)


def _report(
    confidence: np.ndarray,
    right: np.ndarray,
    covered: np.ndarray,
    answerable: np.ndarray,
    learned: Calibration,
) -> dict[str, object]:
    answered = confidence >= np.where(covered, learned.answer_covered, learned.answer)
    answered &= answerable
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
