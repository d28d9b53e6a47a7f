"""Learn yes, no and neither from labelled sentences, and write the weights.

`answers.tsv` (columns text, value: yes, no or unclear) holds what sixteen writers, who saw no rules,
thought of as answers on the telephone. What callers ask stands in for what is neither: sentences of
`kb/evaluation/samples`, and of the content what tells of danger, despair and accidents. A softmax regression by Adam; one core takes ten seconds.

    python -m training.yesno.train [--check]

With --check it is learned five times without a fifth of the answers, which then are judged.
"""

import argparse
import csv
import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from kb.content.library import load
from kb.evaluation.labelled import SAMPLES, read_samples
from speech.entities.yesno_learned import WEIGHTS, Weights, features, judged
from speech.entities.yesno_words import find_words

ANSWERS = Path(__file__).with_name("answers.tsv")
VALUES = ("yes", "no", "unclear")
_ASKED = ("stories.tsv", "strangers.tsv", "heard.tsv")
"""Tables of what callers ask, as it is written and as it is misheard: none of it an answer."""
_SAID_ELSEWHERE = ("nav.bye", "nav.repeat", "nav.back", "nav.menu")
"""Topics that may well be an answer: 没了，谢谢."""
_TOLD = ("emergency", "distress", "accident.report", "member.status", "operator")
"""Topics of the content that no answer may hide."""
_SEEN, _RIDGE, _STEPS, _PACE = 2, 0.01, 400, 0.1
_FOLDS = 5
_SURE = 0.8

Labelled = tuple[str, int]


def read_answers(path: Path) -> list[Labelled]:
    """Sentences with the place of their value in `VALUES`."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["text"], VALUES.index(row["value"])) for row in rows]


def questions() -> list[Labelled]:
    """What callers ask, what they cry out, and names of illnesses: neither yes nor no."""
    samples = [sample for name in _ASKED for sample in read_samples(SAMPLES / name)]
    asked = [s.text for s in samples if s.meaning.topic not in _SAID_ELSEWHERE]
    library = load()
    told = [p.text for p in library.phrases if p.meaning.topic in _TOLD]
    names = [name for illness in library.illnesses for name in illness.names]
    return [(text, VALUES.index("unclear")) for text in (*asked, *told, *names)]


def learn(labelled: Sequence[Labelled]) -> dict[str, list[float]]:
    """Weights of each feature for yes, no and neither; those of '' stand for every sentence."""
    told = [_features(text) for text, _ in labelled]
    counts = Counter(feature for of in told for feature in of)
    kept = ["", *sorted(feature for feature, count in counts.items() if count >= _SEEN)]
    table = _Table(told, {feature: column for column, feature in enumerate(kept)})
    weights = _softmax_regression(table, np.eye(len(VALUES))[[value for _, value in labelled]])
    return dict(zip(kept, np.round(weights, 2).tolist(), strict=True))


def _features(text: str) -> set[str]:
    return features(text, find_words(text))


class _Table:
    """Sentences by features. Each has few: 1 in the first column, and equal shares in those it has."""

    def __init__(self, told: Sequence[set[str]], columns: Mapping[str, int]) -> None:
        at = [[0, *(columns[f] for f in sorted(of) if f in columns)] for of in told]
        share = [[1.0, *[1 / math.sqrt(max(len(of) - 1, 1))] * (len(of) - 1)] for of in at]
        self.shape = len(told), len(columns)
        self._row = np.repeat(np.arange(len(at)), [len(of) for of in at])
        self._column, self._share = np.concatenate(at), np.concatenate(share)

    def sums(self, weights: np.ndarray) -> np.ndarray:
        """The table times `weights`."""
        return self._gather(self._row, weights[self._column], self.shape[0])

    def slopes(self, errors: np.ndarray) -> np.ndarray:
        """The table turned on its side, times `errors`."""
        return self._gather(self._column, errors[self._row], self.shape[1])

    def _gather(self, at: np.ndarray, values: np.ndarray, length: int) -> np.ndarray:
        return np.column_stack([np.bincount(at, self._share * v, length) for v in values.T])


def _softmax_regression(table: _Table, meant: np.ndarray) -> np.ndarray:
    rows, columns = table.shape
    weights = np.zeros((columns, len(VALUES)))
    mean, spread = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, _STEPS + 1):
        slope = (table.slopes(_chances(table.sums(weights)) - meant) + _RIDGE * weights) / rows
        mean = 0.9 * mean + 0.1 * slope
        spread = 0.99 * spread + 0.01 * slope**2
        size = np.sqrt(spread / (1 - 0.99**step)) + 1e-8
        weights -= _PACE * mean / (1 - 0.9**step) / size
    return weights


def _chances(sums: np.ndarray) -> np.ndarray:
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
    dumped = [
        f"{json.dumps(name, ensure_ascii=False)}:{_compact(of)}" for name, of in weights.items()
    ]
    WEIGHTS.write_text("{" + ",\n".join(dumped) + "}\n", encoding="utf-8")
    print(f"{len(weights)} weights from {len(answers)} answers in {WEIGHTS}")


def _compact(weights: Sequence[float]) -> str:
    return json.dumps(weights, separators=(",", ":"))


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
    like = judged(_features(text), weights)
    said = like.index(max(like)) if max(like.yes, like.no) >= _SURE else VALUES.index("unclear")
    if said == value:
        return "right"
    return "not taken" if VALUES[said] == "unclear" else "taken wrongly"


if __name__ == "__main__":
    main()
