"""How long people have: dated terms, deadlines, pauses, traffic lights and escalation."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from portal.registry.rules.working_days import (
    MOST_DAYS,
    Calendar,
    ClockEndless,
    is_working_day,
    working_day_from,
)
from portal.shell.rules import MingchuError, day_bounds, local_day

STEPS = (50, 80, 100, 150)
"""Per cent of the time at which somebody is told; source: participation.md 2.2."""
AMBER_FROM = 50
_DAY = timedelta(days=1)


class Unit(StrEnum):
    """In what a term is told."""

    WORKING_DAYS = "wd"
    DAYS = "d"
    HOURS = "h"
    MINUTES = "min"

    @property
    def is_of_days(self) -> bool:
        """Whether it is counted in whole days of the district."""
        return self in {Unit.WORKING_DAYS, Unit.DAYS}


class Light(StrEnum):
    """How a time stands: enough of it, half of it gone, over."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class TermUnknown(MingchuError):
    """No rule says how long `step` may take when it begins on `day`."""

    status = 500
    code = "term_unknown"

    def __init__(self, step: str, day: date) -> None:
        super().__init__(f"no term for {step!r} on {day}; add a row to the table of terms")
        self.step = step
        self.day = day


@dataclass(frozen=True, slots=True)
class Term:
    """How long `step` may take if it begins on or after `since` and before `until`.

    One that is not verified is nowhere printed as certain.
    """

    step: str
    value: int
    unit: Unit
    since: date
    until: date | None
    source: str
    is_verified: bool

    def __post_init__(self) -> None:
        if self.value < 1:
            raise ValueError("a term is at least one of its units")


class Pause(Protocol):
    """A span in which no time passes; a row of whichever floor lets its clock stand still."""

    @property
    def starts_at(self) -> datetime:
        """When it began."""

    @property
    def ends_at(self) -> datetime | None:
        """When it ended; None: it lasts."""

    @property
    def reason(self) -> str:
        """Why; never empty."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """Until when something is to be done, and the moment of each step of escalation.

    `due_at` is None, and `steps` empty, while the clock stands still. Days end at midnight of the
    district, so `due_at` is the first moment that is too late. Not certain: a year's holidays
    were not known, so it has to be counted again. Not verified: the term's source was not read.
    """

    term: Term
    started_at: datetime
    due_at: datetime | None
    steps: Mapping[int, datetime]
    is_certain: bool

    @property
    def is_verified(self) -> bool:
        """Whether the term's own source was read."""
        return self.term.is_verified

    @property
    def is_paused(self) -> bool:
        """Whether the clock stands still."""
        return self.due_at is None

    @property
    def last_day(self) -> date | None:
        """The last of the district's days on which it is in time; None while paused."""
        return None if self.due_at is None else local_day(self.due_at - timedelta.resolution)


def term_on(terms: Iterable[Term], step: str, day: date) -> Term:
    """The term of `step` for what begins on `day`; the latest of several. Raises TermUnknown."""
    holding = [
        term for term in terms
        if term.step == step and term.since <= day and (term.until is None or day < term.until)
    ]  # fmt: skip
    if not holding:
        raise TermUnknown(step, day)
    return max(holding, key=lambda term: term.since)


