"""A published figure of satisfaction with everything that must stand beside it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from portal.participation.kinds import Instrument, Mode, Tier
from portal.participation.rules.comparing import (
    Difference,
    Pair,
    Share,
    against_the_rest,
    at_the_same_places,
)
from portal.participation.rules.intervals import Interval, newcombe, wilson
from portal.participation.rules.presence import HEADLINE_TIERS
from portal.participation.rules.satisfaction import Counts, total
from portal.participation.rules.verdicts import (
    Judgement,
    Level,
    is_shown,
    judged,
    sensitivity,
)
from portal.participation.rules.weighting import Cell, Estimate, post_stratified

TARGET = 0.85  # a shipped suggestion for B2, 85 to 90; the Bureau's target replaces it
FORMULA = "B2-1"
TOLD = (Mode.PAPER, Mode.PHONE)
LEAST_TO_COMPARE = 30  # answers of each of two groups


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers of one Restaurant by one tier; `weight` is one over its chance to be drawn."""

    restaurant_id: int
    stratum: str
    tier: Tier
    counts: Counts
    weight: float = 1.0
    mode: Mode = Mode.SCREEN

    @property
    def is_headline(self) -> bool:
        """Whether somebody on the premises answered alone; the rest is shown beside."""
        return self.tier in HEADLINE_TIERS and self.mode is Mode.SCREEN


