"""Reads of this floor; none commits."""

from portal.patrols.queries.figures import patrol_figures, reach, supervised
from portal.patrols.queries.overview import PlanOverview, plan_overview
from portal.patrols.queries.plans import (
    active_team,
    plan_by_number,
    plan_inputs,
    plans,
    published_draw,
)
from portal.patrols.queries.visits import (
    PatrolFilter,
    PatrolLine,
    PatrolPage,
    patrol_by_number,
    patrols,
    snapshot_by_code,
    visit_by_id,
)

__all__ = [
    "PatrolFilter",
    "PatrolLine",
    "PatrolPage",
    "PlanOverview",
    "active_team",
    "patrol_by_number",
    "patrol_figures",
    "patrols",
    "plan_by_number",
    "plan_inputs",
    "plan_overview",
    "plans",
    "published_draw",
    "reach",
    "snapshot_by_code",
    "supervised",
    "visit_by_id",
]
