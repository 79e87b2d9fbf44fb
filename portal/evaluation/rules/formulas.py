"""How each indicator is counted from rows; source: docs/ref/indicators.md.

Whatever a floor below counts already is counted by its own formula.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from portal.evaluation.rules.evidence import (
    Count,
    Row,
    Rows,
    Terms,
    day_ratio,
    fault,
    finding,
    ids,
    looks,
    share,
    standing,
    sum_fen,
    visit,
)
from portal.findings.rules.figures import FindingRecord, finding_figures
from portal.patrols.kinds import Way
from portal.patrols.rules.calendar import Half
from portal.patrols.rules.figures import Counts, DoneVisit, counts, coverage
from portal.registry.rules.figures import (
    CameraAdequacy,
    Standing,
    camera_adequacy,
    connection_rate,
    display_rate,
    task_rate,
)
from portal.rounds.kinds import FaultEnd
from portal.rounds.rules.daily import DailyMean, percent, rounded
from portal.rounds.rules.repairs import ConnectionTimes, FaultRecord, RepairAccount
from portal.shell.rules import Ratio

Evidence = Mapping[str, Rows]
Counting = Callable[[Evidence, Terms], Count]

FEN, WAN = 100, 10_000


def connection(evidence: Evidence, _terms: Terms) -> Count:
    """Q1."""
    return _with_looks(share(evidence["standings"], standing, connection_rate), evidence)


def task_connection(evidence: Evidence, _terms: Terms) -> Count:
    """Q1 over the task list, whose length no closing changes."""
    return _with_looks(share(evidence["standings"], standing, task_rate), evidence)


def online(kind: str) -> Counting:
    """Q2 by the variant `kind`, or `unexcused`: by any camera, had no suspension been taken out."""

    def count(evidence: Evidence, _terms: Terms) -> Count:
        rows = evidence["days"]
        mean = DailyMean(tuple(day_ratio(row, kind) for row in rows))
        counted = tuple(day.isoformat() for day, __ in mean.counted)
        return Count(
            part=mean.totals.part,
            whole=mean.totals.whole,
            value=percent(mean.value),
            numerator=counted,
            denominator=counted,
            excluded=ids(evidence["exclusions"]),
            completeness=looks(rows).percent(),
        )

    return count


def flagged(evidence: Evidence, _terms: Terms) -> Count:
    """Exclusions from Q2 that somebody should look at, over all: entered late, or still sending."""
    return share(evidence["exclusions"], lambda row: bool(row["flags"]), _share_of_true)


def enough_cameras(evidence: Evidence, terms: Terms) -> Count:
    """Q3."""
    return share(evidence["standings"], standing, lambda values: _adequacy(values, terms).share)


def cameras_each(evidence: Evidence, terms: Terms) -> Count:
    """Cameras a Restaurant; beside Q3, since a mean hides those with too few."""
    built = _built(evidence)
    found = _adequacy(list(map(standing, built)), terms)
    value = None if found.mean is None else rounded(found.mean)
    return Count(found.cameras, found.restaurants, value, ids(built), ids(built))


def cameras_short(evidence: Evidence, terms: Terms) -> Count:
    """How many Cameras must be missing, however they are spread; beside Q3."""
    built = _built(evidence)
    gap = _adequacy(list(map(standing, built)), terms).least_gap
    return Count(gap, None, Decimal(gap), ids(built))


def displays(evidence: Evidence, _terms: Terms) -> Count:
    """Q4."""
    return share(evidence["standings"], standing, display_rate)


def rectified(evidence: Evidence, terms: Terms) -> Count:
    """Q5, verified by an officer."""
    return share(evidence["findings"], finding, lambda found: _findings(found, terms)[0])


def rectified_on_time(evidence: Evidence, terms: Terms) -> Count:
    """Q5, by the due time."""
    return share(evidence["findings"], finding, lambda found: _findings(found, terms)[1])


def push_minutes(evidence: Evidence, terms: Terms) -> Count:
    """T1: the median of minutes from seen to told."""
    rows = evidence["findings"]
    found = finding_figures(map(finding, rows), now=terms.counted_at).push_minutes
    value = None if found is None else rounded(Fraction(found))
    return Count(len(rows), None, value, ids(rows))


def repaired(evidence: Evidence, _terms: Terms) -> Count:
    """Q6."""
    return share(evidence["faults"], fault, lambda found: _repairs(found).repaired)


def repaired_on_time(evidence: Evidence, _terms: Terms) -> Count:
    """Q6, within the contract's hours."""
    return share(evidence["faults"], fault, lambda found: _repairs(found).on_time)


def repair_hours(evidence: Evidence, _terms: Terms) -> Count:
    """Q6: the median of hours from a Fault's opening to the good picture that ended it."""
    found = _repairs(list(map(fault, evidence["faults"])))
    hours = found.median_hours
    value = None if hours is None else rounded(hours)
    ended = [row for row in evidence["faults"] if row["ended"] == FaultEnd.REPAIRED]
    return Count(len(ended), None, value, ids(ended), ids(evidence["faults"]))


def connection_days(evidence: Evidence, _terms: Terms) -> Count:
    """T1: the median of days from a Restaurant's entry in the register to its first picture."""
    rows = evidence["connections"]
    found = ConnectionTimes(tuple(sorted(int(row["days"]) for row in rows))).median_days
    value = None if found is None else rounded(found)
    return Count(len(rows), None, value, ids(rows))


def patrols_made(evidence: Evidence, _terms: Terms) -> Count:
    """N1: Patrols whose first Visit lies in the Period."""
    rows = evidence["patrols"]
    return Count(len(rows), None, Decimal(len(rows)), ids(rows))


