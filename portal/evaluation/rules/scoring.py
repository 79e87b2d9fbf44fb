"""From figures and Targets to points, and from points to a Grade; source: docs/ref/indicators.md.

Points that nothing tells are open, neither won nor lost: the verdict then says between which
Grades the year lies.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from portal.evaluation.kinds import Band, Grade, Operator, Part, Rule
from portal.evaluation.rules.indicators import Figure
from portal.evaluation.rules.spans import quarters_in, share_of_year
from portal.evaluation.rules.targets import Target
from portal.rounds.rules.daily import rounded
from portal.shell.rules import MingchuError

CENT = Decimal("0.01")
GRADES = ((Decimal(90), Grade.EXCELLENT), (Decimal(80), Grade.GOOD), (Decimal(60), Grade.FAIR))
BANDS: Mapping[Band, tuple[int, int]] = {
    Band.GOOD: (80, 100), Band.FAIR: (50, 80), Band.POOR: (0, 50)
}  # fmt: skip
"""From how many to how many per cent of the points a band gives."""
REASON_FROM = Decimal(20)  # per cent of a Target; source: auditors' habit, to verify
STEP = Decimal(5)  # points of per cent, each of which costs one point where steps deduct
ACCRUING = frozenset({"execution", "patrols", "cost"})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the template; `figures` are codes, of each quarter where `is_quarterly`.

    `step` are the points of per cent that cost one point where steps deduct. What `accrues` over
    the year, as Patrols do, is held against the year's Target in proportion.
    """

    key: str
    part: Part
    weight: Decimal
    rule: Rule
    figures: tuple[str, ...] = ()
    is_quarterly: bool = False
    step: Decimal = STEP

    @property
    def accrues(self) -> bool:
        """Whether its figure grows with each day of the year."""
        return self.key in ACCRUING

    def names(self, period: str) -> tuple[str, ...]:
        """The names of the figures that it is judged by; each has the same say."""
        spans = quarters_in(period) if self.is_quarterly else (period,)
        return tuple(f"{code}.{span}" for code in self.figures for span in spans)

    def target_in(self, period: str, target: Target | None) -> Target | None:
        """The year's Target as it holds for `period`."""
        share = share_of_year(period)
        if target is None or not self.accrues or share == 1:
            return target
        return replace(target, number=rounded(share * Fraction(target.number)))


def _line(key: str, part: Part, weight: int, *figures: str, rule: Rule = Rule.RATIO_CAPPED,
          is_quarterly: bool = False) -> Line:  # fmt: skip
    return Line(key, part, Decimal(weight), rule, figures, is_quarterly)


_BAND, _STEP = Rule.BAND3, Rule.STEP_DEDUCT
TEMPLATE: Sequence[Line] = (
    _line("approval", Part.DECISION, 5, rule=_BAND),
    _line("goals", Part.DECISION, 6, "G1"),
    _line("budgeting", Part.DECISION, 4, rule=_BAND),
    _line("execution", Part.PROCESS, 5, "C1"),
    _line("compliance", Part.PROCESS, 3, rule=_BAND),
    _line("institutions", Part.PROCESS, 5, rule=_BAND),
    _line("dynamics", Part.PROCESS, 7, rule=_BAND),
    _line("connection", Part.OUTPUT, 6, "Q1-task", is_quarterly=True),
    _line("online", Part.OUTPUT, 8, "Q2-any", rule=_STEP, is_quarterly=True),
    _line("cameras", Part.OUTPUT, 5, "Q3"),
    _line("displays", Part.OUTPUT, 3, "Q4"),
    _line("patrols", Part.OUTPUT, 4, "N1-patrols"),
    _line("coverage", Part.OUTPUT, 4, "N2"),
    _line("rectification", Part.OUTPUT, 5, "Q5-on-time"),
    _line("repair", Part.OUTPUT, 3, "Q6-on-time"),
    _line("cost", Part.OUTPUT, 2, "C2-restaurant"),
    _line("convenience", Part.EFFECT, 8, "B1"),
    _line("use", Part.EFFECT, 4, "B1-views"),
    _line("safety", Part.EFFECT, 5, rule=_BAND),
    _line("satisfaction", Part.EFFECT, 8, "B2"),
)
"""The lines of an evaluation; their weights come to 100."""

LINES: Mapping[str, Line] = {line.key: line for line in TEMPLATE}
TARGETED = tuple(line.key for line in TEMPLATE if not line.rule.is_judged)
"""The lines that a Target can be set for; the others are judged by evidence."""


