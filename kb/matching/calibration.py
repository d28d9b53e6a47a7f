"""From scores to a confidence that means something: the share of such matches that are right.

A logistic model over a few facts about the best meaning and its rival; its weights and the
thresholds of the decisions are learned by `kb.evaluation.calibrate` and kept in `kb/matching/calibration.json`.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from kb.content.library import COVERAGE
from kb.matching.scoring import Scored

CALIBRATION = Path(__file__).parent / "calibration.json"

FEATURES = (
    "constant",
    "score",
    "margin",
    "crowd",
    "agreement",
    "topic",
    "length",
    "coverage",
    "misfit",
    "evidence",
)


@dataclass(frozen=True)
class Calibration:
    """What `kb.evaluation.calibrate` learns."""

    weights: tuple[float, ...]
    """One for each of `FEATURES`."""
    spread: float
    """How fast the confidence of further candidates falls with their distance in score."""
    answer: float
    """Least confidence to answer outright."""
    answer_covered: float
    """Least confidence to answer that an illness is covered."""
    confirm: float
    """Least confidence to ask: did you mean this?"""
    choose: float
    """Least confidence of the best three together to offer them."""


def load(path: Path = CALIBRATION) -> Calibration:
    """The calibration in use. Raises `FileNotFoundError` or `ValueError` when it is not usable."""
    data = json.loads(path.read_text(encoding="utf-8"))
    values = {name: data[name] for name in Calibration.__dataclass_fields__}
    if len(values["weights"]) != len(FEATURES):
        raise ValueError(f"{path} was made for other features; run `hotline kb calibrate`")
    return Calibration(**{**values, "weights": tuple(values["weights"])})


def save(calibration: Calibration, report: dict[str, object], path: Path = CALIBRATION) -> None:
    """Keep `calibration`, and beside it what it was measured to do."""
    text = json.dumps({**asdict(calibration), "report": report}, indent=2, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def features(found: Sequence[Scored], syllables: int) -> np.ndarray:
    """What the confidence in `found[0]` depends on, in the order of `FEATURES`."""
    best = found[0]
    rival, third = (found[n].score if len(found) > n else 0.0 for n in (1, 2))
    named = best.span if best.meaning.topic == COVERAGE else None
    return np.array(
        [
            1.0,
            best.score,
            min(best.score - rival, 0.4),
            min(best.score - third, 0.5),
            best.agreement,
            best.topic,
            np.log(syllables),
            float(named is not None),
            1 - named.fit if named else 0.0,
            min(named.score, 6.0) if named else 0.0,
        ],
        np.float64,
    )


def confidences(
    found: Sequence[Scored], syllables: int, calibration: Calibration, count: int
) -> list[float]:
    """Confidence of the first `count` of `found`; all together at most 1."""
    if not found:
        return []
    logit = float(features(found, syllables) @ np.array(calibration.weights))
    first = 1 / (1 + np.exp(-logit))
    distances = np.array([found[0].score - scored.score for scored in found[1:]])
    shares = np.exp(-distances / calibration.spread)
    # One more place for a meaning that is not among those found.
    rest = (1 - first) * shares / (shares.sum() + 1) if len(shares) else shares
    return [round(float(value), 4) for value in (first, *np.minimum(rest, first))][:count]
