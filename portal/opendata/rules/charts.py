"""Where the marks of a chart stand, in the units of its drawing; words and colours come later."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

WIDTH, HEIGHT = 360, 220
LEFT, RIGHT, TOP, BOTTOM = 46, 14, 26, 30
STEPS = tuple(Decimal(each) for each in ("0.1", "0.2", "0.5", "1", "2", "5", "10", "20", "50"))
MOST_TICKS = 5


@dataclass(frozen=True, slots=True)
class Mark:
    """A value at its place, with its name and what it is; `y` None: not known."""

    x: float
    y: float | None
    name: str
    text: str
    is_good: bool | None


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale and the number beside it."""

    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Dots:
    """Values one after the other, joined where they are neighbours; `target` is a height."""

    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    target: float
    path: str
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class Value:
    """What is drawn: a number with its name and its words."""

    name: str
    number: Decimal | None
    text: str
    is_good: bool | None = None


def dots(values: Sequence[Value], *, target: Decimal) -> Dots:
    """A chart of points. Its scale need not begin at 0, which bars must, and says so by numbers."""
    low, high, step = _scale([each.number for each in values if each.number is not None], target)
    inside = WIDTH - LEFT - RIGHT

    def height(number: Decimal) -> float:
        share = float((number - low) / (high - low))
        return round(TOP + (1 - share) * (HEIGHT - TOP - BOTTOM), 1)

    marks = tuple(
        Mark(
            x=round(LEFT + inside * (place + 0.5) / len(values), 1),
            y=None if each.number is None else height(each.number),
            name=each.name,
            text=each.text,
            is_good=each.is_good,
        )
        for place, each in enumerate(values)
    )
    numbers = [low + step * place for place in range(int((high - low) / step) + 1)]
    ticks = tuple(Tick(height(each), f"{each.normalize():f}") for each in numbers)
    return Dots(marks, ticks, height(target), _path(marks))


def _scale(numbers: Sequence[Decimal], target: Decimal) -> tuple[Decimal, Decimal, Decimal]:
    """From where to where, in which steps, so that all numbers and the target have their place."""
    least, most = min([*numbers, target]), max([*numbers, target])
    step = next((each for each in STEPS if most - least <= each * (MOST_TICKS - 2)), None)
    if step is None:
        step = ((most - least) / (MOST_TICKS - 2)).quantize(Decimal(1), rounding=ROUND_CEILING)
    low = (least / step).to_integral_value(ROUND_FLOOR) * step
    high = (most / step).to_integral_value(ROUND_CEILING) * step
    return (low, high if high > low else low + step, step)


def _path(marks: Sequence[Mark]) -> str:
    """The line through neighbours that are both known."""
    words, before = [], False
    for each in marks:
        if each.y is not None:
            words.append(f"{'L' if before else 'M'}{each.x} {each.y}")
        before = each.y is not None
    return " ".join(words)
