"""Sound and meaning joined: which of the candidates was meant.

A conditional logit: every candidate of an utterance is weighed by a few facts, and the one with the
highest sum was meant. `kb.evaluation.calibrate` learns the weights; that of the sound's own score is 1, so joint
scores stay on its scale.
"""

from collections.abc import Sequence

import numpy as np

from kb.content.schema import COVERAGE
from kb.matching.scoring import Scored

_OF_EACH = (
    "behind",
    "unfit",
    "coverage",
    "not spelled",
    "misfit",
    "unknown illness",
    "evidence",
    "named",
    "outside",
    "topic",
    "agreement",
    "claim named",
    "aspect named",
)
_AGAIN = (*_OF_EACH, "score")
FACTS = (
    *_OF_EACH,
    *(f"{name}, misheard" for name in _AGAIN),
    *(f"{name}, as meant" for name in _AGAIN),
)
"""Each fact for every sentence, again as far as hardly a word is familiar, and as far as nearly all are: of a
misheard sentence the sound tells more, of one that stands as it was meant the meaning."""
_MISHEARD = 0.5
"""Share of familiar words below which a sentence was more and more misheard."""
_IN_PART, _WHOLLY = 0.4, 0.7
"""Shares of familiar words from which, and to which, it stands more and more as it was meant."""
_AS_IT_STANDS, _ALL = 0.15, 0.9999
"""What is said letter by letter as it stands in the content is meant as it stands there."""
_HEARD = 20.0
"""What an utterance that a recogniser misheard counts beside one that was read: most calls are heard."""
_RIDGE = 0.05
"""What large weights cost when they are learned."""
_STEPS = 60
"""Newton's steps at most."""


def facts(found: Sequence[Scored]) -> np.ndarray:
    """What speaks for each candidate beside its score: a row for each, in the order of `FACTS`."""
    of_each = np.array([_of_one(scored) for scored in found])
    again = np.column_stack([of_each, [scored.score for scored in found]])
    misheard, as_meant = _regimes(np.array([scored.familiar for scored in found]))
    return np.hstack([of_each, again * misheard[:, None], again * as_meant[:, None]])


def _of_one(scored: Scored) -> tuple[float, ...]:
    illness = scored.meaning.topic == COVERAGE
    span = scored.span
    return (
        scored.behind,
        scored.unfit,
        float(illness),
        1 - scored.spelled if span else 0.0,
        1 - span.fit if span else 0.0,
        float(illness and span is not None and not scored.meaning.illness),
        min(span.score, 6.0) / 6 if span else 0.0,
        min(len(span.name), 6) / 6 * (scored.spelled == 1) if span else 0.0,
        float(outside(scored.meaning.topic)),
        scored.topic,
        scored.agreement,
        scored.claim_named,
        scored.aspect_named,
    )


def _regimes(familiar: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How far sentences with these shares of familiar words were misheard, and stand as meant; 0 to 1."""
    misheard = (_MISHEARD - familiar) / _MISHEARD
    as_meant = (familiar - _IN_PART) / (_WHOLLY - _IN_PART)
    return np.clip(misheard, 0, 1), np.clip(as_meant, 0, 1)


def outside(topic: str) -> bool:
    """Whether `topic` is none the hotline has an answer to."""
    return topic == "none" or topic.startswith("outside.")


def rank(found: Sequence[Scored], weights: Sequence[float]) -> list[Scored]:
    """`found` with joint scores, best first; as it is without `weights`."""
    if not weights or not found:
        return list(found)
    worth = facts(found) @ np.array(weights)
    joined = [
        s._replace(score=s.score + more + _AS_IT_STANDS * (s.agreement > _ALL))
        for s, more in zip(found, worth.tolist(), strict=True)
    ]
    return sorted(joined, key=lambda scored: -scored.score)


def learn(
    samples: Sequence[tuple[Sequence[Scored], int, bool]],
) -> tuple[tuple[float, ...], float]:
    """Weights of `FACTS` from candidates, the place of the one that was meant, and whether it was heard.

    By Newton's method on the penalised likelihood. The score's own weight is learned too and divided out;
    the second value is the distance in joint score at which a candidate is e times less likely.
    """
    tables = [
        (
            np.column_stack([[s.score for s in found], facts(found)]),
            meant,
            _HEARD if heard else 1.0,
        )
        for found, meant, heard in samples
    ]
    weights = np.zeros(len(FACTS) + 1)
    weights[0] = 10.0
    for _ in range(_STEPS):
        slope = -_RIDGE * weights
        slope[0] = 0.0
        curve = _RIDGE * np.eye(len(weights))
        for table, meant, counts in tables:
            chance = table @ weights
            chance = np.exp(chance - chance.max())
            chance /= chance.sum()
            mean = chance @ table
            slope += counts * (table[meant] - mean)
            curve += counts * ((table * chance[:, None]).T @ table - np.outer(mean, mean))
        step = np.linalg.solve(curve, slope)
        weights += step
        if np.abs(step).max() < 1e-4:
            break
    scale = max(float(weights[0]), 1.0)
    return tuple(round(float(w), 4) for w in weights[1:] / scale), round(1 / scale, 4)
