"""What a model says of itself, in TOML: what goes in, what comes out, how good it is, where not.

The part that a machine needs is read into a Card; the rest is for people and stays as it is.
"""

import hashlib
import math
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from detector.boxes import DECODERS
from detector.errors import BadCard
from detector.files import FAILURES, FAILURES_ZH

SHA256_DIGITS = 64
# A picture larger than that is none for a net; it also bounds what a lying card may allocate.
MOST_PX = 2048


class Colours(StrEnum):
    """The order of colours a net was taught with."""

    BGR = "bgr"
    RGB = "rgb"


@dataclass(frozen=True, slots=True)
class Intake:
    """What goes in: float32 [n, 3, height, width], (value − mean) ÷ deviation of each colour.

    `grain`: a net that takes any size, multiples of it, is given pictures no longer than `width`
    and no higher than needed, small ones not enlarged; 0 for one that takes `width`×`height`.
    """

    width: int
    height: int
    grain: int = 0
    colours: Colours = Colours.BGR
    mean: tuple[float, float, float] = (0.0, 0.0, 0.0)
    deviation: tuple[float, float, float] = (1.0, 1.0, 1.0)


@dataclass(frozen=True, slots=True)
class Card:
    """A model's card.

    `decoder` is the name of one of boxes.DECODERS, or "attributes"; `labels` stand in the order of
    the net's channels; `thresholds` and `temperatures` are by name, and so are `weights`, by which
    a judge's opinion and a finder's score are weighed against each other.
    """

    name: str
    version: str
    sha256: str
    decoder: str
    labels: tuple[str, ...]
    intake: Intake
    thresholds: Mapping[str, float]
    temperatures: Mapping[str, float]
    weights: Mapping[str, float] = field(default_factory=dict)

    def threshold(self, name: str) -> float:
        """A threshold by its name. Raises BadCard where the card has none."""
        if name not in self.thresholds:
            raise BadCard(self.name, f"no threshold “{name}”")
        return self.thresholds[name]


ATTRIBUTES = "attributes"


def read_card(path: Path) -> Card:
    """The card in a file. Raises BadCard."""
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadCard(path.stem, f"its card cannot be read ({type(error).__name__})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadCard(path.stem, f"its card is no TOML: {error}") from error
    try:
        return _card(values)
    except KeyError as error:
        raise BadCard(path.stem, f"its card lacks {error}") from error
    except (TypeError, ValueError, AttributeError, OverflowError) as error:
        raise BadCard(path.stem, f"its card is wrong: {error}") from error


def sha256_of(path: Path) -> str:
    """SHA-256 of a file in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def toml(values: Mapping[str, Any]) -> str:
    """`values` as TOML: plain values first, then a table for each mapping, depth first."""
    return "\n".join(_table(values, ())).strip() + "\n"


def _card(values: Mapping[str, Any]) -> Card:
    intake = values["input"]
    card = Card(
        name=str(values["name"]),
        version=str(values["version"]),
        sha256=str(values["sha256"]).lower(),
        decoder=str(values["decoder"]),
        labels=tuple(str(label) for label in values["labels"]),
        intake=Intake(
            width=int(intake["width"]),
            height=int(intake["height"]),
            grain=int(intake.get("grain", 0)),
            colours=Colours(intake.get("colours", "bgr")),
            mean=_three(intake.get("mean", [0.0] * 3)),
            deviation=_three(intake.get("deviation", [1.0] * 3)),
        ),
        thresholds=_numbers(values.get("thresholds", {})),
        temperatures=_numbers(values.get("temperatures", {})),
        weights=_numbers(values.get("weights", {})),
    )
    problem = next(_problems(card), None) or next(_problems_of_words(values), None)
    if problem:
        raise ValueError(problem)
    return card


def _problems(card: Card) -> Iterator[str]:
    intake = card.intake
    if card.decoder not in {*DECODERS, ATTRIBUTES}:
        yield f"decoder “{card.decoder}” is none of {', '.join([*DECODERS, ATTRIBUTES])}"
    if len(card.sha256) != SHA256_DIGITS or set(card.sha256) - set("0123456789abcdef"):
        yield "sha256 is not 64 hexadecimal digits"
    if not card.labels or len(set(card.labels)) != len(card.labels):
        yield "labels are missing or not all different"
    if not (0 < intake.width <= MOST_PX and 0 < intake.height <= MOST_PX):
        yield f"a picture of {intake.width}×{intake.height} is not between 1 and {MOST_PX} pixels"
    if intake.grain and (intake.width % intake.grain or intake.height % intake.grain):
        yield "width and height are no multiples of grain"
    if min(intake.deviation) <= 0:
        yield "deviation is not above 0"


def _problems_of_words(values: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with where the model fails, which only people read."""
    told = [values.get(name, []) for name in (FAILURES, FAILURES_ZH)]
    for name, lines in zip((FAILURES, FAILURES_ZH), told, strict=True):
        if not isinstance(lines, list) or not all(isinstance(x, str) and x for x in lines):
            yield f"{name} is no list of sentences"
            return
    if told[1] and len(told[1]) != len(told[0]):
        yield f"{FAILURES_ZH} does not tell as many things as {FAILURES}"


def _three(values: Sequence[float]) -> tuple[float, float, float]:
    first, second, third = (float(value) for value in values)
    return first, second, third


def _numbers(values: Mapping[str, Any]) -> dict[str, float]:
    numbers = {str(name): float(value) for name, value in values.items()}
    if not all(math.isfinite(number) for number in numbers.values()):
        raise ValueError("a threshold or temperature is not finite")
    return numbers


def _table(values: Mapping[str, Any], path: tuple[str, ...]) -> list[str]:
    plain = {name: value for name, value in values.items() if not isinstance(value, Mapping)}
    lines = ["", f"[{'.'.join(path)}]"] if path and plain else []
    lines += [f"{_key(name)} = {_value(value)}" for name, value in plain.items()]
    for name, value in values.items():
        if isinstance(value, Mapping):
            lines += _table(value, (*path, _key(name)))
    return lines


def _key(name: str) -> str:
    is_bare = name and all(sign.isascii() and (sign.isalnum() or sign in "-_") for sign in name)
    return name if is_bare else _string(name)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return float.__repr__(value)  # numpy's say what they are
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, Sequence):
        items = [_value(item) for item in value]
        one_line = "[" + ", ".join(items) + "]"
        if len(one_line) <= 90:
            return one_line
        return "[\n" + "".join(f"  {item},\n" for item in items) + "]"
    raise TypeError(f"{type(value).__name__} has no place in TOML")


def _string(text: str) -> str:
    signs = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return '"' + "".join(signs.get(sign, sign) for sign in text) + '"'
