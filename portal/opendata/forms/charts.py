"""The words of promises and charts, and the charts with them."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Protocol

from flask_babel import lazy_gettext, lazy_pgettext
from flask_babel.speaklater import LazyString

from portal.evaluation.forms.words import value_text
from portal.evaluation.kinds import Operator, Unit
from portal.opendata.rules.charts import Dots, Value, dots
from portal.opendata.rules.promises import Promise, Spot, StationShare
from portal.registry.forms.words import named
from portal.shell import filters

WHOLE = Decimal(100)
VERDICTS: dict[bool | None, tuple[str, LazyString]] = {
    # i18n: what was promised for a period was reached: 达标
    True: ("live", lazy_gettext("Kept")),
    # i18n: what was promised for a period was not reached: 未达标
    False: ("down", lazy_gettext("Not kept")),
    None: ("closed", lazy_pgettext("promise", "Not known")),
}


class Place(Protocol):
    """A Station, as far as charts ask."""

    @property
    def code(self) -> str:
        """Its short name."""

    @property
    def name(self) -> str:
        """Its name in Chinese."""

    @property
    def name_en(self) -> str | None:
        """Its name in English."""


def verdict(is_kept: bool | None) -> tuple[str, LazyString]:
    """The tone and the word for whether a promise was kept."""
    return VERDICTS[is_kept]


def promise_text(promise: Promise) -> str:
    """What was promised: ≥ 95 %."""
    sign = "≥" if promise.operator is Operator.AT_LEAST else "≤"
    return f"{sign} {value_text(promise.number, promise.unit)}"


def spot_text(spot: Spot, unit: Unit) -> str:
    """What came of it, with the two counts of a share."""
    ratio = spot.ratio
    if spot.value is None:
        return filters.unknown()
    if unit is Unit.PERCENT and ratio is not None and ratio.percent() == spot.value:
        return filters.ratio(ratio)
    return value_text(spot.value, unit)


def promise_chart(promise: Promise) -> Dots:
    """The chart of a promise that runs over several Periods."""
    return dots(
        [
            Value(
                each.period[4:] or each.period,
                each.value,
                value_text(each.value, promise.unit),
                each.is_kept,
            )
            for each in promise.spots
        ],
        target=promise.number,
    )


def station_bars(
    shares: Iterable[StationShare], stations: Sequence[Place]
) -> list[tuple[str, float | None, str]]:
    """A figure's parts by Station: its name, the share as a bar of at most 100, and in words."""
    places = {each.code: each for each in stations}
    return [
        (named(places[each.station]), _length(each.ratio.percent()), filters.ratio(each.ratio))
        for each in shares
        if each.station in places
    ]


def _length(share: Decimal | None) -> float | None:
    return None if share is None else float(min(share, WHOLE))
