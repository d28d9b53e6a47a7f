"""Whether this process takes new calls: receives "we are going down", answers `/ready`.

Receives a mark set by the server's signal handler; emits one flag that threads may read. A process
that drains finishes its calls; new ones go elsewhere.
"""

import threading

_draining = threading.Event()


def drain() -> None:
    """From now on take no new calls. Safe in a signal handler; there is no way back."""
    _draining.set()


def draining() -> bool:
    """Whether the process is going down."""
    return _draining.is_set()
