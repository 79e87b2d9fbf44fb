"""What citizens said and saw: satisfaction, convenience, use and Cases, counted from rows.

Answers and convenience are counted by the formulas of the floor that asks; source:
docs/ref/indicators.md.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction

from portal.evaluation.rules.evidence import Count, Row, Rows, Terms, ids, looks, share, standing
from portal.participation.kinds import Instrument, Mode, Rating, Tier
from portal.participation.rules.convenience import Part, counts_of, index, percentile
from portal.participation.rules.evidence import (
    AnswerRow,
    AnswerRows,
    UseRow,
    UseRows,
    convenience_of,
    logged_of,
    satisfaction_of,
)
from portal.participation.rules.figures import TARGET, Figure
from portal.participation.rules.presence import HEADLINE_TIERS
from portal.participation.rules.satisfaction import Counts
from portal.participation.rules.verdicts import Level
from portal.rounds.rules.daily import rounded
from portal.shell.rules import Ratio

Evidence = Mapping[str, Rows]
Counting = Callable[[Evidence, Terms], Count]

HUNDRED = 100
P95 = 0.95


def satisfied(instrument: Instrument, table: str) -> Counting:
    """B2: the weighted share of the two best words, of answers with proof of presence.

    Too few answers to print a share give none. Completeness is who answered of who was asked.
    """

    def count(evidence: Evidence, _terms: Terms) -> Count:
        rows = evidence[table]
        found = answers_of(instrument, rows, evidence["strata"], evidence["asked"])
        headline = [row for row in rows if Tier(row["tier"]) in HEADLINE_TIERS]
        value = None
        if found.shown and found.estimate is not None:
            value = rounded(100 * Fraction(found.estimate.share))
        return Count(
            part=found.counts.praise,
            whole=found.counts.valid,
            value=value,
            numerator=ids(row for row in headline if _counts(row).praise),
            denominator=ids(row for row in headline if _counts(row).valid),
            excluded=ids(row for row in rows if Tier(row["tier"]) not in HEADLINE_TIERS),
            completeness=_response(instrument, evidence["asked"]),
        )

    return count


def answers_of(instrument: Instrument, rows: Rows, strata: Rows, asked: Rows) -> Figure:
    """The figure of satisfaction that these rows make, with its interval."""
    own = next((row for row in asked if row["id"] == instrument.value), None)
    return satisfaction_of(
        AnswerRows(
            level=Level(own["level"]) if own else Level.DISTRICT_QUARTER,
            instrument=instrument,
            rows=[_answer(row) for row in rows],
            population={str(row["id"]): float(row["restaurants"]) for row in strata},
            silent=own["silent"] if own else None,
        ),
        target=TARGET,
    )


def convenience(evidence: Evidence, _terms: Terms) -> Count:
    """B1: the mean of its known parts; no figure where nobody's watching was logged.

    `part` are the parts known, `whole` all there are.
    """
    found = convenience_of(_use(evidence))
    known = {part for part, __ in found.parts}
    is_logged = {Part.FIRST_PICTURE, Part.PLAYS} <= known
    value = rounded(found.value) if is_logged and found.value is not None else None
    part, whole = len(known), len(Part)
    numbers = ids(evidence["use"])
    return Count(
        part, whole, value, numbers, numbers, completeness=Ratio(part, whole).percent()
    )  # fmt: skip


def convenience_events(evidence: Evidence) -> list[tuple[int, Ratio]]:
    """The counts behind the shares of B1, each with how many known parts the mean is of."""
    logged = logged_of(_use(evidence))
    parts = len(index(logged).parts)
    return [(parts, ratio) for ratio in counts_of(logged).values()]


def first_picture(evidence: Evidence, _terms: Terms) -> Count:
    """B1: the wait in seconds that 95 of 100 viewings do not exceed."""
    waits = [(int(row["ms"]), int(row["number"])) for row in evidence["waits"]]
    found = percentile(waits, P95)
    value = None if found is None else rounded(Fraction(found, 1000))
    number = sum(each for __, each in waits)
    return Count(number, None, value, ids(evidence["waits"]))


def plays(evidence: Evidence, _terms: Terms) -> Count:
    """B1: viewings in which the picture came, over all that asked for one."""
    rows = evidence["use"]
    ratio = Ratio(sum(row["played"] for row in rows), sum(row["viewings"] for row in rows))
    return Count(
        ratio.part, ratio.whole, ratio.percent(),
        ids(row for row in rows if row["played"]), ids(row for row in rows if row["viewings"]),
    )  # fmt: skip


def views_each(evidence: Evidence, _terms: Terms) -> Count:
    """B1: viewings with a picture for each Restaurant; none where no use was logged."""
    rows, whole = evidence["use"], _due(evidence)
    played = sum(row["played"] for row in rows)
    value = rounded(Fraction(played, len(whole))) if rows and whole else None
    return Count(played, len(whole), value, ids(row for row in rows if row["played"]), ids(whole))


def views(rows: Rows, _terms: Terms) -> int:
    """Viewings with a picture."""
    return sum(int(row["played"]) for row in rows)


def cases_each(evidence: Evidence, _terms: Terms) -> Count:
    """B3: Cases for each hundred Restaurants; merged and withdrawn ones do not count.

    None at all says that nobody could send one, not that all is well: then there is no figure.
    """
    counted, whole = _counted(evidence["cases"]), _due(evidence)
    is_known = bool(evidence["cases"] and whole)
    value = rounded(Fraction(HUNDRED * len(counted), len(whole))) if is_known else None
    return Count(len(counted), len(whole), value, ids(counted), (), _others(evidence, counted))


def upheld(evidence: Evidence, _terms: Terms) -> Count:
    """B3: Cases that led to a Finding, over those decided."""
    return share(evidence["cases"], dict, _upheld)


def answered_on_time(evidence: Evidence, _terms: Terms) -> Count:
    """B3: Cases whose terms were kept, over those that are over or late."""
    return share(evidence["cases"], dict, _on_time)


def _upheld(rows: "list[Row] | Rows") -> Ratio:
    decided = [row for row in rows if row["state"] == "decided"]
    return Ratio(sum(bool(row["is_upheld"]) for row in decided), len(decided))


def _on_time(rows: "list[Row] | Rows") -> Ratio:
    judged = [row for row in _counted(rows) if row["is_over"] or row["is_late"]]
    return Ratio(sum(not row["is_late"] for row in judged), len(judged))


def _counted(rows: Rows) -> list[Row]:
    return [row for row in rows if row["state"] not in {"merged", "withdrawn"}]


def _others(evidence: Evidence, counted: list[Row]) -> tuple[str, ...]:
    own = set(ids(counted))
    return tuple(number for number in ids(evidence["cases"]) if number not in own)


def _due(evidence: Evidence) -> list[Row]:
    return [row for row in evidence["standings"] if standing(row).is_due]


def _use(evidence: Evidence) -> UseRows:
    made = looks(evidence["days"])
    ease = next(iter(evidence["ease"]), None)
    on_time = _on_time(evidence["cases"])
    return UseRows(
        rows=[
            UseRow(row["id"], row["name"], row["station"], scans=row["scans"],
                   declined=row["declined"], viewings=row["viewings"], played=row["played"])
            for row in evidence["use"]
        ],
        waits=[(row["ms"], row["number"]) for row in evidence["waits"]],
        looks=made if made.whole else None,
        ease=Ratio(ease["part"], ease["whole"]) if ease else None,
        on_time=on_time if on_time.whole else None,
    )  # fmt: skip


def _answer(row: Row) -> AnswerRow:
    return AnswerRow(
        restaurant=row["restaurant"],
        name=row["name"],
        station=row["station"],
        stratum=row["stratum"],
        tier=Tier(row["tier"]),
        mode=Mode(row["mode"]),
        counts=_counts(row),
        weight=float(row["weight"]),
    )


def _counts(row: Row) -> Counts:
    return Counts.of({rating: row[rating.value] for rating in Rating})


def _response(instrument: Instrument, asked: Rows) -> Decimal | None:
    """Who began of who was invited, in per cent; None where nobody counted."""
    own = next((row for row in asked if row["id"] == instrument.value), None)
    if own is None or not own["invited"]:
        return None
    return Ratio(min(own["started"], own["invited"]), own["invited"]).percent()
