"""Runs a model: loaded when first used, its file checked against its card, its answers checked.

Every fault is a ModelFault that names the model and says what is wrong with it.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from detector.boxes import DECODERS, Found, Layout, Letterbox, letterbox, without_doubles
from detector.cards import ATTRIBUTES, Card, Colours, Intake, read_card, sha256_of
from detector.errors import BadCard, BadInput, BadModel, BadOutput

Image = NDArray[np.uint8]
Floats = NDArray[np.float32]

# A net of ours has 4 MB; whoever brings a larger one may, but not one that fills the memory.
MOST_BYTES = 64 * 1024 * 1024
# Larger batches fall out of the cache: 9.8 ms a frame at 4, 11.2 at 8.
AT_ONCE = 4
_COLOUR_AXES = 3
BOX_SIDES = 4


class Session(Protocol):
    """What of onnxruntime.InferenceSession is used here."""

    def run(self, names: Sequence[str] | None, inputs: dict[str, Any]) -> list[Any]:
        """Every output for the inputs."""

    def get_inputs(self) -> list[Any]:
        """Name, type and shape of each input."""


def open_session(data: bytes, threads: int) -> Session:
    """A session of onnxruntime on the processor."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 4  # what matters is raised
    # Spinning threads would take from the cameras what they win here.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session: Session = onnxruntime.InferenceSession(
        data, sess_options=options, providers=["CPUExecutionProvider"]
    )
    return session


class Network:
    """A model's file and card; loads on first use, once, whichever thread comes first."""

    def __init__(
        self, file: Path, card: Card, *, threads: int = 1,
        opener: Callable[[bytes, int], Session] = open_session,
    ) -> None:  # fmt: skip
        self.card = card
        self._file = file
        self._threads = threads
        self._opener = opener
        self._session: Session | None = None
        self._input = ""
        self._lock = threading.Lock()

    @classmethod
    def beside(cls, card_file: Path, *, threads: int = 1) -> "Network":
        """The model that lies beside its card as `.onnx`. Raises BadCard."""
        return cls(card_file.with_suffix(".onnx"), read_card(card_file), threads=threads)

    def load(self) -> None:
        """Load the model now. Raises BadModel."""
        with self._lock:
            if self._session is None:
                self._session = self._opened()

    def answers(self, batch: Floats) -> list[Floats]:
        """The net's outputs for float32 [n, 3, h, w], each with `n` first and finite throughout.

        Raises BadModel, BadInput, BadOutput.
        """
        self.load()
        if self._session is None:  # pragma: no cover - load() raises or sets it
            raise BadModel(self.card.name, "it was not loaded")
        try:
            outputs = self._session.run(None, {self._input: batch})
        except Exception as error:  # noqa: BLE001 - onnxruntime has many of its own, with paths
            raise BadModel(
                self.card.name, f"it failed on input {batch.shape} ({type(error).__name__})"
            ) from None
        return [self._sound(output, len(batch)) for output in outputs]

    def _opened(self) -> Session:
        name = self.card.name
        try:
            size = self._file.stat().st_size
            if size > MOST_BYTES:
                raise BadModel(name, f"its file has {size} bytes, at most {MOST_BYTES} are loaded")
            if sha256_of(self._file) != self.card.sha256:
                raise BadModel(name, "its file is not the one its card was written for (SHA-256)")
            data = self._file.read_bytes()
        except OSError as error:
            raise BadModel(name, f"its file cannot be read ({type(error).__name__})") from error
        try:
            session = self._opener(data, self._threads)
        except Exception as error:  # noqa: BLE001 - as above
            raise BadModel(name, f"its file is no usable ONNX ({type(error).__name__})") from None
        self._input = _input_of(session, self.card)
        return session

    def _sound(self, output: object, count: int) -> Floats:
        name = self.card.name
        if not isinstance(output, np.ndarray) or output.dtype.kind != "f":
            raise BadOutput(name, "an output is no array of floating-point numbers")
        if output.ndim < 2 or len(output) != count:
            raise BadOutput(name, f"an output has shape {output.shape} for {count} pictures")
        if not np.isfinite(output).all():
            raise BadOutput(name, "an output holds NaN or infinity")
        return np.asarray(output, np.float32)


def _input_of(session: Session, card: Card) -> str:
    """The name of the one input, when it takes what the card tells."""
    inputs = session.get_inputs()
    if len(inputs) != 1 or inputs[0].type != "tensor(float)":
        raise BadModel(card.name, "it does not take exactly one float32 tensor")
    shape, intake = inputs[0].shape, card.intake
    wanted = (None, _COLOUR_AXES, intake.height, intake.width)
    fits = len(shape) == len(wanted) and all(
        not isinstance(is_size, int) or size is None or is_size == size
        for is_size, size in zip(shape, wanted, strict=True)
    )
    if not fits:
        raise BadModel(card.name, f"it takes {shape}, its card tells {[*wanted]}")
    return str(inputs[0].name)


