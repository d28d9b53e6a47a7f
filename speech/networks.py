"""Small networks, run by onnxruntime: receives the file of one, emits the session all of a process share.

Each runs in the thread that asks, on one core. Without threads of their own they outlive a fork: a
server's main process loads them once for all its workers.
"""

from functools import cache
from pathlib import Path

import onnxruntime


@cache
def network(file: Path) -> onnxruntime.InferenceSession:
    """The network in `file`, loaded once. What it remembers between two runs, callers give to it."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3  # it warns of parts it does not need
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
