"""Reads of the rounds; none commits, and each has a fixed number of statements."""

from portal.rounds.queries.cameras import (
    camera_days,
    camera_in_scope,
    dated,
    hours_of,
    strips_today,
)
from portal.rounds.queries.equipment import standings, station_codes
from portal.rounds.queries.faults import (
    FaultFile,
    active_cameras_by_restaurant,
    failing,
    fault_by_number,
    outages_of_camera,
)
from portal.rounds.queries.kitchens import KitchenLooks, kitchen_looks
from portal.rounds.queries.maps import (
    district_figures,
    first_day_looked_at,
    minute_maps,
    repair_account,
)
from portal.rounds.queries.present import conditions
from portal.rounds.queries.suspicion import doubted_faults

__all__ = [
    "FaultFile",
    "KitchenLooks",
    "active_cameras_by_restaurant",
    "camera_days",
    "camera_in_scope",
    "conditions",
    "dated",
    "district_figures",
    "doubted_faults",
    "failing",
    "fault_by_number",
    "first_day_looked_at",
    "hours_of",
    "kitchen_looks",
    "minute_maps",
    "outages_of_camera",
    "repair_account",
    "standings",
    "station_codes",
    "strips_today",
]
