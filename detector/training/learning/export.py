"""Writes a trained net as ONNX and makes sure that it answers as it did in torch."""

import warnings
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from torch import nn

from detector.training.stem import rewrite

OPSET = 17
# Largest difference, in parts of the largest value, between the two ways to run a net.
CLOSE = 1e-3


def export(
    net: nn.Module, example: torch.Tensor, path: Path, *, outputs: tuple[str, ...], any_size: bool
) -> None:
    """Write `net`, its running means folded in, to `path`; any batch and, if told, any size.

    Raises ValueError where onnxruntime answers otherwise than torch.
    """
    net.eval()
    axes = {0: "n", 2: "h", 3: "w"} if any_size else {0: "n"}
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the old exporter is the one that needs no other package
        torch.onnx.export(
            net, (example,), str(path), input_names=["pictures"], output_names=list(outputs),
            dynamic_axes=dict.fromkeys(("pictures", *outputs), axes),
            opset_version=OPSET, dynamo=False,
        )  # fmt: skip
        told = net(example)
    rewrite(path)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    answers = session.run(None, {"pictures": example.numpy()})
    for wanted, answer in zip(told if isinstance(told, tuple) else (told,), answers, strict=True):
        far = np.abs(wanted.numpy() - answer).max() / max(np.abs(answer).max(), 1e-9)
        if far > CLOSE:
            raise ValueError(f"{path.name} answers otherwise than the net it was made from: {far}")
