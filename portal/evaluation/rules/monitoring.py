"""Following a Period while it runs: what is reached, what is to be expected, and a light.

Where the data do not suffice for a forecast, the light stays grey.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from portal.evaluation.rules.document import Evaluation
from portal.evaluation.rules.forecasts import Doubt, Forecast, foretold
from portal.evaluation.rules.indicators import Figure
from portal.evaluation.rules.scoring import Line
from portal.evaluation.rules.targets import Target


class Light(StrEnum):
    """How a line stands: GREY where the data do not suffice."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    GREY = "grey"


@dataclass(frozen=True, slots=True)
class Outlook:
    """A line of the template by one of its figures, which is None where the line has none yet."""

    line: str
    figure: Figure | None
    target: Target | None
    forecast: Forecast | None
    light: Light
    doubt: Doubt | None = None


def outlooks(evaluation: Evaluation) -> tuple[Outlook, ...]:
    """How each line that figures judge stands, in the template's order; one a figure."""
    return tuple(
        each
        for line in evaluation.plan.template
        if not line.rule.is_judged
        for each in _of_line(evaluation, line)
    )


def _of_line(evaluation: Evaluation, line: Line) -> Iterator[Outlook]:
    target = line.target_in(evaluation.period, evaluation.plan.targets.get(line.key))
    names = [name for name in line.names(evaluation.period) if name in evaluation.figures]
    if not names:
        yield Outlook(line.key, None, target, None, Light.GREY, Doubt.NO_FIGURE)
    for name in names:
        yield _outlook(evaluation, line, evaluation.figures[name], target)


def _outlook(
    evaluation: Evaluation, line: Line, found: Figure, target: Target | None
) -> Outlook:  # fmt: skip
    told = foretold(evaluation, line, found)
    if isinstance(told, Doubt):
        return Outlook(line.key, found, target, None, Light.GREY, told)
    if target is None:
        return Outlook(line.key, found, None, told, Light.GREY, Doubt.NO_TARGET)
    return Outlook(line.key, found, target, told, light_of(told, target))


def light_of(forecast: Forecast, target: Target) -> Light:
    """Green where all that is to be expected reaches the Target, red where nothing does."""
    reached = {target.is_met(forecast.low), target.is_met(forecast.high)}
    if reached == {True}:
        return Light.GREEN
    return Light.RED if reached == {False} else Light.AMBER
