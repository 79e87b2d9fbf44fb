"""A net whose first layers shuffle pixels answers as before when one layer does it all."""

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from detector.training.stem import rewrite
from tests.support.models import bright_spots

CHANNELS = 4


@pytest.fixture
def shuffling(tmp_path):
    """A net that begins as ours do, with weights of no meaning."""
    random = np.random.default_rng(7)
    numbers = {
        "mean": np.float32(127.5), "deviation": np.float32(64.0),
        "cells": np.array([0, 3, 8, 2, 10, 2], np.int64), "map": np.array([0, 12, 8, 10], np.int64),
    }  # fmt: skip
    begin = [
        helper.make_node("Constant", [], [name], value=numpy_helper.from_array(np.array(value)))
        for name, value in numbers.items()
    ]
    nodes = [
        helper.make_node("Sub", ["pictures", "mean"], ["less"]),
        helper.make_node("Div", ["less", "deviation"], ["over"]),
        helper.make_node("Reshape", ["over", "cells"], ["apart"]),
        helper.make_node("Transpose", ["apart"], ["turned"], perm=[0, 1, 3, 5, 2, 4]),
        helper.make_node("Reshape", ["turned", "map"], ["shuffled"]),
        helper.make_node(
            "Conv", ["shuffled", "weights", "bias"], ["scores"],
            kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[2, 2],
        ),
    ]  # fmt: skip
    weights = random.normal(size=(CHANNELS, 12, 3, 3)).astype(np.float32)
    bias = random.normal(size=CHANNELS).astype(np.float32)
    graph = helper.make_graph(
        [*begin, *nodes], "net",
        [helper.make_tensor_value_info("pictures", TensorProto.FLOAT, ["n", 3, 16, 20])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["n", CHANNELS, 4, 5])],
        [numpy_helper.from_array(weights, "weights"), numpy_helper.from_array(bias, "bias")],
    )  # fmt: skip
    path = tmp_path / "net.onnx"
    net = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(net, str(path))
    return path


def answer(path, pictures):
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(None, {"pictures": pictures})[0]


def test_the_net_answers_as_before_to_its_very_edges(shuffling):
    pictures = np.random.default_rng(8).integers(0, 256, (2, 3, 16, 20)).astype(np.float32)
    before = answer(shuffling, pictures)

    rewrite(shuffling)

    assert answer(shuffling, pictures) == pytest.approx(before, abs=1e-4)
    assert "Transpose" not in {node.op_type for node in onnx.load(str(shuffling)).graph.node}


def test_a_net_that_begins_otherwise_is_refused(tmp_path):
    with pytest.raises(ValueError, match="shuffled"):
        rewrite(bright_spots(tmp_path / "spots.onnx"))
