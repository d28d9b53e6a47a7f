"""Whether this process takes new calls: receives "we are going down", answers `/ready`.

Receives a mark set by the server's signal handler; emits one flag that threads may read. A process
that drains finishes its calls; new ones go elsewhere.
"""

import threading

_draining = threading.Event()
_time_is_up = threading.Event()


def drain() -> None:
    """Take no new calls from now on. Safe in a signal handler; cannot be undone."""
    _draining.set()


def draining() -> bool:
    """Whether the process is going down."""
    return _draining.is_set()


def end_calls() -> None:
    """End what still goes on: draining has taken long enough. Cannot be undone."""
    _time_is_up.set()


def time_is_up() -> bool:
    """Whether calls still open must end now."""
    return _time_is_up.is_set()
