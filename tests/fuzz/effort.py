"""How many cases, and what is reported: a few in `make test`, thousands in `make fuzz`."""

import os
from collections import Counter

from hypothesis import HealthCheck, Phase, settings

CASES = int(os.environ.get("FUZZ_CASES", "0"))
"""0: the small part, always the same cases."""

counts: Counter[tuple[str, str]] = Counter()
"""(what was sent, what came of it) -> how often."""


def effort(small: int, share: float = 1.0) -> settings:
    """So many cases in `make test`, or this share of `CASES`, each time others."""
    return settings(
        max_examples=max(int(CASES * share), 1) if CASES else small,
        derandomize=not CASES,
        database=None,
        deadline=None,
        phases=[Phase.generate],  # a case is short already, and making it shorter takes minutes
        suppress_health_check=list(HealthCheck),
    )


def table() -> str:
    """What was sent and what came of it."""
    rows = sorted(counts.items())
    return "\n".join(f"{sent:44} {came:28} {n:7}" for (sent, came), n in rows)