def of_visits(what: Callable[[Counts], int]) -> Counting:
    """N1 or N3: a number that all Visits come to."""

    def count(evidence: Evidence, _terms: Terms) -> Count:
        found = what(_counts(evidence))
        rows = [row for row in evidence["visits"] if what(counts([visit(row)], patrols=0))]
        return Count(found, None, Decimal(found), ids(rows))

    return count


def visits_a_patrol(evidence: Evidence, _terms: Terms) -> Count:
    """N1: Visits a Patrol."""
    found = _counts(evidence)
    return Count(
        found.visits, found.patrols, found.visits_a_patrol,
        ids(evidence["visits"]), ids(evidence["patrols"]),
    )  # fmt: skip


def snapshots_a_visit(evidence: Evidence, _terms: Terms) -> Count:
    """N1: Snapshots a Visit."""
    found, numbers = _counts(evidence), ids(evidence["visits"])
    return Count(found.snapshots, found.visits, found.snapshots_a_visit, numbers, numbers)


def violating(evidence: Evidence, _terms: Terms) -> Count:
    """N3: Visits with a Finding over all Visits."""
    return share(evidence["visits"], visit, lambda visits: counts(visits, patrols=0).violating)


def reached(evidence: Evidence, _terms: Terms) -> Count:
    """N2: distinct Restaurants visited over those under supervision."""
    places = {str(row["id"]): place for place, row in enumerate(evidence["supervised"])}
    visits = [
        DoneVisit("", places.get(row["restaurant"], -1), Half.of(_day(row)), Way.ONLINE)
        for row in evidence["visits"]
    ]
    return share(
        evidence["supervised"],
        lambda row: places[str(row["id"])],
        lambda numbers: coverage(visits, numbers).reached,
    )


def budget(evidence: Evidence, _terms: Terms) -> Count:
    """C1: what the budget gives in the Period, in 万元."""
    return _money(evidence["budget"])


def contract_budget(evidence: Evidence, _terms: Terms) -> Count:
    """C1: what all years of the contract cost, in 万元."""
    return _money(evidence["contract"])


def later_budget(evidence: Evidence, _terms: Terms) -> Count:
    """C1: what of it belongs to other years, in 万元."""
    own = set(ids(evidence["budget"]))
    return _money([row for row in evidence["contract"] if str(row["id"]) not in own])


def budget_spent(evidence: Evidence, _terms: Terms) -> Count:
    """C1: paid over budgeted."""
    paid, given = evidence["payments"], evidence["budget"]
    ratio = Ratio(sum_fen(paid), sum_fen(given))
    return Count(ratio.part, ratio.whole, ratio.percent(), ids(paid), ids(given))


def cost_of(table: str, number: Callable[[Rows, Terms], int]) -> Counting:
    """C2: 元 paid for each of what `number` counts in `table`."""

    def count(evidence: Evidence, terms: Terms) -> Count:
        paid, rows = evidence["payments"], evidence[table]
        fen, whole = sum_fen(paid), number(rows, terms)
        value = rounded(Fraction(fen, FEN * whole)) if whole else None
        return Count(fen, whole, value, ids(paid), ids(rows))

    return count


def quantified(evidence: Evidence, _terms: Terms) -> Count:
    """Goals of the plan that have a number, over all."""
    return share(evidence["goals"], lambda row: row["number"] is not None, _share_of_true)


def built_restaurants(rows: Rows, terms: Terms) -> int:
    """Restaurants that the build standard judges."""
    return _adequacy(list(map(standing, rows)), terms).restaurants


def their_cameras(rows: Rows, terms: Terms) -> int:
    """The Cameras of those."""
    return _adequacy(list(map(standing, rows)), terms).cameras


def every_row(rows: Rows, _terms: Terms) -> int:
    """All there are."""
    return len(rows)


def standing_findings(rows: Rows, terms: Terms) -> int:
    """Findings neither annulled nor withdrawn."""
    return finding_figures(map(finding, rows), now=terms.counted_at).confirmed


def rectified_findings(rows: Rows, terms: Terms) -> int:
    """Findings that an officer verified."""
    return finding_figures(map(finding, rows), now=terms.counted_at).rectified.part


def online_hours(rows: Rows, _terms: Terms) -> int:
    """Whole hours for which a Camera had a good picture within open business hours."""
    return sum(int(row["time_part"]) for row in rows) // 60


def _with_looks(count: Count, evidence: Evidence) -> Count:
    """The same with the completeness of the looks of the last month, which decide connection."""
    days = evidence["days"]
    last = max((row["id"][:7] for row in days), default="")
    month = looks(row for row in days if row["id"].startswith(last))
    return replace(count, completeness=month.percent())


def _share_of_true(values: Sequence[bool]) -> Ratio:
    return Ratio(sum(values), len(values))


def _adequacy(values: Sequence[Standing], terms: Terms) -> CameraAdequacy:
    return camera_adequacy(values, required=terms.required_cameras)


def _built(evidence: Evidence) -> list[Row]:
    return [row for row in evidence["standings"] if standing(row).is_judged]


def _findings(found: Sequence[FindingRecord], terms: Terms) -> tuple[Ratio, Ratio]:
    figures = finding_figures(found, now=terms.counted_at)
    return figures.rectified, figures.on_time


def _repairs(found: Sequence[FaultRecord]) -> RepairAccount:
    return RepairAccount(tuple(found))


def _counts(evidence: Evidence) -> Counts:
    return counts(map(visit, evidence["visits"]), patrols=len(evidence["patrols"]))


def _money(rows: Rows) -> Count:
    fen = sum_fen(rows)
    return Count(fen, None, rounded(Fraction(fen, FEN * WAN)), ids(rows))


def _day(row: Row) -> date:
    return date.fromisoformat(row["day"])
