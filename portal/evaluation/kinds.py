"""The closed lists of words of this floor; below both its tables and its rules."""

from enum import StrEnum


class Unit(StrEnum):
    """What a figure counts in."""

    PERCENT = "percent"
    COUNT = "count"
    MEAN = "mean"
    MINUTES = "minutes"
    YUAN = "yuan"
    WAN_YUAN = "wan_yuan"
    POINTS = "points"
    SECONDS = "seconds"
    HOURS = "hours"
    DAYS = "days"
    PER_HUNDRED = "per_hundred"


class Direction(StrEnum):
    """Which way is better; WATCHED has no better, since a target would become a quota."""

    UP = "up"
    DOWN = "down"
    WATCHED = "watched"


class Operator(StrEnum):
    """How a figure is held against a Target."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class Rule(StrEnum):
    """How a line of the template comes to its points."""

    RATIO_CAPPED = "ratio_capped"
    STEP_DEDUCT = "step_deduct"
    BAND3 = "band3"
    EVIDENCE = "evidence"

    @property
    def is_judged(self) -> bool:
        """Whether a person's judgement gives the points, not a figure."""
        return self in {Rule.BAND3, Rule.EVIDENCE}


class Band(StrEnum):
    """How good something is that no figure tells; source: docs/ref/indicators.md."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


class Grade(StrEnum):
    """What the points of a whole evaluation come to: 优, 良, 中, 差."""

    EXCELLENT = "excellent"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


class Part(StrEnum):
    """The first level of the template: 决策, 过程, 产出, 效益."""

    DECISION = "decision"
    PROCESS = "process"
    OUTPUT = "output"
    EFFECT = "effect"


class Kind(StrEnum):
    """What a point of a report is."""

    PROBLEM = "problem"
    ADVICE = "advice"
