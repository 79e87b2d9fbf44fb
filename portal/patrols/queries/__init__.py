"""Reads of this floor; none commits."""

from portal.patrols.queries.figures import (
    begun_patrols,
    dated_visits,
    patrol_figures,
    reach,
    supervised,
)
from portal.patrols.queries.on_record import last_visit
from portal.patrols.queries.overview import PlanOverview, plan_overview
from portal.patrols.queries.plans import (
    active_team,
    plan_by_number,
    plan_inputs,
    plans,
    published_draw,
    restaurant_words,
)
from portal.patrols.queries.unreached import Unreached, unreached
from portal.patrols.queries.visits import (
    PatrolFilter,
    PatrolLine,
    next_visit,
    overdue_visits,
    own_visits,
    patrol_by_number,
    patrols,
    snapshot_by_code,
    visit_by_id,
)

__all__ = [
    "PatrolFilter",
    "PatrolLine",
    "PlanOverview",
    "Unreached",
    "active_team",
    "begun_patrols",
    "dated_visits",
    "last_visit",
    "next_visit",
    "overdue_visits",
    "own_visits",
    "patrol_by_number",
    "patrol_figures",
    "patrols",
    "plan_by_number",
    "plan_inputs",
    "plan_overview",
    "plans",
    "published_draw",
    "reach",
    "restaurant_words",
    "snapshot_by_code",
    "supervised",
    "unreached",
    "visit_by_id",
]