class JudgementUnfit(MingchuError):
    """A judgement's share lies outside its band, or nobody says what it rests on."""

    status = 422
    code = "judgement_unfit"

    def __init__(self, line: str) -> None:
        super().__init__(f"the judgement of {line!r} needs evidence and a share within its band")
        self.line = line


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody found of a line that no figure tells: per cent of its points, and why."""

    line: str
    band: Band
    share: Decimal
    evidence: str

    def __post_init__(self) -> None:
        least, most = BANDS[self.band]
        if not least <= self.share <= most or not self.evidence.strip():
            raise JudgementUnfit(self.line)


@dataclass(frozen=True, slots=True)
class Score:
    """The points of a line; None where nothing tells them.

    `deviation` is how far the worst figure lies on the wrong side of its Target, in per cent of it.
    """

    line: str
    weight: Decimal
    points: Decimal | None
    figures: tuple[str, ...] = ()
    deviation: Decimal | None = None

    @property
    def needs_reason(self) -> bool:
        """Whether the plan was missed so far that somebody has to say why."""
        return self.deviation is not None and self.deviation > REASON_FROM


class Open(StrEnum):
    """Why nothing tells the points of a line."""

    NO_JUDGEMENT = "no_judgement"
    NO_TARGET = "no_target"
    NOT_MEASURED = "not_measured"
    NEITHER = "neither"


def why_open(line: Line, figures: Sequence[Figure], target: Target | None) -> Open:
    """Why a line has no points: nobody judged, no number was set, nothing was measured."""
    if line.rule.is_judged:
        return Open.NO_JUDGEMENT
    is_measured = bool(figures) and all(each.value is not None for each in figures)
    if is_measured:
        return Open.NO_TARGET
    return Open.NEITHER if target is None else Open.NOT_MEASURED


@dataclass(frozen=True, slots=True)
class Verdict:
    """The points won, those that nothing tells, and the Grades between which the year lies."""

    points: Decimal
    open: Decimal
    least: Grade
    most: Grade

    @property
    def is_certain(self) -> bool:
        """Whether the open points change no Grade."""
        return self.least is self.most


def grade(points: Decimal) -> Grade:
    """The Grade of points, rounded first, so that print and Grade agree."""
    told = _cents(points)
    return next((name for least, name in GRADES if told >= least), Grade.POOR)


def ratio_capped(weight: Decimal, value: Decimal, target: Target) -> Decimal:
    """The weight by how much of the Target is reached, never more than all of it."""
    if target.is_met(value):
        return weight
    if target.operator is Operator.AT_LEAST:
        return weight * value / target.number
    return weight * target.number / value


def step_deduct(weight: Decimal, value: Decimal, target: Target, *, step: Decimal) -> Decimal:
    """The weight less one point for each `step` begun on the wrong side of the Target."""
    if target.is_met(value):
        return weight
    steps = (abs(value - target.number) / step).to_integral_value(rounding=ROUND_CEILING)
    return max(Decimal(0), weight - steps)


def score(
    line: Line, figures: Sequence[Figure], target: Target | None, judgement: Judgement | None
) -> Score:
    """The points of a line by its figures, or by a judgement where it has none."""
    names = tuple(each.name for each in figures)
    if line.rule.is_judged:
        return Score(line.key, line.weight, _judged(line, judgement))
    values = [each.value for each in figures if each.value is not None]
    if target is None or not values or len(values) < len(figures):
        return Score(line.key, line.weight, None, names)
    each_counts = [_points(line, value, target) for value in values]
    points = sum(each_counts, Decimal(0)) / len(each_counts)
    return Score(line.key, line.weight, _cents(points), names, _deviation(values, target))


def scores(
    period: str,
    figures: Mapping[str, Figure],
    targets: Mapping[str, Target],
    judgements: Mapping[str, Judgement],
    *,
    template: Sequence[Line] = TEMPLATE,
) -> tuple[Score, ...]:
    """The points of every line of the template, in its order."""
    return tuple(
        score(
            line,
            [figures[name] for name in line.names(period) if name in figures],
            line.target_in(period, targets.get(line.key)),
            judgements.get(line.key),
        )
        for line in template
    )


def verdict(found: Sequence[Score]) -> Verdict:
    """What all lines come to."""
    points = sum((each.points for each in found if each.points is not None), Decimal(0))
    unknown = sum((each.weight for each in found if each.points is None), Decimal(0))
    return Verdict(points, unknown, grade(points), grade(points + unknown))


def _judged(line: Line, judgement: Judgement | None) -> Decimal | None:
    """A share of the weight by its band; by evidence all of it or, where that is poor, nothing."""
    if judgement is None:
        return None
    if line.rule is Rule.BAND3:
        return _cents(line.weight * judgement.share / 100)
    return Decimal(0) if judgement.band is Band.POOR else line.weight


def _points(line: Line, value: Decimal, target: Target) -> Decimal:
    if line.rule is Rule.STEP_DEDUCT:
        return step_deduct(line.weight, value, target, step=line.step)
    return ratio_capped(line.weight, value, target)


def _deviation(values: Sequence[Decimal], target: Target) -> Decimal:
    away = [
        Decimal(0) if target.is_met(each) else 100 * abs(each - target.number) / target.number
        for each in values
    ]
    return _cents(max(away))


def _cents(number: Decimal) -> Decimal:
    return number.quantize(CENT, rounding=ROUND_HALF_UP)
