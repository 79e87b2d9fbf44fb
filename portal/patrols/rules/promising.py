"""When a plan can be promised, drawn and shown."""

from datetime import date

from portal.patrols.rules.planning import Terms
from portal.shell.rules import MingchuError

MOST_WEEKS, MOST_A_DAY, MOST_VISITS = 8, 20, 40


class PlanUnfit(MingchuError):
    """A plan cannot be so, or not now; `why` says which of the rules it breaks."""

    status = 422
    code = "plan_unfit"

    def __init__(self, why: str) -> None:
        super().__init__(f"this cannot be done with the plan now ({why})")
        self.why = why


def check_promise(terms: Terms, *, today: date) -> None:
    """Let a year be planned on these terms, or raise PlanUnfit.

    Only days to come are planned: of this year's, those from tomorrow on.
    """
    if not today.year <= terms.year <= today.year + 1:
        raise PlanUnfit("year")
    if not today < terms.starts_on < date(terms.year + 1, 1, 1):
        raise PlanUnfit("days")
    sizes = (
        (terms.weeks_a_slot, MOST_WEEKS),
        (terms.visits_a_day, MOST_A_DAY),
        (terms.most_visits, MOST_VISITS),
    )
    if not all(1 <= size <= most for size, most in sizes):
        raise PlanUnfit("size")


def check_draw(*, is_drawn: bool, beacon_source: str, beacon: str) -> None:
    """Let a promised plan be drawn once, with its beacon if it has one, or raise PlanUnfit."""
    if is_drawn:
        raise PlanUnfit("drawn")
    if beacon_source and not beacon.strip():
        raise PlanUnfit("beacon")


def check_reveal(*, is_drawn: bool, is_shown: bool, is_over: bool) -> None:
    """Let the seed of a drawn plan be shown once its last Visit is over, or raise PlanUnfit."""
    if not is_drawn:
        raise PlanUnfit("not_drawn")
    if is_shown:
        raise PlanUnfit("shown")
    if not is_over:
        raise PlanUnfit("not_over")


def plan_number(year: int, count: int) -> str:
    """What the year's `count`-th plan is called: 2026, then 2026-2."""
    return str(year) if count == 1 else f"{year}-{count}"