@dataclass(frozen=True, slots=True)
class Contrast:
    """One way of answering against another, at the Restaurants where both were used."""

    one: Tier | Mode
    other: Tier | Mode | None
    difference: Difference

    @property
    def is_told(self) -> bool:
        """Whether the two differ by more than chance."""
        return not self.difference.interval.low <= 0 <= self.difference.interval.high


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: `counts` are those of the headline's tiers; `sign` and `told` stand beside it.

    `sign` were given at the printed sign, `told` were entered by staff, by their mode.

    `interval` is a margin of chance for a Survey and an indication for a Poll. `shown` says
    whether there are answers enough to print a share; `judgement` is None where none is made.
    """

    level: Level
    instrument: Instrument
    counts: Counts
    sign: Counts
    told: Mapping[Mode, Counts] = field(default_factory=dict)
    tiers: Mapping[Tier, int] = field(default_factory=dict)
    estimate: Estimate | None = None
    interval: Interval | None = None
    shown: bool = False
    judgement: Judgement | None = None
    silence: Interval | None = None
    contrasts: tuple[Contrast, ...] = ()

    @property
    def n(self) -> int:
        """Valid answers of the headline."""
        return self.counts.valid


@dataclass(frozen=True, slots=True)
class Asked:
    """What a figure is made of: its level, its instrument, and who kept silent, if known."""

    level: Level
    instrument: Instrument
    silent: int | None = None
    target: float = TARGET


def figure_of(
    answered: Iterable[Answered], population: Mapping[str, float], asked: Asked
) -> Figure:
    """The figure of these answers for a population of so many Restaurants in each stratum.

    A Restaurant's own figure is not weighted: its stratum is all there is.
    """
    rows = list(answered)
    own = [row for row in rows if row.mode is Mode.SCREEN]
    headline = [row for row in own if row.is_headline]
    counts = total(row.counts for row in headline)
    estimate = _estimate(headline, counts, population, asked.level)
    figure = Figure(
        level=asked.level,
        instrument=asked.instrument,
        counts=counts,
        sign=total(row.counts for row in own if not row.is_headline),
        told={mode: total(row.counts for row in rows if row.mode is mode) for mode in TOLD},
        tiers={tier: sum(row.counts.valid for row in own if row.tier is tier) for tier in Tier},
    )
    if estimate is None:
        return figure
    return replace(_judged(figure, estimate, asked), contrasts=contrasts(rows))


def contrasts(rows: Sequence[Answered]) -> tuple[Contrast, ...]:
    """Which ways of answering can be compared, and by how much they differ.

    The printed sign, and what staff entered, against the headline (`other` None); the slip
    against the Display. Each needs thirty answers on both sides where both were used.
    """
    own = [row for row in rows if row.mode is Mode.SCREEN]
    headline = [row for row in own if row.is_headline]
    found: list[Contrast] = []
    sides: list[tuple[Tier | Mode, Tier | None, list[Answered], list[Answered]]] = [
        (
            Tier.SLIP, Tier.DISPLAY,
            [row for row in own if row.tier is Tier.SLIP],
            [row for row in own if row.tier is Tier.DISPLAY],
        ),
        (Tier.SIGN, None, [row for row in own if not row.is_headline], headline),
        *((mode, None, [row for row in rows if row.mode is mode], headline) for mode in TOLD),
    ]  # fmt: skip
    for one, other, first, second in sides:
        pairs = _pairs(first, second)
        least = min(sum(pair.valid for pair in pairs), sum(pair.other_valid for pair in pairs))
        difference = at_the_same_places(pairs)
        if difference is not None and least >= LEAST_TO_COMPARE:
            found.append(Contrast(one, other, difference))
    return tuple(found)


def _pairs(first: Sequence[Answered], second: Sequence[Answered]) -> list[Pair]:
    """Both groups at each Restaurant that both used."""
    one, other = _by_place(first), _by_place(second)
    return [
        Pair(one[place].praise, one[place].valid, other[place].praise, other[place].valid)
        for place in one.keys() & other.keys()
        if one[place].valid and other[place].valid
    ]


def _by_place(rows: Sequence[Answered]) -> dict[int, Counts]:
    found: dict[int, Counts] = {}
    for row in rows:
        found[row.restaurant_id] = found.get(row.restaurant_id, Counts()) + row.counts
    return found


def _judged(figure: Figure, estimate: Estimate, asked: Asked) -> Figure:
    is_survey = asked.instrument is Instrument.SURVEY
    return replace(
        figure,
        estimate=estimate,
        interval=wilson(estimate.share, estimate.effective_n),
        shown=is_shown(asked.level, estimate.effective_n),
        judgement=judged(
            asked.level,
            estimate.share,
            effective_n=estimate.effective_n,
            target=asked.target,
            design_effect=estimate.design_effect,
        )
        if is_survey
        else None,
        silence=None
        if asked.silent is None
        else sensitivity(estimate.share, answered=figure.n, silent=asked.silent),
    )


def _estimate(
    rows: Sequence[Answered], counts: Counts, population: Mapping[str, float], level: Level
) -> Estimate | None:
    if level is Level.RESTAURANT:
        if counts.valid == 0:
            return None
        share = counts.praise / counts.valid
        return Estimate(share, share, counts.valid, counts.valid, 1.0, 1.0)
    return post_stratified(_cells(rows), population)


def _cells(rows: Sequence[Answered]) -> list[Cell]:
    """A cell a Restaurant, whatever its tiers."""
    found: dict[tuple[int, str, float], Counts] = {}
    for row in rows:
        key = (row.restaurant_id, row.stratum, row.weight)
        found[key] = found.get(key, Counts()) + row.counts
    return [
        Cell(stratum, counts.praise, counts.valid, weight)
        for (_, stratum, weight), counts in found.items()
    ]


def standing_out(figures: Sequence[Figure]) -> list[bool]:
    """Which of several Stations' figures stand out against the others; never one not shown."""
    places = [place for place, figure in enumerate(figures) if figure.shown]
    shares = [
        Share(estimate.share, estimate.effective_n)
        for place in places
        if (estimate := figures[place].estimate) is not None
    ]
    chosen = dict(zip(places, against_the_rest(shares), strict=True))
    return [chosen.get(place, False) for place in range(len(figures))]


def change(now: Figure, before: Figure) -> Interval | None:
    """The interval of the change between two periods; None unless both are shown."""
    one, two = now.estimate, before.estimate
    if one is None or two is None or not (now.shown and before.shown):
        return None
    return newcombe(one.share, one.effective_n, two.share, two.effective_n)
