"""What indicators, lines, Grades, units and problems are called."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from portal.evaluation.charts import Bars
from portal.evaluation.forms.columns import COLUMNS, DEFINITIONS, TABLES
from portal.evaluation.kinds import Direction, Grade, Operator, Part, Unit
from portal.evaluation.rules.indicators import Figure
from portal.evaluation.rules.problems import Found, Problem
from portal.evaluation.rules.scoring import Open
from portal.evaluation.rules.targets import Lack, Target
from portal.shell import filters
from portal.shell.languages import is_english


class Goal(Protocol):
    """A goal of a plan, as far as words ask."""

    @property
    def operator(self) -> Operator | None:
        """How it is compared."""

    @property
    def number(self) -> str | None:
        """With what."""

    @property
    def unit(self) -> Unit | None:
        """In what."""


INDICATORS: Mapping[str, LazyString] = {
    "Q1": lazy_gettext("Connection rate"),
    "Q1-task": lazy_gettext("Connection rate over the task list"),
    "Q2-any": lazy_gettext("Online rate by any camera"),
    "Q2-all": lazy_gettext("Online rate by all cameras"),
    "Q2-time": lazy_gettext("Online rate by camera time"),
    "Q2-unexcused": lazy_gettext("Online rate had no suspension been taken out"),
    "Q2-flagged": lazy_gettext("Exclusions to be looked at"),
    "Q3": lazy_gettext("Restaurants with enough cameras"),
    "Q3-mean": lazy_gettext("Cameras per restaurant"),
    "Q3-gap": lazy_gettext("Cameras missing at least"),
    "Q4": lazy_gettext("Display rate"),
    "Q5-rectified": lazy_gettext("Findings put right"),
    "Q5-on-time": lazy_gettext("Findings put right in time"),
    "Q6": lazy_gettext("Faults repaired"),
    "Q6-on-time": lazy_gettext("Faults repaired in time"),
    "N1-patrols": lazy_gettext("Patrols made"),
    "N1-visits": lazy_gettext("Visits made"),
    "N1-snapshots": lazy_gettext("Snapshots taken"),
    "N1-visits-each": lazy_gettext("Visits per patrol"),
    "N1-snapshots-each": lazy_gettext("Snapshots per visit"),
    "N2": lazy_gettext("Patrol coverage"),
    "N3": lazy_gettext("Visits with findings"),
    "N3-findings": lazy_gettext("Findings of visits"),
    "T1-push": lazy_gettext("Minutes to tell the restaurant"),
    "C1-budget": lazy_gettext("Budget of the year"),
    "C1-contract": lazy_gettext("Budget of all years"),
    "C1-later": lazy_gettext("Budget of other years"),
    "C1": lazy_gettext("Budget spent"),
    "C2-restaurant": lazy_gettext("Cost per restaurant"),
    "C2-camera": lazy_gettext("Cost per camera"),
    "C2-hour": lazy_gettext("Cost per hour of good picture"),
    "C2-patrol": lazy_gettext("Cost per patrol"),
    "C2-visit": lazy_gettext("Cost per visit"),
    "C2-problem": lazy_gettext("Cost per finding"),
    "C2-rectified": lazy_gettext("Cost per finding put right"),
    "Q6-median": lazy_gettext("Hours to repair"),
    "N1-online": lazy_gettext("Visits made online"),
    "N1-on-site": lazy_gettext("Visits made on site"),
    "T1-connection": lazy_gettext("Days to connect"),
    "C2-view": lazy_gettext("Cost per viewing by a citizen"),
    "B1": lazy_gettext("Convenience index"),
    "B1-wait": lazy_gettext("Wait for the first picture"),
    "B1-plays": lazy_gettext("Viewings that show a picture"),
    "B1-views": lazy_gettext("Viewings per restaurant"),
    "B2": lazy_gettext("Satisfaction with food safety, by survey"),
    "B2-poll": lazy_gettext("Satisfaction with food safety, by poll"),
    "B3": lazy_gettext("Messages from citizens for each 100 restaurants"),
    "B3-upheld": lazy_gettext("Messages that led to a finding"),
    "B3-on-time": lazy_gettext("Messages answered in time"),
    "G1": lazy_gettext("Goals with a number"),
}
DIRECTIONS: Mapping[Direction, LazyString] = {
    Direction.UP: lazy_gettext("the higher"),
    Direction.DOWN: lazy_gettext("the lower"),
    Direction.WATCHED: lazy_gettext("only watched: a target would become a quota"),
}
SIDES: Mapping[str, LazyString] = {
    "missing": lazy_gettext("Missing from the part"),
    "numerator": lazy_gettext("In the part"),
    "denominator": lazy_gettext("In the whole"),
    "excluded": lazy_gettext("Left out"),
}
OPEN: Mapping[Open, LazyString] = {
    Open.NO_JUDGEMENT: lazy_gettext("Nobody has judged it by evidence."),
    Open.NO_TARGET: lazy_gettext(
        "It was measured, but the plan sets no number to hold it against."
    ),
    Open.NOT_MEASURED: lazy_gettext("The plan sets a number, but nothing was measured."),
    Open.NEITHER: lazy_gettext(
        "Not to be measured: nobody was asked or nothing was logged, and the plan sets no number."
    ),
}
PARTS: Mapping[Part, LazyString] = {
    Part.DECISION: lazy_gettext("Decision"),
    Part.PROCESS: lazy_gettext("Process"),
    Part.OUTPUT: lazy_gettext("Output"),
    Part.EFFECT: lazy_gettext("Effect"),
}
LINES: Mapping[str, LazyString] = {
    "approval": lazy_gettext("Approval of the project"),
    "goals": lazy_gettext("Goals clear and in numbers"),
    "budgeting": lazy_gettext("Making of the budget"),
    "execution": lazy_gettext("Budget spent"),
    "compliance": lazy_gettext("Lawful use of the money"),
    "institutions": lazy_gettext("Rules and their keeping"),
    "dynamics": lazy_gettext("Dynamic management"),
    "connection": lazy_gettext("Connection of restaurants"),
    "online": lazy_gettext("Online rate of each quarter"),
    "cameras": lazy_gettext("Restaurants with enough cameras"),
    "displays": lazy_gettext("Display rate"),
    "patrols": lazy_gettext("Patrols made"),
    "coverage": lazy_gettext("Patrol coverage"),
    "rectification": lazy_gettext("Findings put right in time"),
    "repair": lazy_gettext("Faults repaired in time"),
    "cost": lazy_gettext("Cost per restaurant"),
    "convenience": lazy_gettext("Convenience for citizens"),
    "use": lazy_gettext("Use by the public"),
    "safety": lazy_gettext("Fewer violations, no accident"),
    "satisfaction": lazy_gettext("Satisfaction with food safety"),
}
OPERATORS: Mapping[Operator, LazyString] = {
    Operator.AT_LEAST: lazy_gettext("at least"),
    Operator.AT_MOST: lazy_gettext("at most"),
}
UNITS: Mapping[Unit, LazyString] = {
    Unit.PERCENT: lazy_gettext("per cent"),
    Unit.COUNT: lazy_gettext("a count"),
    Unit.MEAN: lazy_gettext("a restaurant, on average"),
    Unit.MINUTES: lazy_gettext("minutes"),
    Unit.YUAN: lazy_gettext("yuan"),
    Unit.WAN_YUAN: lazy_gettext("ten thousand yuan"),
    # i18n: of an index from 0 to 100: 分
    Unit.POINTS: lazy_gettext("points of 100"),
    Unit.SECONDS: lazy_gettext("seconds"),
    Unit.HOURS: lazy_gettext("hours"),
    Unit.DAYS: lazy_gettext("days"),
    Unit.PER_HUNDRED: lazy_gettext("for each 100 restaurants"),
}
EXAMPLES: Mapping[str, LazyString] = {
    "convenience": lazy_gettext("for example: at least 95 per cent of scans show a picture"),
    "use": lazy_gettext("for example: at least 20 viewers a restaurant and month"),
    "satisfaction": lazy_gettext(
        "for example: at least 85 per cent of answers in the two best of five; asked are diners "
        "of the year, with question set 1"
    ),
    "cost": lazy_gettext("for example: at most 8,000 yuan a connected restaurant and year"),
}
GRADES: Mapping[Grade, LazyString] = {
    # i18n: the grade of an evaluation: 优
    Grade.EXCELLENT: lazy_gettext("excellent"),
    # i18n: the grade of an evaluation: 良
    Grade.GOOD: lazy_gettext("good"),
    # i18n: the grade of an evaluation: 中
    Grade.FAIR: lazy_gettext("fair"),
    # i18n: the grade of an evaluation: 差
    Grade.POOR: lazy_gettext("poor"),
}
PROBLEMS: Mapping[Problem, LazyString] = {
    Problem.EXCLUSIONS: lazy_gettext("Closures and suspensions are not followed in time"),
    Problem.CAMERAS: lazy_gettext("Restaurants have too few cameras"),
    Problem.DISPLAYS: lazy_gettext("Restaurants have no display"),
    Problem.CONNECTION: lazy_gettext("Restaurants are not connected"),
    Problem.ONLINE: lazy_gettext("The online rate of a quarter is too low"),
    Problem.COVERAGE: lazy_gettext("Patrols do not reach every restaurant"),
    Problem.RECTIFICATION: lazy_gettext("Findings are not put right in time"),
    Problem.REPAIR: lazy_gettext("Faults are not repaired in time"),
    Problem.VAGUE_GOALS: lazy_gettext("Goals have no number"),
    Problem.COST_WITHOUT_EFFECT: lazy_gettext("Cost is known as money only"),
}
ADVICE: Mapping[Problem, LazyString] = {
    Problem.EXCLUSIONS: lazy_gettext(
        "Enter closures and suspensions before they begin; check each exclusion that is listed, "
        "and take down the cameras of those that closed."
    ),
    Problem.CAMERAS: lazy_gettext("Order the missing cameras for each restaurant that is listed."),
    Problem.DISPLAYS: lazy_gettext("Put up and verify a display at each restaurant listed."),
    Problem.CONNECTION: lazy_gettext(
        "Note cause, owner and day for each restaurant that is listed, and connect it."
    ),
    Problem.ONLINE: lazy_gettext(
        "Look at the days that are listed; have the vendor answer for faults by the contract."
    ),
    Problem.COVERAGE: lazy_gettext(
        "Plan the next half-year with the restaurants listed first; the planner reaches each."
    ),
    Problem.RECTIFICATION: lazy_gettext(
        "Follow up each finding that is listed until it is closed."
    ),
    Problem.REPAIR: lazy_gettext("Have the vendor explain each fault that is listed."),
    Problem.VAGUE_GOALS: lazy_gettext(
        "Give each goal that is listed an operator, a number, a unit and a source; satisfaction "
        "also who is asked and with which questions."
    ),
    Problem.COST_WITHOUT_EFFECT: lazy_gettext(
        "Set what a connected restaurant may cost in a year, and hold the figure against it."
    ),
}
LACKS: Mapping[Lack, LazyString] = {
    Lack.OPERATOR: lazy_gettext("at least or at most"),
    Lack.NUMBER: lazy_gettext("a number above 0"),
    Lack.UNIT: lazy_gettext("a unit"),
    Lack.SOURCE: lazy_gettext("where it is written"),
    Lack.POPULATION: lazy_gettext("who is asked"),
    Lack.INSTRUMENT: lazy_gettext("with which questions"),
}


def listed(texts: Iterable[str]) -> str:
    """Texts one after the other in a cell."""
    return ("; " if is_english() else "；").join(texts)


def name_of(figure: str) -> str:
    """The indicator of a figure in words, with its Period."""
    code, __, period = figure.partition(".")
    told = filters.period(period)
    return str(_("%(indicator)s, %(period)s", indicator=INDICATORS[code], period=told))


def table_text(table: str) -> str:
    """What the rows of a table such as "visits.2021" are, with their Period."""
    kind, __, period = table.partition(".")
    told = filters.period(period)
    return str(_("%(rows)s, %(period)s", rows=TABLES[kind], period=told))


def value_text(value: Decimal | None, unit: Unit) -> str:
    """A value with its unit."""
    if value is None:
        return filters.unknown()
    number = f"{value:,}"
    texts = {
        Unit.PERCENT: _("%(number)s %%", number=number).replace(" %", f"{filters.NO_BREAK}%"),
        Unit.MINUTES: _("%(number)s minutes", number=number),
        Unit.YUAN: _("%(number)s yuan", number=number),
        # i18n: of an index from 0 to 100: 分
        Unit.POINTS: _("%(number)s points", number=number),
        Unit.SECONDS: _("%(number)s seconds", number=number),
        Unit.HOURS: _("%(number)s hours", number=number),
        Unit.DAYS: _("%(number)s days", number=number),
        # i18n: money in units of ten thousand yuan: 万元
        Unit.WAN_YUAN: _("%(number)s ten thousand yuan", number=number),
    }
    return str(texts.get(unit, number))


def history_bars(bars: Bars, unit: Unit) -> list[tuple[str, float, str]]:
    """What a figure was told to be in each span: the span, its length as a bar, its value."""
    return [
        (filters.period(span), float(value), value_text(value, unit)) for span, value in bars.values
    ]


def figure_text(figure: Figure) -> str:
    """A figure's value, with its two counts where it is a share of rows."""
    text = value_text(figure.value, figure.unit)
    is_share = figure.unit is Unit.PERCENT and figure.part == len(figure.numerator)
    if not is_share or figure.value is None or figure.whole is None:
        return text
    return str(
        _(
            "%(value)s (%(part)s of %(whole)s)", value=text, part=f"{figure.part:,}",
            whole=f"{figure.whole:,}",
        )
    )  # fmt: skip