def deadline(
    term: Term, *, started_at: datetime, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> Deadline:
    """The deadline of what began at `started_at`, an aware moment.

    Hours and minutes run at once and without rest. Days are counted from the next one on; a
    deadline in days that would end on a day off ends with the next working day (said of 民法典
    Art 201, 203; to verify). A day in whose last moment the clock was paused does not count.
    """
    if any(pause.ends_at is None for pause in pauses):
        return Deadline(term, started_at, None, {}, is_certain=True)
    if not term.unit.is_of_days:
        moments = _running_moments(term, started_at, pauses)
        return Deadline(term, started_at, moments[100], moments, is_certain=True)
    days = list(_counted_days(term, local_day(started_at), calendar, pauses))
    due_day = days[-1]
    moments = {
        percent: _share_of_days(days, percent, term=term, calendar=calendar, pauses=pauses)
        for percent in STEPS
    }
    certain = calendar.is_certain(local_day(started_at), due_day)
    return Deadline(term, started_at, day_bounds(due_day)[1], moments, is_certain=certain)


def light(steps: Mapping[int, datetime], now: datetime) -> Light:
    """How a deadline with these steps stands at `now`; green while it is paused."""
    if not steps or now < steps[AMBER_FROM]:
        return Light.GREEN
    return Light.AMBER if now < steps[100] else Light.RED


def steps_due(
    steps: Mapping[int, datetime], *, done: Collection[int], now: datetime
) -> tuple[int, ...]:
    """The steps of escalation that have come by `now` and are not `done`, in order."""
    return tuple(
        percent for percent in sorted(steps) if steps[percent] <= now and percent not in done
    )


def next_step_at(steps: Mapping[int, datetime], *, done: Collection[int]) -> datetime | None:
    """When the next step that is not `done` comes, for the row that is swept; None: never."""
    return min((at for percent, at in steps.items() if percent not in done), default=None)


def _running_moments(
    term: Term, started_at: datetime, pauses: Sequence[Pause]
) -> dict[int, datetime]:
    unit = timedelta(hours=1) if term.unit is Unit.HOURS else timedelta(minutes=1)
    return {
        percent: _after_running(started_at, term.value * unit * percent / 100, pauses)
        for percent in STEPS
    }


def _after_running(start: datetime, left: timedelta, pauses: Sequence[Pause]) -> datetime:
    """The moment at which `left` has run since `start`, which pauses do not use up."""
    at = start.astimezone(UTC)
    for pause in sorted(pauses, key=lambda each: each.starts_at):
        if pause.ends_at is None or pause.ends_at <= at:
            continue
        runs = max(pause.starts_at - at, timedelta())
        if runs >= left:
            break
        left -= runs
        at = pause.ends_at.astimezone(UTC)
    return at + left


def _counted_days(
    term: Term, start: date, calendar: Calendar, pauses: Sequence[Pause]
) -> Iterator[date]:
    """The days that `term` counts, its last one being the last in time."""
    days = _days_after(term, start, calendar, pauses)
    last = start
    for _number in range(term.value):
        last = next(days)
        yield last
    if term.unit is Unit.DAYS:
        end = working_day_from(last, calendar)
        yield from (last + number * _DAY for number in range(1, (end - last).days + 1))


def _days_after(
    term: Term, start: date, calendar: Calendar, pauses: Sequence[Pause]
) -> Iterator[date]:
    """The days after `start` on which the clock of `term` runs."""
    for number in range(1, MOST_DAYS + 1):
        day = start + number * _DAY
        is_counted = term.unit is Unit.DAYS or is_working_day(day, calendar)
        if is_counted and not _is_paused(day, pauses):
            yield day
    raise ClockEndless


def _is_paused(day: date, pauses: Sequence[Pause]) -> bool:
    """Whether the clock stood still in the last moment of `day`."""
    end = day_bounds(day)[1]
    return any(
        pause.starts_at < end and pause.ends_at is not None and end <= pause.ends_at
        for pause in pauses
    )


def _share_of_days(
    days: Sequence[date],
    percent: int,
    *,
    term: Term,
    calendar: Calendar,
    pauses: Sequence[Pause],
) -> datetime:
    """When `percent` of the term have passed, to the minute; 100 is the end of the last of `days`.

    Shares are of the term's own days: those to which its end was moved, since it fell on a day
    off, would make a step come earlier when a pause spares the move.
    """
    over = max(0, percent - 100)
    numbered = [*days[: term.value]]
    whole, rest = divmod(term.value * (over or percent), 100)
    if over:
        further = _days_after(term, days[-1], calendar, pauses)
        numbered = [next(further) for _number in range(whole + (rest > 0))]
    elif percent == 100:
        return day_bounds(days[-1])[1]
    if rest == 0:
        return day_bounds(numbered[whole - 1] if whole else days[-1])[1]
    return day_bounds(numbered[whole])[0] + _DAY * rest / 100
