"""Sound and meaning joined: which of the candidates was meant.

A conditional logit: every candidate of an utterance is weighed by a few facts, and the one with the
highest sum was meant. `kb.calibrate` learns the weights; that of the sound's own score is 1, so joint
scores stay on its scale.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from kb.library import COVERAGE
from kb.scoring import Scored

FACTS = (
    "behind",
    "unfit",
    "near",
    "fits",
    "coverage",
    "not spelled",
    "not spelled, clear",
    "misfit",
    "unknown illness",
    "named, length",
    "nothing of ours",
)


def facts(scored: Scored) -> np.ndarray:
    """What speaks for one candidate beside its score, in the order of `FACTS`."""
    illness = scored.meaning.topic == COVERAGE
    span = scored.span if illness else None
    unspelled = 1 - scored.spelled if span else 0.0
    return np.array(
        [
            scored.behind,
            scored.unfit,
            scored.near,
            scored.fits,
            float(illness),
            unspelled,
            unspelled * scored.clear,
            1 - span.fit if span else 0.0,
            float(span is not None and not scored.meaning.illness),
            min(len(span.name), 6) * (scored.spelled == 1) if span else 0.0,
            float(outside(scored.meaning.topic)),
        ],
        np.float64,
    )


def outside(topic: str) -> bool:
    """Whether `topic` is none the hotline has an answer to."""
    return topic == "none" or topic.startswith("outside.")


def rank(found: Sequence[Scored], weights: Sequence[float]) -> list[Scored]:
    """`found` with joint scores, best first; as it is without `weights`."""
    if not weights:
        return list(found)
    value = np.array(weights)
    joined = [replace(scored, score=scored.score + float(facts(scored) @ value)) for scored in found]
    return sorted(joined, key=lambda scored: -scored.score)


def learn(
    samples: Sequence[tuple[Sequence[Scored], int]], ridge: float = 0.3, steps: int = 60
) -> tuple[float, ...]:
    """Weights of `FACTS` from candidates and the place of the one that was meant.

    By Newton's method on the penalised likelihood; the score's own weight is learned too and divided out.
    """
    tables = [np.array([[s.score, *facts(s)] for s in found]) for found, _ in samples]
    weights = np.zeros(len(FACTS) + 1)
    weights[0] = 10.0
    for _ in range(steps):
        slope = -ridge * weights
        slope[0] = 0.0
        curve = ridge * np.eye(len(weights))
        for table, (_, meant) in zip(tables, samples, strict=True):
            chance = table @ weights
            chance = np.exp(chance - chance.max())
            chance /= chance.sum()
            mean = chance @ table
            slope += table[meant] - mean
            curve += (table * chance[:, None]).T @ table - np.outer(mean, mean)
        step = np.linalg.solve(curve, slope)
        weights += step
        if np.abs(step).max() < 1e-4:
            break
    return tuple(round(float(w), 4) for w in weights[1:] / max(weights[0], 0.1))
