"""How much each syllable tells about what is asked.

材 or 激 belong to few topics, 怎 or 可 to all: a syllable weighs more the less evenly it is spread
over the topics of the library's phrases.
"""

from collections.abc import Sequence

import numpy as np

from kb.matching.alignment import PAD
from kb.matching.phonetics import hear

_LEAST = 0.25
"""Weight of a syllable found in all topics alike."""
_MAX = 1.45
"""Weight of one found in a single topic."""
_UNKNOWN = 0.6
"""Weight of one found in no phrase."""
_RARE = 0.002


def syllable_weights(texts: Sequence[str], topics: Sequence[object]) -> np.ndarray:
    """Weight of every syllable, from `texts` and what each is about."""
    known = {topic: number for number, topic in enumerate(dict.fromkeys(topics))}
    share = np.zeros((len(known), PAD), np.float32)
    counts = np.zeros(len(known), np.float32)
    for text, topic in zip(texts, topics, strict=True):
        share[known[topic], np.unique(hear(text).syllables)] += 1
        counts[known[topic]] += 1
    share /= counts[:, None]
    spread = share + _RARE
    spread /= spread.sum(axis=0)
    information = (spread * np.log(spread * len(known))).sum(axis=0) / np.log(max(len(known), 2))
    weights = _LEAST + (_MAX - _LEAST) * information
    return np.where(share.sum(axis=0) > 0, weights, _UNKNOWN).astype(np.float32)
