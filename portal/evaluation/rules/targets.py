"""Targets: what has to be reached, in figures; a goal in words alone is refused with advice."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from portal.evaluation.kinds import Operator, Unit
from portal.shell.rules import MingchuError

WHO_IS_ASKED = frozenset({"satisfaction"})
"""Lines of the template whose Target also needs a population and an instrument."""

MOST = Decimal(1_000_000_000)


class Lack(StrEnum):
    """What a Target is missing."""

    OPERATOR = "operator"
    NUMBER = "number"
    UNIT = "unit"
    SOURCE = "source"
    POPULATION = "population"
    INSTRUMENT = "instrument"


class TargetVague(MingchuError):
    """A goal cannot be judged: it lacks what `lacks` names; `line` says which it is about."""

    status = 422
    code = "target_vague"

    def __init__(self, line: str, lacks: tuple[Lack, ...]) -> None:
        names = ", ".join(lacks)
        super().__init__(f"the target of {line!r} lacks {names}; a target is a number that a "
                         "figure can be held against")  # fmt: skip
        self.line = line
        self.lacks = lacks


@dataclass(frozen=True, slots=True)
class Asked:
    """A Target as somebody wrote it."""

    operator: str
    number: str
    unit: str
    source: str
    population: str = ""
    instrument: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure has to reach, and where that is written."""

    line: str
    operator: Operator
    number: Decimal
    unit: Unit
    source: str
    population: str = ""
    instrument: str = ""

    def is_met(self, value: Decimal) -> bool:
        """Whether `value` reaches it."""
        if self.operator is Operator.AT_LEAST:
            return value >= self.number
        return value <= self.number


def target_of(line: str, asked: Asked) -> Target:
    """The Target that was written down. Raises TargetVague with all that it lacks."""
    number = _number(asked.number)
    lacks = tuple(
        lack
        for lack, is_there in (
            (Lack.OPERATOR, asked.operator in set(Operator)),
            (Lack.NUMBER, number is not None),
            (Lack.UNIT, asked.unit in set(Unit)),
            (Lack.SOURCE, bool(asked.source.strip())),
            (Lack.POPULATION, line not in WHO_IS_ASKED or bool(asked.population.strip())),
            (Lack.INSTRUMENT, line not in WHO_IS_ASKED or bool(asked.instrument.strip())),
        )
        if not is_there
    )
    if lacks or number is None:
        raise TargetVague(line, lacks)
    return Target(
        line=line,
        operator=Operator(asked.operator),
        number=number,
        unit=Unit(asked.unit),
        source=asked.source.strip(),
        population=asked.population.strip(),
        instrument=asked.instrument.strip(),
    )


def _number(text: str) -> Decimal | None:
    """The positive number that `text` is; None for words, signs and what is beyond all measure."""
    try:
        number = Decimal(text.strip().removesuffix("%").strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 < number <= MOST else None
