"""Small ONNX graphs with their cards, as a site might bring them: sound ones and broken ones."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from detector.cards import Card, Intake, sha256_of, toml

CENTRES = (2, 8)  # channels of scores and sides


def saved(
    path: Path, nodes, outputs, *, constants=(), inputs=(("pictures", ["n", 3, "h", "w"]),)
) -> Path:
    """A graph written to `path`; outputs are names, constants (name, array)."""
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info(n, TensorProto.FLOAT, shape) for n, shape in inputs],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, str(path))
    return path


def bright_spots(path: Path, *, size=("h", "w"), side_px: float = 8.0, spoil: str = "") -> Path:
    """A finder for which what is white is a head of twice `side_px`; it knows no person.

    `spoil` "nan" divides nought by nought in the scores; "flat" gives one number a picture; "both"
    takes it for a person as well.
    """
    weight = np.zeros((2, 3, 4, 4), np.float32)
    weight[: 2 if spoil == "both" else 1] = 1 / (3 * 16 * 255)
    nodes = [
        helper.make_node("Conv", ["pictures", "mean"], ["light"], strides=[4, 4]),
        helper.make_node("Concat", ["light"] * 4, ["wide"], axis=1),
        helper.make_node("Mul", ["wide", "zero"], ["nothing"]),
        helper.make_node("Add", ["nothing", "side"], ["sides"]),
    ]
    if spoil == "nan":
        nodes.append(helper.make_node("Div", ["nothing", "nothing"], ["scores"]))
    elif spoil == "flat":
        nodes.append(helper.make_node("ReduceMean", ["light"], ["scores"], axes=[2, 3]))
    else:
        nodes.append(helper.make_node("Identity", ["light"], ["scores"]))
    return saved(
        path, nodes, ("scores", "sides"),
        constants=(
            ("mean", weight), ("zero", np.float32(0)), ("side", np.float32(side_px)),
        ),
        inputs=(("pictures", ["n", 3, *size]),),
    )  # fmt: skip


def light_and_dark(path: Path, *, labels: int = 2) -> Path:
    """A judge whose first logits say how bright the crop is, half brightness being 0."""
    nodes = [
        helper.make_node("ReduceMean", ["pictures"], ["mean"], axes=[1, 2, 3], keepdims=1),
        helper.make_node("Sub", ["mean", "half"], ["more"]),
        helper.make_node("Reshape", ["more", "shape"], ["one"]),
        helper.make_node("Concat", ["one"] * labels, ["logits"], axis=1),
    ]
    return saved(
        path, nodes, ("logits",),
        constants=(("half", np.float32(127.5)), ("shape", np.int64([-1, 1]))),
        inputs=(("pictures", ["n", 3, 64, 64]),),
    )  # fmt: skip


def card_of(model: Path, *, decoder: str = "centres", **changes) -> Card:
    """The card that goes with a model of this module."""
    is_judge = decoder == "attributes"
    values = {
        "name": model.stem,
        "version": "1",
        "sha256": sha256_of(model),
        "decoder": decoder,
        "labels": ("mask", "cover") if is_judge else ("head", "person"),
        "intake": Intake(64, 64) if is_judge else Intake(128, 128, 32),
        "thresholds": {
            "head": 0.5, "person": 0.5, "protect": 0.2, "least_score": 0.2, "overlap": 0.5,
            "mask_yes": 0.8, "mask_no": 0.2, "cover_yes": 0.8, "cover_no": 0.2,
        },
        "temperatures": {},
    }  # fmt: skip
    return Card(**(values | changes))


def answering(path: Path, *outputs) -> Path:
    """A model of 64×64 pictures that gives `outputs` for each, whatever it shows."""
    names = [f"answer{number}" for number in range(len(outputs))]
    nodes = [
        helper.make_node("ReduceMean", ["pictures"], ["light"], axes=[1, 2, 3], keepdims=1),
        helper.make_node("Mul", ["light", "zero"], ["nothing"]),
    ]
    constants = [("zero", np.float32(0))]
    for name, output in zip(names, outputs, strict=True):
        array = np.asarray(output, np.float32)
        constants += [
            (f"{name}_is", array[None]),
            (f"{name}_shape", np.int64([-1, *[1] * array.ndim])),
        ]
        nodes += [
            helper.make_node("Reshape", ["nothing", f"{name}_shape"], [f"{name}_none"]),
            helper.make_node("Add", [f"{name}_none", f"{name}_is"], [name]),
        ]
    inputs = (("pictures", ["n", 3, 64, 64]),)
    return saved(path, nodes, names, constants=constants, inputs=inputs)


def one_thing(decoder: str, *, label: int = 0, labels: int = 1, score: float = 0.9) -> tuple:
    """The outputs by which each decoder is told of one thing, 16 to 48 px across and down."""
    shares = np.zeros(labels, np.float32)
    shares[label] = 1
    middle, corners = (32, 32, 32, 32), [0.25, 0.25, 0.75, 0.75]
    return {
        "yolov5": lambda: (np.array([[*middle, score, *shares]]),),
        "yolov8": lambda: (np.array([[*middle, *(score * shares)], [0] * (4 + labels)]).T,),
        "yolox": lambda: (_cell([0, 0, np.log(4), np.log(4), score, *shares]),),
        "yunet": lambda: (
            *2 * _strides([score]), *_strides([0, 0, np.log(4), np.log(4)]), *_strides([0] * 10),
        ),
        "parts": lambda: (np.array([[1 - score, *(score * shares)]]), np.array([corners])),
        "ssd": lambda: (np.array([[0, 1 + label, score, *corners]]),),
        "centres": lambda: _maps(label, labels, score),
    }[decoder]()  # fmt: skip


def _cell(values) -> np.ndarray:
    """Rows for the cells of strides 8, 16, 32; `values` in row 4, column 4 of the first."""
    rows = np.zeros((64 + 16 + 4, len(values)), np.float32)
    rows[4 * 8 + 4] = values
    return rows


def _strides(values) -> list[np.ndarray]:
    return np.split(_cell(values), [64, 80])


def _maps(label: int, labels: int, score: float) -> tuple[np.ndarray, np.ndarray]:
    maps, sides = np.zeros((labels, 16, 16), np.float32), np.zeros((4 * labels, 16, 16), np.float32)
    maps[label, 8, 8] = score
    sides[4 * label : 4 * label + 4, 8, 8] = [18, 18, 14, 14]
    return maps, sides


def card_file(model: Path, *, decoder: str = "yolov5", **changes) -> Path:
    """A card in TOML beside `model`, as a site would write it; values of None are left out."""
    values = {
        "name": model.stem, "version": "1", "sha256": sha256_of(model), "decoder": decoder,
        "labels": ["mouse"], "input": {"width": 64, "height": 64},
        "thresholds": {"least_score": 0.3}, "codes": {"mouse": "PST-RAT"},
    }  # fmt: skip
    kept = {name: value for name, value in (values | changes).items() if value is not None}
    path = model.with_suffix(".toml")
    path.write_text(toml(kept), encoding="utf-8")
    return path
