"""A closed year's promises against its figures, and its figures by Station."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from portal.evaluation.kinds import Operator, Unit
from portal.evaluation.rules.scoring import TEMPLATE
from portal.shell.rules import Ratio

BY_STATION = ("Q1", "Q3", "Q4", "N2")
"""Figures whose rows are Restaurants, so that each Station has its part."""

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Spot:
    """What a figure came to in a Period; `is_kept` None: nobody knows."""

    period: str
    value: Decimal | None
    part: int
    whole: int | None
    is_kept: bool | None

    @property
    def ratio(self) -> Ratio | None:
        """The two counts of a share, None for what has no whole."""
        return None if self.whole is None else Ratio(self.part, self.whole)


@dataclass(frozen=True, slots=True)
class Promise:
    """A Target of the year's plan with the figures that it is held against."""

    line: str
    figure: str
    operator: Operator
    number: Decimal
    unit: Unit
    spots: tuple[Spot, ...]


@dataclass(frozen=True, slots=True)
class StationShare:
    """A Station's part of a figure."""

    station: str
    ratio: Ratio


def promises_of(document: Document) -> list[Promise]:
    """The Targets of a closed year in the order of its template, those with figures alone."""
    period, figures = _period(document), document["figures"]
    found = []
    for line in TEMPLATE:
        target = document["targets"].get(line.key)
        for code in line.figures if target else ():
            operator, number = Operator(target["operator"]), Decimal(target["number"])
            names = [name for name in line.names(period) if name.partition(".")[0] == code]
            spots = [
                _spot(figures[name], operator, number) for name in names if name in figures
            ]  # fmt: skip
            if spots:
                found.append(
                    Promise(line.key, code, operator, number, Unit(target["unit"]), tuple(spots))
                )
    return found


def station_shares(
    document: Document, code: str, *, station_of: Mapping[str, str]
) -> list[StationShare]:
    """The parts of a figure by Station, in the order of `station_of`, which tells a Restaurant's.

    Restaurants that the register knows no more are left out.
    """
    figure = document["figures"].get(f"{code}.{_period(document)}")
    if figure is None:
        return []
    whole = _counted(figure["denominator"], station_of)
    part = _counted(set(figure["numerator"]) & set(figure["denominator"]), station_of)
    order = dict.fromkeys(station_of.values())
    return [StationShare(each, Ratio(part[each], whole[each])) for each in order if whole[each]]


def _period(document: Document) -> str:
    """The year by its name; documents of the former format told it as a number."""
    return str(document["period"] if "period" in document else document["year"])


def _counted(codes: Iterable[str], station_of: Mapping[str, str]) -> Counter[str]:
    return Counter(station_of[code] for code in codes if code in station_of)


def _spot(figure: Mapping[str, Any], operator: Operator, number: Decimal) -> Spot:
    value = None if figure["value"] is None else Decimal(figure["value"])
    is_kept = None
    if value is not None:
        is_kept = value >= number if operator is Operator.AT_LEAST else value <= number
    are_rows = figure["part"] == len(figure["numerator"])  # else money, or days of restaurants
    return Spot(
        period=figure["name"].partition(".")[2],
        value=value,
        part=figure["part"],
        whole=figure["whole"] if are_rows else None,
        is_kept=is_kept,
    )
