"""Halves an ONNX file: large weights are kept as float16 and widened when the network is loaded."""

from pathlib import Path

import numpy as np
import onnx
from onnx import helper, numpy_helper

_LARGE = 1000
"""Size of a weight, in numbers, from which halving it is worth while."""


def slim(path: Path) -> None:
    """Rewrite the file in place."""
    model = onnx.load(path)
    graph = model.graph
    casts = []
    for weight in graph.initializer:
        values = numpy_helper.to_array(weight)
        if values.dtype == np.float32 and values.size >= _LARGE:
            stored = f"{weight.name}.stored"
            casts.append(
                helper.make_node("Cast", [stored], [weight.name], to=onnx.TensorProto.FLOAT)
            )
            weight.CopyFrom(numpy_helper.from_array(values.astype(np.float16), stored))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.save(model, path)
