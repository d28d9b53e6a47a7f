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
from kb.matching.joint import FACTS, outside
from kb.matching.scoring import Scored

CALIBRATION = Path(__file__).parent / "calibration.json"
SOUND_ALONE = Path(__file__).parent / "calibration_sound.json"
"""For where no encoder is installed."""

_PLAIN = (
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
    "near",
    "lead",
    "fits",
    "unfit",
    "spelled",
    "clear",
    "outside",
    "familiar",
    "chance",
    "claim named",
    "aspect named",
)
FEATURES = (
    *_PLAIN,
    *(f"{name}, in words" for name in _PLAIN),
    *(f"{name}, in familiar words" for name in _PLAIN),
)
"""Each for every sentence, again as far as it is in words, and as far as it is in the content's: what tells
that a misheard sentence was understood (its sound) tells little of one that stands as it was meant."""


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
    joint: tuple[float, ...] = ()
    """Weights of `kb.matching.joint.FACTS`; empty where sound alone decides."""


def shipped(with_meaning: bool) -> Calibration:
    """The calibration for a matcher with, or without, an encoder."""
    return load(CALIBRATION if with_meaning else SOUND_ALONE)


def load(path: Path = CALIBRATION) -> Calibration:
    """The calibration in `path`. Raises `FileNotFoundError` or `ValueError` when it is not usable."""
    data = json.loads(path.read_text(encoding="utf-8"))
    values = {name: data[name] for name in Calibration.__dataclass_fields__}
    if len(values["weights"]) != len(FEATURES) or len(values["joint"]) not in (0, len(FACTS)):
        raise ValueError(f"{path} was made for other features; run `hotline kb calibrate`")
    lists = {name: tuple(values[name]) for name in ("weights", "joint")}
    return Calibration(**{**values, **lists})


def save(calibration: Calibration, report: dict[str, object], path: Path = CALIBRATION) -> None:
    """Keep `calibration`, and beside it what it was measured to do."""
    text = json.dumps({**asdict(calibration), "report": report}, indent=2, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def features(found: Sequence[Scored], syllables: int, spread: float) -> np.ndarray:
    """What the confidence in `found[0]` depends on, in the order of `FEATURES`."""
    plain, best = _plain(found, syllables, spread), found[0]
    return np.concatenate([plain, plain * best.in_words, plain * best.familiar])


def _plain(found: Sequence[Scored], syllables: int, spread: float) -> np.ndarray:
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
            best.near,
            # How far the best leads in meaning, or is behind.
            min(_other_behind(found), 0.4) - best.behind,
            best.fits,
            best.unfit,
            1 - best.spelled if best.span else 0.0,
            best.clear,
            float(outside(best.meaning.topic)),
            best.familiar,
            _chance(found, spread),
            best.claim_named,
            best.aspect_named,
        ],
        np.float64,
    )


def _chance(found: Sequence[Scored], spread: float) -> float:
    """Log-odds of the best among the candidates, going by joint scores alone."""
    behind = np.array([scored.score - found[0].score for scored in found[:12]])
    share = np.clip(1 / np.exp(behind / spread).sum(), 0.003, 0.997)
    return float(np.log(share / (1 - share)))


def _other_behind(found: Sequence[Scored]) -> float:
    """How far, in meaning, the nearest candidate of another topic or aspect is behind."""
    best = found[0].meaning
    others = (
        scored.behind
        for scored in found[1:]
        if (scored.meaning.topic, scored.meaning.aspect) != (best.topic, best.aspect)
    )
    return min(others, default=0.4)


def confidences(
    found: Sequence[Scored], syllables: int, calibration: Calibration, count: int
) -> list[float]:
    """Confidence of the first `count` of `found`; all together at most 1."""
    if not found:
        return []
    logit = float(features(found, syllables, calibration.spread) @ np.array(calibration.weights))
    first = 1 / (1 + np.exp(-logit))
    distances = np.array([found[0].score - scored.score for scored in found[1:]])
    shares = np.exp(-distances / calibration.spread)
    # One more place for a meaning that is not among those found.
    rest = (1 - first) * shares / (shares.sum() + 1) if len(shares) else shares
    return [round(float(value), 4) for value in (first, *np.minimum(rest, first))][:count]
