"""A figure carries all that must stand beside it, and says so where there is too little."""

from portal.participation.kinds import Instrument, Mode, Tier
from portal.participation.rules.figures import Answered, Asked, change, figure_of, standing_out
from portal.participation.rules.satisfaction import Counts
from portal.participation.rules.verdicts import Level, Verdict

STATION = Asked(Level.STATION_QUARTER, Instrument.SURVEY)
POPULATION = {"s/small": 400.0}


def rows(number, *, good=9, poor=1, tier=Tier.SLIP, mode=Mode.SCREEN):
    """The answers of so many Restaurants, alike in all."""
    counts = Counts(good=good, poor=poor)
    return [Answered(each, "s/small", tier, counts, mode=mode) for each in range(number)]


def test_figure_of_a_survey_is_weighed_and_judged():
    found = figure_of(rows(80), POPULATION, Asked(Level.STATION_QUARTER, Instrument.SURVEY, 200))

    assert (found.n, found.tiers[Tier.SLIP]) == (800, 800)
    assert round(found.estimate.share, 3) == 0.9
    assert round(found.estimate.effective_n) == round(800 / 1.45)
    assert found.judgement.verdict is Verdict.MET
    assert found.silence.low < found.silence.high


def test_figure_of_a_poll_is_never_judged():
    found = figure_of(rows(80), POPULATION, Asked(Level.STATION_QUARTER, Instrument.POLL))

    assert found.shown
    assert (found.judgement, found.silence) == (None, None)


def test_printed_sign_stays_out_of_the_headline():
    found = figure_of([*rows(40), *rows(40, good=0, poor=10, tier=Tier.SIGN)], POPULATION, STATION)

    assert (found.n, found.sign.valid) == (400, 400)
    assert round(found.estimate.share, 3) == 0.9


def test_what_staff_entered_stays_out_of_the_headline():
    found = figure_of([*rows(40), *rows(40, good=10, poor=0, mode=Mode.PHONE)], POPULATION, STATION)

    assert (found.n, found.sign.valid, found.tiers[Tier.SLIP]) == (400, 0, 400)
    assert found.told == {Mode.PAPER: Counts(), Mode.PHONE: Counts(good=400)}


def test_tiers_of_a_restaurant_are_one_cluster():
    split = [*rows(40, good=4), *rows(40, good=5, poor=0, tier=Tier.DISPLAY)]

    assert figure_of(split, POPULATION, STATION).estimate == (
        figure_of(rows(40), POPULATION, STATION).estimate
    )


def test_restaurant_is_its_own_sample():
    asked = Asked(Level.RESTAURANT, Instrument.POLL)
    found = figure_of(rows(1, good=27, poor=3), {}, asked)

    assert (found.estimate.effective_n, found.shown) == (30, True)
    assert figure_of([], {}, asked).estimate is None


def test_stations_stand_out_where_they_are_shown():
    usual = [figure_of(rows(60, good=9 - each % 2), POPULATION, STATION) for each in range(6)]
    low = figure_of(rows(60, good=3, poor=7), POPULATION, STATION)
    few = figure_of(rows(2, good=0), POPULATION, STATION)

    assert standing_out([few, *usual, low])[0] is False
    assert standing_out([few, *usual, low])[-1] is True


def test_change_is_told_between_figures_that_are_shown():
    now, before = (figure_of(rows(60, good=good), POPULATION, STATION) for good in (9, 3))
    few = figure_of(rows(1), POPULATION, STATION)
    none = figure_of([], POPULATION, STATION)

    assert change(now, before).low > 0
    assert change(now, few) is None
    assert change(none, now) is None
