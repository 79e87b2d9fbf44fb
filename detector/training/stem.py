"""Rewrites the first layers of a net: what shuffles pixels before a convolution is done by it.

A net of ours puts each 2×2 pixels into one cell before it looks at 3×3 cells. That is one look
at 6×6 pixels; as a layer of its own the shuffling took a third of the quick finder's time.
"""

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

SIDE = 2  # pixels of a cell
CELLS = 3  # of which a look takes as many each way


def rewrite(file: Path) -> None:
    """Let the first convolution of the net in `file` take pixels; it answers as before.

    Its graph must begin as ours do: less the mean, over the deviation, shuffled, looked at. Raises
    ValueError for another.
    """
    net = onnx.load(str(file))
    nodes = list(net.graph.node)
    kinds = [node.op_type for node in nodes]
    if "Conv" not in kinds or not {"Sub", "Div", "Transpose"} <= set(kinds[: kinds.index("Conv")]):
        raise ValueError(f"{file.name} does not begin with shuffled pixels")
    begin, look = nodes[: kinds.index("Conv")], nodes[kinds.index("Conv")]
    less, over = (next(node for node in begin if node.op_type == kind) for kind in ("Sub", "Div"))
    deviation = numpy_helper.to_array(_maker(begin, over.input[1]).attribute[0].t)
    weights = next(each for each in net.graph.initializer if each.name == look.input[1])
    wide = looking_at_pixels(numpy_helper.to_array(weights)) / deviation
    weights.CopyFrom(numpy_helper.from_array(wide.astype(np.float32), weights.name))
    look.input[0] = less.output[0]
    for told in look.attribute:
        if told.name in {"kernel_shape", "pads", "strides"}:
            told.ints[:] = [SIDE * value for value in told.ints]
    del net.graph.node[:]
    net.graph.node.extend([_maker(begin, less.input[1]), less, *nodes[len(begin) :]])
    onnx.checker.check_model(net)
    onnx.save(net, str(file))


def looking_at_pixels(weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Weights [k, 12, 3, 3] of a look at cells as weights [k, 3, 6, 6] of one at pixels."""
    count = len(weights)
    # A cell's channels are colour, then row and column of the pixel in it.
    apart = weights.reshape(count, -1, SIDE, SIDE, CELLS, CELLS)
    side = SIDE * CELLS
    return np.ascontiguousarray(apart.transpose(0, 1, 4, 2, 5, 3).reshape(count, -1, side, side))


def _maker(nodes: list[onnx.NodeProto], name: str) -> onnx.NodeProto:
    """The one of `nodes` that makes `name`."""
    return next(node for node in nodes if name in node.output)