def target_text(target: Target | None) -> str:
    """A Target: ≥ 95 %."""
    if target is None:
        return str(_("none"))
    sign = "≥" if target.operator is Operator.AT_LEAST else "≤"
    return f"{sign} {value_text(target.number, target.unit)}"


def goal_text(goal: Goal) -> str:
    """What a goal has to reach; that it has no number where nobody gave one."""
    if goal.operator is None or goal.number is None or goal.unit is None:
        return str(_("no number: it cannot be judged"))
    sign = "≥" if goal.operator is Operator.AT_LEAST else "≤"
    return f"{sign} {value_text(Decimal(goal.number), goal.unit)}"


def completeness_text(completeness: Decimal | None) -> str:
    """How much of what should have been looked at was; of a list nothing can be missing."""
    if completeness is None:
        return str(_("the list is complete"))
    return value_text(completeness, Unit.PERCENT)


def points_text(points: Decimal | None) -> str:
    """Points, or that nothing tells them."""
    return filters.unknown() if points is None else str(points)


def problem_text(found: Found, figure: Figure) -> str:
    """What is wrong in one sentence, with the figure, its limit and how many rows to see."""
    facts = {
        "problem": PROBLEMS[found.problem],
        "figure": name_of(found.figure),
        "value": figure_text(figure),
        "rows": f"{len(found.rows):,}",
    }
    if found.limit is None:
        return str(_("%(problem)s: %(figure)s is %(value)s, and no number says what it may be.",
                     **facts))  # fmt: skip
    if not found.limit:
        return str(_("%(problem)s: %(figure)s is %(value)s, where none should be; rows to see: "
                     "%(rows)s.", **facts))  # fmt: skip
    limit = value_text(found.limit, figure.unit)
    return str(_("%(problem)s: %(figure)s is %(value)s, not %(limit)s; rows to see: %(rows)s.",
                 limit=limit, **facts))  # fmt: skip


def part_text(name: str) -> str:
    """A part of a document by its name and by what the report calls it."""
    if name.partition(".")[0] in INDICATORS:
        return f"{name}: {name_of(name)}"
    return f"{name}: {LINES[name]}" if name in LINES else str(_("%(part)s: differs", part=name))


def closing_text(number: int, closed_at: datetime) -> str:
    """Which closing this is: the closing itself or a numbered amendment, and its day."""
    day = filters.day(closed_at)
    if number == 0:
        return str(_("Closed on %(day)s", day=day))
    return str(_("Amendment %(number)s of %(day)s", number=number, day=day))


__all__ = [
    "ADVICE",
    "COLUMNS",
    "DEFINITIONS",
    "DIRECTIONS",
    "EXAMPLES",
    "GRADES",
    "INDICATORS",
    "LACKS",
    "LINES",
    "OPEN",
    "OPERATORS",
    "PARTS",
    "PROBLEMS",
    "SIDES",
    "UNITS",
    "Goal",
    "closing_text",
    "completeness_text",
    "figure_text",
    "goal_text",
    "listed",
    "name_of",
    "part_text",
    "points_text",
    "problem_text",
    "table_text",
    "target_text",
    "value_text",
]  # fmt: skip
