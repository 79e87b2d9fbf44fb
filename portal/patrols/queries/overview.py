"""Reads how a plan stands: by quarter and Station, and who is not reached yet."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.accounts.rules import Scope
from portal.patrols.kinds import VisitState
from portal.patrols.models import Patrol, Visit
from portal.patrols.queries.visits import seen_from
from portal.registry.models import Station

QUARTERS = (1, 2, 3, 4)


@dataclass(slots=True)
class Cell:
    """The Visits of one quarter and Station: to be made, made, late, and not to be made."""

    planned: int = 0
    done: int = 0
    overdue: int = 0
    dropped: int = 0

    def add(self, state: VisitState, *, is_late: bool) -> None:
        """Count one more."""
        if state is VisitState.DROPPED:
            self.dropped += 1
            return
        self.planned += 1
        self.done += state is VisitState.DONE
        self.overdue += is_late and state is not VisitState.DONE


@dataclass(frozen=True, slots=True)
class PlanOverview:
    """The Visits of a year by Station's code ("" the Bureau's own) and quarter, and all."""

    cells: dict[str, dict[int, Cell]] = field(default_factory=dict)
    whole: Cell = field(default_factory=Cell)


def plan_overview(session: Session, *, year: int, scope: Scope, today: date) -> PlanOverview:
    """How the Visits of the Patrols that end in `year` stand; one statement."""
    cells: dict[str, dict[int, Cell]] = defaultdict(lambda: {each: Cell() for each in QUARTERS})
    found = PlanOverview(cells)
    rows = session.execute(
        select(Station.code, Patrol.starts_on, Patrol.until, Visit.state)
        .select_from(Visit)
        .join(Visit.patrol)
        .outerjoin(Patrol.station)
        .where(
            Patrol.starts_on >= date(year, 1, 1),
            Patrol.starts_on < date(year + 1, 1, 1),
            seen_from(scope),
        )
    )
    for station, starts_on, until, state in rows:
        quarter = (starts_on.month + 2) // 3
        for cell in (cells[station or ""][quarter], found.whole):
            cell.add(state, is_late=until <= today)
    return found
