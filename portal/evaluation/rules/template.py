"""The template of a year: how much each line weighs and by which rule; it comes to 100 points."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from portal.evaluation.kinds import Rule
from portal.evaluation.rules.scoring import LINES, STEP, TEMPLATE, Line
from portal.shell.rules import MingchuError

WHOLE = Decimal(100)
MOST_STEP = Decimal(100)


class Unfit(StrEnum):
    """What is wrong with a template."""

    SUM = "sum"
    WEIGHT = "weight"
    RULE = "rule"
    STEP = "step"


class TemplateUnfit(MingchuError):
    """A template cannot judge: its weights do not come to 100, or a line has no use of its rule.

    `line` is empty where it is about all of them; `total` is what the weights come to.
    """

    status = 422
    code = "template_unfit"

    def __init__(self, why: Unfit, *, line: str = "", total: Decimal = WHOLE) -> None:
        super().__init__(f"the template is unfit: {why.value} {line}; its weights come to {total}")
        self.why = why
        self.line = line
        self.total = total


@dataclass(frozen=True, slots=True)
class Weighed:
    """A line of a template as somebody wrote it; a step is read only where steps deduct."""

    weight: str
    rule: str
    step: str = ""


def template_of(asked: Mapping[str, Weighed]) -> tuple[Line, ...]:
    """The lines with these weights and rules, in their order; one that weighs nothing is left out.

    A line that is not named keeps what is shipped. Raises TemplateUnfit.
    """
    lines = tuple(_line(line, asked[line.key]) if line.key in asked else line for line in TEMPLATE)
    total = sum((line.weight for line in lines), Decimal(0))
    if total != WHOLE:
        raise TemplateUnfit(Unfit.SUM, total=total)
    return tuple(line for line in lines if line.weight)


def plain_line(line: Line) -> dict[str, str]:
    """A line as documents keep it."""
    return {"weight": str(line.weight), "rule": line.rule.value, "step": str(line.step)}


def template_in(told: Mapping[str, Mapping[str, str]]) -> tuple[Line, ...]:
    """The template that a document keeps. Raises KeyError, ValueError, ArithmeticError."""
    return tuple(
        replace(LINES[line.key], weight=Decimal(own["weight"]), rule=Rule(own["rule"]),
                step=Decimal(own["step"]))
        for line in TEMPLATE
        if (own := told.get(line.key)) is not None
    )  # fmt: skip


def _line(line: Line, asked: Weighed) -> Line:
    weight = _number(asked.weight)
    if weight is None or weight != weight.quantize(Decimal("0.1")):
        raise TemplateUnfit(Unfit.WEIGHT, line=line.key)
    if asked.rule not in set(Rule) or not (line.figures or Rule(asked.rule).is_judged or
                                           line.rule is Rule(asked.rule)):  # fmt: skip
        raise TemplateUnfit(Unfit.RULE, line=line.key)
    rule, step = Rule(asked.rule), STEP
    if rule is Rule.STEP_DEDUCT:
        found = _number(asked.step)
        if not found or found > MOST_STEP:
            raise TemplateUnfit(Unfit.STEP, line=line.key)
        step = found
    return replace(line, weight=weight, rule=rule, step=step)


def _number(text: str) -> Decimal | None:
    """The number from 0 to 100 that `text` is."""
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 <= number <= WHOLE else None
