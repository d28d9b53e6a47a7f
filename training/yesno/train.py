"""Learn yes, no and neither from labelled sentences, and write the weights.

`answers.tsv` (columns text, value: yes, no or unclear) holds what three writers, who saw neither rules nor
prompts, thought of as answers on the telephone. What callers ask stands in for what is neither: sentences of
`kb/evaluation/samples`, and of the content what tells of danger, despair and accidents. A softmax regression by Adam; one core takes a minute.

    python -m training.yesno.train [--check]

With --check it is learned five times without a fifth of the answers, which then are judged.
"""

import argparse
import csv
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from kb.content.library import load
from kb.evaluation.labelled import SAMPLES, read_samples
from speech.entities.yesno_learned import WEIGHTS, Weights, judged, runs

ANSWERS = Path(__file__).with_name("answers.tsv")
VALUES = ("yes", "no", "unclear")
_ASKED = ("stories.tsv", "strangers.tsv", "heard.tsv")
"""Tables of what callers ask, as it is written and as it is misheard: none of it an answer."""
_SAID_ELSEWHERE = ("nav.bye", "nav.repeat", "nav.back", "nav.menu")
"""Topics that may well be an answer: 没了，谢谢."""
_TOLD = ("emergency", "distress", "accident.report", "member.status", "operator")
"""Topics of the content that no answer may hide."""
_SEEN, _RIDGE, _STEPS, _PACE = 2, 0.05, 400, 0.1
_FOLDS = 5
_SURE = 0.8

Labelled = tuple[str, int]


def read_answers(path: Path) -> list[Labelled]:
    """Sentences with the place of their value in `VALUES`."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["text"], VALUES.index(row["value"])) for row in rows]


def questions() -> list[Labelled]:
    """What callers ask, and what they cry out: neither yes nor no."""
    samples = [sample for name in _ASKED for sample in read_samples(SAMPLES / name)]
    asked = [s.text for s in samples if s.meaning.topic not in _SAID_ELSEWHERE]
    told = [p.text for p in load().phrases if p.meaning.topic in _TOLD]
    return [(text, VALUES.index("unclear")) for text in (*asked, *told)]


def learn(labelled: Sequence[Labelled]) -> dict[str, list[float]]:
    """Weights of each run of characters for yes, no and neither; those of '' stand for every sentence."""
    counts = Counter(run for text, _ in labelled for run in runs(text))
    kept = sorted(run for run, count in counts.items() if count >= _SEEN)
    table = np.array(
        [[run in of for run in kept] for of in map(runs, _texts(labelled))], np.float32
    )
    table /= np.sqrt(np.maximum(table.sum(axis=1, keepdims=True), 1))
    weights = _softmax_regression(np.c_[np.ones(len(table)), table], [v for _, v in labelled])
    rounded = np.round(weights, 2).tolist()
    return dict(zip(["", *kept], rounded, strict=True))


def _texts(labelled: Sequence[Labelled]) -> list[str]:
    return [text for text, _ in labelled]


def _softmax_regression(table: np.ndarray, values: Sequence[int]) -> np.ndarray:
    meant = np.eye(len(VALUES))[list(values)]
    weights = np.zeros((table.shape[1], len(VALUES)))
    mean, spread = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, _STEPS + 1):
        slope = table.T @ (_chances(table, weights) - meant) / len(table)
        slope += _RIDGE / len(table) * weights
        mean = 0.9 * mean + 0.1 * slope
        spread = 0.99 * spread + 0.01 * slope**2
        size = np.sqrt(spread / (1 - 0.99**step)) + 1e-8
        weights -= _PACE * mean / (1 - 0.9**step) / size
    return weights


def _chances(table: np.ndarray, weights: np.ndarray) -> np.ndarray:
    sums = table @ weights
    powers = np.exp(sums - sums.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def main() -> None:
    """Learn and write, or check."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    answers = read_answers(ANSWERS)
    if parser.parse_args().check:
        check(answers)
        return
    weights = learn([*answers, *questions()])
    lines = ",\n".join(f"{json.dumps(run, ensure_ascii=False)}:{of}" for run, of in weights.items())
    WEIGHTS.write_text(f"{{{lines}}}\n".replace(", ", ","), encoding="utf-8")
    print(f"{len(weights)} weights from {len(answers)} answers in {WEIGHTS}")


def check(answers: Sequence[Labelled]) -> None:
    """Print how often each value is found rightly, wrongly or not, in sentences that were not learned."""
    fold = np.random.default_rng(12351).permutation(len(answers)) % _FOLDS
    counts: Counter[str] = Counter()
    for number in range(_FOLDS):
        known = [answer for answer, of in zip(answers, fold, strict=True) if of != number]
        weights = learn([*known, *questions()])
        for (text, value), of in zip(answers, fold, strict=True):
            if of == number:
                counts[_judged(text, value, weights)] += 1
    print({name: round(count / len(answers), 3) for name, count in counts.most_common()})


def _judged(text: str, value: int, weights: Weights) -> str:
    like = judged(text, weights)
    said = like.index(max(like)) if max(like.yes, like.no) >= _SURE else VALUES.index("unclear")
    if said == value:
        return "right"
    return "not taken" if VALUES[said] == "unclear" else "taken wrongly"


if __name__ == "__main__":
    main()
