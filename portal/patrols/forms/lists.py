"""Lists of patrols as files: their headings and cells, in the reader's language."""

from collections.abc import Iterator

from flask_babel import gettext as _

from portal.patrols.forms.figures import mean_text
from portal.patrols.queries.unreached import Unreached
from portal.patrols.rules.figures import Counts, Coverage, PatrolFigures
from portal.registry.forms.words import TYPES, named
from portal.shell import filters
from portal.shell.exports import Cell
from portal.shell.languages import is_english


def unreached_header() -> list[str]:
    """The headings of the list of Restaurants that were not reached."""
    return [_("Restaurant"), _("Licence"), _("Station"), _("Type"), _("Address"),
            _("Last visit"), _("Next visit until")]  # fmt: skip


def unreached_cells(row: Unreached) -> list[Cell]:
    """One of them."""
    return [
        named(row.restaurant), row.restaurant.licence_no, named(row.restaurant.station),
        str(TYPES[row.restaurant.type]), row.restaurant.address, row.last_visit, row.next_until,
    ]  # fmt: skip


def report_header() -> list[str]:
    """The headings of a Station's report; visits and distinct restaurants stand apart."""
    return [
        _("Station"), _("Patrols"), _("Visits"), _("of them online"), _("of them on site"),
        _("Distinct restaurants reached"), _("Restaurants under supervision"), _("Coverage"),
        _("Snapshots by people"), _("Snapshots by the machine"), _("Findings"),
        _("Visits with a finding"), _("Share of visits with a finding"), _("Visits per patrol"),
        _("Snapshots per visit"), _("Visits overdue"),
    ]  # fmt: skip


def report_rows(figures: PatrolFigures, overdue: dict[str, int]) -> Iterator[list[Cell]]:
    """The report's lines: each Station, and all of them at the end."""
    for code, counts in figures.stations.items():
        reach = figures.reach.stations.get(code)
        yield report_cells(_station(figures, code), counts, reach, overdue.get(code, 0))
    if len(figures.stations) > 1:
        yield report_cells(_("All"), figures.whole, figures.reach.whole, sum(overdue.values()))


def report_cells(name: str, counts: Counts, coverage: Coverage | None, overdue: int) -> list[Cell]:
    """One line of the report."""
    reached = None if coverage is None else coverage.reached
    return [
        name, counts.patrols, counts.visits, counts.visits_online, counts.visits_on_site,
        reached.part if reached else 0, reached.whole if reached else 0, filters.percent(reached),
        counts.snapshots_manual, counts.snapshots_ai, counts.findings, counts.violating_visits,
        filters.percent(counts.violating), mean_text(counts.visits_a_patrol),
        mean_text(counts.snapshots_a_visit), overdue,
    ]  # fmt: skip


def _station(figures: PatrolFigures, code: str) -> str:
    names = figures.names.stations[code]
    return names[1] if is_english() else names[0]
