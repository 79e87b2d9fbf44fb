"""The figures of patrols as lines of text, in the reader's language."""

from collections.abc import Iterator

from flask_babel import gettext as _

from portal.patrols.rules.figures import PatrolFigures
from portal.shell import filters
from portal.shell.languages import is_english


def figure_lines(figures: PatrolFigures) -> Iterator[str]:
    """N1, N2 and N3 as lines of text, N2 also by Station."""
    whole = figures.whole
    yield "N1  " + _(
        "Patrols: %(patrols)s, visits: %(visits)s (online %(online)s, on site %(on_site)s), "
        "snapshots: %(snapshots)s (by people %(manual)s, by the machine %(ai)s)",
        patrols=filters.count(whole.patrols),
        visits=filters.count(whole.visits),
        online=filters.count(whole.visits_online),
        on_site=filters.count(whole.visits_on_site),
        snapshots=filters.count(whole.snapshots),
        manual=filters.count(whole.snapshots_manual),
        ai=filters.count(whole.snapshots_ai),
    )
    note = _(
        "visits a patrol: %(visits)s, snapshots a visit: %(snapshots)s",
        visits=mean_text(whole.visits_a_patrol),
        snapshots=mean_text(whole.snapshots_a_visit),
    )
    yield f"    {note}"
    title = _("Distinct restaurants reached")
    yield f"N2  {title}  {filters.ratio(figures.reach.whole.reached)}"
    for name, half in figures.halves.items():
        yield f"    {name}  {filters.ratio(half.whole.reached)}"
    for code, coverage in figures.reach.stations.items():
        yield f"    {station_text(figures, code)}  {filters.ratio(coverage.reached)}"
    title = _("Visits with a finding")
    yield f"N3  {title}  {filters.ratio(whole.violating)}"
    note = _("findings: %(findings)s", findings=filters.count(whole.findings))
    yield f"    {note}"


def mean_text(value: object) -> str:
    """A mean with its two places; that there is none, for None: a mean over nothing."""
    return filters.not_applicable() if value is None else str(value)


def station_text(figures: PatrolFigures, code: str) -> str:
    """What a Station is called, its code where it is not known."""
    names = figures.names.stations.get(code)
    return code if names is None else names[1] if is_english() else names[0]