@dataclass(frozen=True, slots=True)
class Detector:
    """Finds things in pictures with a network whose outputs one of the decoders understands."""

    network: Network

    def __post_init__(self) -> None:
        if self.network.card.decoder not in DECODERS:
            raise BadCard(self.network.card.name, "it is no detector")

    def found(self, images: Sequence[Image], *, least_score: float | None = None) -> list[Found]:
        """What is in each picture (uint8 [h, w, 3], BGR; all of one size run as one batch).

        Boxes are in pixels of their picture. Raises ModelFault.
        """
        card = self.network.card
        least = card.threshold("least_score") if least_score is None else least_score
        results: list[Found] = [_nothing()] * len(images)
        for indices, batch, boxed in _batches(images, card):
            outputs = self.network.answers(batch)
            layout = Layout(batch.shape[3], batch.shape[2], least)
            for place, (index, box) in enumerate(zip(indices, boxed, strict=True)):
                parts = [output[place] for output in outputs]
                results[index] = self._decoded(parts, layout, box, images[index].shape)
        return results

    def _decoded(
        self, outputs: list[Floats], layout: Layout, box: Letterbox, shape: tuple[int, ...]
    ) -> Found:
        card = self.network.card
        try:
            found = DECODERS[card.decoder](outputs, layout)
        except (ValueError, IndexError, cv2.error) as error:
            shapes = [output.shape for output in outputs]
            raise BadOutput(
                card.name, f"decoder “{card.decoder}” does not fit outputs of {shapes}: {error}"
            ) from error
        if len(found) and int(found.labels.max()) >= len(card.labels):
            raise BadOutput(card.name, f"it knows more labels than the {len(card.labels)} told")
        back = box.back(found.boxes, width=shape[1], height=shape[0])
        return without_doubles(
            Found(back, found.scores, found.labels),
            overlap=card.thresholds.get("overlap", 0.5),
        )


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is said of n crops: the share that each of k labels is so, float32 [n, k], 0 to 1.

    `shifts` float32 [n, 4]: how far each side of the box that was cut lies from where it should,
    in its widths and heights; 0 where the network does not say.
    """

    shares: Floats
    shifts: Floats

    def __getitem__(self, which: slice) -> "Judgement":
        return Judgement(self.shares[which], self.shifts[which])


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges crops with a network of attributes."""

    network: Network

    def __post_init__(self) -> None:
        if self.network.card.decoder != ATTRIBUTES:
            raise BadCard(self.network.card.name, "it judges no attributes")

    def shares(self, crops: Sequence[Image]) -> Floats:
        """The shares alone. Raises ModelFault."""
        return self.judged(crops).shares

    def judged(self, crops: Sequence[Image]) -> Judgement:
        """What the network says of crops as large as the card tells. Raises ModelFault."""
        card, count = self.network.card, len(crops)
        nothing = np.zeros((count, BOX_SIDES), np.float32)
        if not crops:
            return Judgement(np.zeros((0, len(card.labels)), np.float32), nothing)
        batch = np.stack([prepared(_checked(crop, card), card.intake) for crop in crops])
        logits, *others = self.network.answers(batch)
        if logits.shape != (count, len(card.labels)):
            raise BadOutput(card.name, f"it answered {logits.shape}, not a number a label")
        shifts = others[0] if others else nothing
        if len(others) > 1 or shifts.shape != nothing.shape:
            shapes = [other.shape for other in others]
            raise BadOutput(card.name, f"beside its labels it answered {shapes}, not four sides")
        heat = np.array([card.temperatures.get(label, 1.0) for label in card.labels], np.float32)
        shares = 1 / (1 + np.exp(-np.clip(logits / heat, -60, 60)))
        return Judgement(np.asarray(shares, np.float32), shifts)


def prepared(image: Image, intake: Intake) -> Floats:
    """A picture as the net takes it: float32 [3, h, w]."""
    # Apart first: numpy takes ten times as long to turn the axes of numbers it also converts.
    colours = cv2.split(image)
    values = np.stack(colours[::-1] if intake.colours is Colours.RGB else colours).astype(
        np.float32
    )
    if intake.mean != (0.0, 0.0, 0.0) or intake.deviation != (1.0, 1.0, 1.0):
        values -= np.array(intake.mean, np.float32)[:, None, None]
        values /= np.array(intake.deviation, np.float32)[:, None, None]
    return values


def size_for(image: Image, intake: Intake) -> tuple[int, int]:
    """Width and height of the net's picture for `image`; a small one is not enlarged."""
    if not intake.grain:
        return intake.width, intake.height
    down, across = image.shape[:2]
    longest = max(intake.width, intake.height)
    scale = min(1.0, longest / max(down, across))
    width, height = (
        max(1, -(-round(side * scale) // intake.grain)) * intake.grain for side in (across, down)
    )
    return min(width, longest), min(height, longest)


def _batches(
    images: Sequence[Image], card: Card
) -> list[tuple[list[int], Floats, list[Letterbox]]]:
    """The pictures in batches of one size: their places, the batch, how each was brought to it."""
    groups: dict[tuple[int, int], list[int]] = {}
    for index, image in enumerate(images):
        size = size_for(_checked(image, card), card.intake)
        groups.setdefault(size, []).append(index)
    done = []
    for (width, height), every in groups.items():
        for begin in range(0, len(every), AT_ONCE):
            indices = every[begin : begin + AT_ONCE]
            sheets = [letterbox(images[index], width=width, height=height) for index in indices]
            batch = np.stack([prepared(sheet, card.intake) for sheet, _ in sheets])
            done.append((indices, batch, [box for _, box in sheets]))
    return done


def _checked(image: object, card: Card) -> Image:
    if not isinstance(image, np.ndarray) or image.dtype != np.uint8:
        raise BadInput(card.name, "a picture is no array of bytes")
    if image.ndim != 3 or image.shape[2] != _COLOUR_AXES or not image.size:
        raise BadInput(card.name, f"a picture has shape {image.shape}")
    return image


def _nothing() -> Found:
    return Found(np.zeros((0, 4), np.float32), np.zeros(0, np.float32), np.zeros(0, np.intp))
