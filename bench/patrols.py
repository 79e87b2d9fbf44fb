"""How long a year of a district's patrols takes to be planned."""

import argparse
import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from bench.figures import Figure
from portal.patrols.kinds import Grade
from portal.patrols.rules.calendar import Span
from portal.patrols.rules.drawing import Draw
from portal.patrols.rules.planning import Candidate, Inspector, Plan, Terms, plan_year

RESTAURANTS, STATIONS, INSPECTORS = 460, 6, 24
FIRST = date(2026, 1, 1)
SEED = "5eed" * 16
ATTEMPTS = 5


def measure(directory: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """CPU seconds of a year of 460 Restaurants and six Stations, with room and without."""
    candidates = _candidates(random.Random(7))
    roomy, plan = _planned(candidates, Terms(2026, FIRST))
    yield Figure(name="patrols.plan.cpu", value=roomy, unit="s", target=2, on_ratio=False)
    # A team that makes a Visit a day on three days of the week: most moves along chains.
    rest_days = frozenset(
        FIRST + timedelta(days=number)
        for number in range(365)
        if (FIRST + timedelta(days=number)).weekday() in {0, 4}
    )
    tight, __ = _planned(
        candidates, Terms(2026, FIRST, visits_a_day=1, weeks_a_slot=1, rest_days=rest_days),
        inspectors=2 * STATIONS,
    )  # fmt: skip
    yield Figure(name="patrols.plan.tight.cpu", value=tight, unit="s", target=2, on_ratio=False)
    missing = sum(each.is_coverage for each in plan.missing)
    yield Figure(name="patrols.plan.unreached", value=missing, unit="1", target=0, on_ratio=False)


def _candidates(chance: random.Random) -> list[Candidate]:
    """Restaurants of all grades, a third never visited, one in ten suspended for some weeks."""
    return [
        Candidate(
            f"r{number:03}",
            f"s{number % STATIONS}",
            Grade(chance.choice("AAABBCD")),
            None if chance.random() < 0.3 else FIRST - timedelta(days=chance.randint(20, 300)),
            away=(_weeks(chance),) if chance.random() < 0.1 else (),
        )
        for number in range(RESTAURANTS)
    ]


def _weeks(chance: random.Random) -> Span:
    first = FIRST + timedelta(days=chance.randint(0, 300))
    return Span(first, first + timedelta(days=chance.randint(7, 60)))


def _planned(
    candidates: list[Candidate], terms: Terms, *, inspectors: int = INSPECTORS
) -> tuple[float, Plan]:
    """The least CPU seconds of some attempts, and the plan."""
    people = [Inspector(str(number), f"s{number % STATIONS}") for number in range(inspectors)]
    best, plan = float("inf"), Plan(())
    for _ in range(ATTEMPTS):
        began = time.process_time()
        plan = plan_year(candidates, people, terms=terms, draw=Draw(SEED))
        best = min(best, time.process_time() - began)
    return best, plan
