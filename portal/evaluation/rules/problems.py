"""What the figures themselves find wrong: each problem names its figure and the rows behind it.

No problem is invented: where a figure reaches its Target, or is not known, there is none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from portal.evaluation.kinds import Operator
from portal.evaluation.rules.evidence import ids
from portal.evaluation.rules.indicators import Figure, Tables
from portal.evaluation.rules.spans import halves_in, quarters_in
from portal.evaluation.rules.targets import Target

COST = "cost"  # the line of the template whose Target turns money into an effect


class Problem(StrEnum):
    """What is wrong; in the order of a report."""

    EXCLUSIONS = "exclusions"
    CAMERAS = "cameras"
    DISPLAYS = "displays"
    CONNECTION = "connection"
    ONLINE = "online"
    COVERAGE = "coverage"
    RECTIFICATION = "rectification"
    REPAIR = "repair"
    VAGUE_GOALS = "vague_goals"
    COST_WITHOUT_EFFECT = "cost_without_effect"


@dataclass(frozen=True, slots=True)
class Found:
    """A problem, the figure that shows it, what it fell short of, and the ids of rows to see.

    `limit` None: no number was set.
    """

    problem: Problem
    figure: str
    value: Decimal
    limit: Decimal | None
    rows: tuple[str, ...]


HUNDRED = Decimal(100)
ONLINE = Decimal(95)  # of each quarter; source: the contract, docs/ref/indicators.md

_SPANS: Mapping[str, Callable[[str], tuple[str, ...]]] = {
    "quarters": quarters_in,
    "halves": halves_in,
    "whole": lambda period: (period,),
}
# Problem, line of the template, code, which spans, what to reach where the plan has no Target.
_CHECKS = (
    (Problem.CAMERAS, "cameras", "Q3", "whole", HUNDRED),
    (Problem.DISPLAYS, "displays", "Q4", "whole", HUNDRED),
    (Problem.CONNECTION, "connection", "Q1-task", "quarters", HUNDRED),
    (Problem.ONLINE, "online", "Q2-any", "quarters", ONLINE),
    (Problem.COVERAGE, "coverage", "N2", "halves", HUNDRED),
    (Problem.RECTIFICATION, "rectification", "Q5-on-time", "whole", HUNDRED),
    (Problem.REPAIR, "repair", "Q6-on-time", "whole", HUNDRED),
)


def problems(
    period: str, figures: Mapping[str, Figure], tables: Tables, targets: Mapping[str, Target]
) -> tuple[Found, ...]:
    """All that the figures of a Period find wrong, in the order of Problem."""
    found = [
        *_exclusions(period, figures, tables),
        *_vague(period, figures),
        *_cost(period, figures, targets),
    ]
    for problem, line, code, spans, least in _CHECKS:
        target = targets.get(line)
        limit = target.number if target and target.operator is Operator.AT_LEAST else least
        for span in _SPANS[spans](period):
            figure = figures.get(f"{code}.{span}")  # a span that has not begun has none
            if figure is not None and figure.value is not None and figure.value < limit:
                rows = _days_below(figure, tables, limit) if code == "Q2-any" else figure.missing
                found.append(Found(problem, figure.name, figure.value, limit, rows))
    order = list(Problem)
    return tuple(sorted(found, key=lambda each: order.index(each.problem)))


def _exclusions(period: str, figures: Mapping[str, Figure], tables: Tables) -> list[Found]:
    """Suspensions entered late, and Restaurants that closed and whose Cameras still send."""
    figure = figures[f"Q2-flagged.{period}"]
    rows = ids(row for row in tables[f"exclusions.{period}"] if row["flags"])
    if not rows or figure.value is None:
        return []
    return [Found(Problem.EXCLUSIONS, figure.name, figure.value, Decimal(0), rows)]


def _vague(period: str, figures: Mapping[str, Figure]) -> list[Found]:
    """Goals of the plan without a number."""
    figure = figures[f"G1.{period}"]
    if figure.value is None or not figure.missing:
        return []
    return [Found(Problem.VAGUE_GOALS, figure.name, figure.value, HUNDRED, figure.missing)]


def _cost(
    period: str, figures: Mapping[str, Figure], targets: Mapping[str, Target]
) -> list[Found]:  # fmt: skip
    """Money spent without a number for what one effect of it may cost."""
    figure = figures[f"C2-restaurant.{period}"]
    if COST in targets or figure.value is None:
        return []
    return [Found(Problem.COST_WITHOUT_EFFECT, figure.name, figure.value, None, figure.numerator)]


def _days_below(figure: Figure, tables: Tables, limit: Decimal) -> tuple[str, ...]:
    """The days whose own rate was below `limit` per cent."""
    return tuple(
        str(row["id"])
        for row in tables[figure.tables[0]]
        if row["any_whole"] and 100 * row["any_part"] < limit * row["any_whole"]
    )
