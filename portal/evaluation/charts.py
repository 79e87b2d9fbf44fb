"""The geometry of a figure's history: bars from zero, drawn on the server beside their table."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from portal.evaluation.kinds import Unit
from portal.evaluation.rules.indicators import Figure

WIDTH, HEIGHT, FOOT = 480, 160, 24
FEWEST = 2  # one bar is no history
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Bar:
    """One span: its value as text, and where its bar stands in a box of WIDTH by HEIGHT."""

    span: str
    value: Decimal
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Where its words stand."""
        return self.x + self.width / 2


def chart_of(figure: Figure, told: Sequence[tuple[str, str | None]]) -> tuple[Bar, ...]:
    """The bars of what was told in each span; none where there are fewer than two."""
    known = [(span, Decimal(value)) for span, value in told if value is not None]
    if len(known) < FEWEST:
        return ()
    most = max(value for __, value in known)
    top = HUNDRED if figure.unit is Unit.PERCENT and most <= HUNDRED else most
    step = WIDTH / len(known)
    space = HEIGHT - 2 * FOOT
    return tuple(
        Bar(span, value, number * step + step / 4, HEIGHT - FOOT - tall, step / 2, tall)
        for number, (span, value) in enumerate(known)
        for tall in [float(value / top) * space if top else 0.0]
    )
