"""Reads of open data: public rows alone, as the shapes tell them; none commits."""

from portal.opendata.queries.cases import service_request, service_requests
from portal.opendata.queries.days import camera_days
from portal.opendata.queries.figures import closed_years, promises, year_figures
from portal.opendata.queries.findings import public_findings
from portal.opendata.queries.restaurants import (
    kitchen_status,
    restaurant,
    restaurants,
    station_rows,
)
from portal.opendata.queries.satisfaction import satisfaction_cells

__all__ = [
    "camera_days",
    "closed_years",
    "kitchen_status",
    "promises",
    "public_findings",
    "restaurant",
    "restaurants",
    "satisfaction_cells",
    "service_request",
    "service_requests",
    "station_rows",
    "year_figures",
]
