"""What evaluation asks for: rows, and figures that the rows alone give again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal.live.kinds import Outcome
from portal.participation.kinds import Instrument, Mode, Rating, Tier
from portal.participation.models import Answer
from portal.participation.operations import add_scans
from portal.participation.queries import evidence as queries
from portal.participation.queries.evidence import Where
from portal.participation.rules.convenience import Part, counts_of, in_time
from portal.participation.rules.evidence import (
    convenience_of,
    level_of,
    logged_of,
    satisfaction_of,
)
from portal.participation.rules.satisfaction import Counts
from portal.participation.rules.verdicts import Level, Verdict
from portal.rounds.rules.period import Period
from portal.shell.rules import NotFound, Ratio, local_day
from tests.portal.participation.conftest import NOW
from tests.portal.participation.test_logs import watch
from tests.support.factories import make_camera, make_restaurant

TODAY = local_day(NOW)
QUARTER = Period.quarter_of(TODAY)
YEAR = Period.parse(str(TODAY.year))


@pytest.fixture
def answer(session, restaurant):
    """Write so many answers of one kind: `answer(3, satisfaction=Rating.POOR)`."""

    def write(number=1, **changes):
        plain = {
            "restaurant_id": restaurant.id, "instrument": Instrument.POLL, "tier": Tier.SLIP,
            "occasion": "asked", "question_set": "diners-1", "language": "zh", "day": TODAY,
            "satisfaction": Rating.GOOD,
        }  # fmt: skip
        session.add_all(Answer(**plain | changes) for _ in range(number))
        session.flush()

    return write


def poll(session, period=QUARTER, **changes):
    return queries.satisfaction(session, period, now=NOW, instrument=Instrument.POLL, **changes)


def test_rows_and_population_give_the_figure_again(session, answer):
    answer(3)
    answer(2, satisfaction=Rating.VERY_POOR, tier=Tier.DISPLAY)
    answer(1, tier=Tier.SIGN)
    answer(1, mode=Mode.PAPER)

    found = poll(session)

    assert [(row.tier, row.mode, row.counts.valid) for row in found.evidence.rows] == [
        (Tier.DISPLAY, Mode.SCREEN, 2), (Tier.SIGN, Mode.SCREEN, 1),
        (Tier.SLIP, Mode.PAPER, 1), (Tier.SLIP, Mode.SCREEN, 3),
    ]  # fmt: skip
    assert found.figure.counts.headline == Ratio(3, 5)
    assert found.figure.told[Mode.PAPER] == Counts(good=1)
    assert satisfaction_of(found.evidence, target=0.85) == found.figure


def test_rows_of_another_target_give_another_verdict(session, restaurant):
    found = queries.satisfaction(session, QUARTER, now=NOW)
    row = queries.AnswerRow(
        restaurant.code, restaurant.name, "s", "s/small", Tier.SLIP, Mode.SCREEN,
        Counts(good=450, poor=50),
    )  # fmt: skip
    rows = replace(found.evidence, population={"s/small": 1.0}, rows=[
        replace(row, restaurant=str(number), counts=Counts(good=9, poor=1)) for number in range(80)
    ])  # fmt: skip

    assert satisfaction_of(rows, target=0.85).judgement.verdict is Verdict.MET
    assert satisfaction_of(rows, target=0.95).judgement.verdict is Verdict.MISSED
    assert satisfaction_of(rows, target=0.90).judgement.more is None


def test_one_place_has_its_own_rows(session, restaurant, answer):
    other = make_restaurant(session)
    answer(2)
    answer(1, restaurant_id=other.id)

    own = poll(session, where=Where(restaurant=restaurant.code))

    assert (own.evidence.level, own.figure.n) == (Level.RESTAURANT, 2)
    assert own.figure.judgement is None
    there = poll(session, where=Where(station=restaurant.station.code))
    assert there.evidence.level is Level.STATION_QUARTER
    assert restaurant.code in {row.restaurant for row in there.evidence.rows}


@pytest.mark.parametrize("where", [Where(station="nowhere"), Where(restaurant="nowhere")])
def test_a_place_that_is_not_there_has_no_rows(session, where):
    with pytest.raises(NotFound):
        poll(session, where=where)
    with pytest.raises(NotFound):
        queries.convenience(session, QUARTER, now=NOW, where=where)


def test_a_year_is_judged_as_one():
    assert level_of(YEAR) is Level.DISTRICT_YEAR
    assert level_of(QUARTER) is Level.DISTRICT_QUARTER


def test_strata_are_those_at_the_end_of_the_period(session, restaurant):
    session.refresh(restaurant, ["status_spans"])
    restaurant.status_spans[0].starts_at = NOW - timedelta(days=30)
    session.flush()
    before = Period.quarter_of(QUARTER.first - timedelta(days=200))

    assert sum(poll(session).evidence.population.values()) == 1
    assert poll(session, before).evidence.population == {}


def test_use_is_told_by_restaurant_and_the_rows_give_the_index_again(session, restaurant, answer):
    camera = make_camera(session, restaurant)
    watch(session, camera, first_picture_ms=900, outcome=Outcome.WATCHED)
    watch(session, camera, first_picture_ms=9_000)
    watch(session, camera, outcome=Outcome.FAILED)
    add_scans(session, {(restaurant.id, TODAY): 8})
    answer(4, ease=Rating.GOOD)

    found = queries.convenience(
        session, QUARTER, now=NOW, looks=Ratio(99, 100), on_time=Ratio(3, 4)
    )

    [row] = found.evidence.rows
    assert (row.restaurant, row.scans, row.viewings, row.played) == (restaurant.code, 8, 3, 2)
    assert found.evidence.waits == ((900, 1), (9_000, 1))
    assert in_time(found.evidence.waits) == Ratio(1, 2)
    assert counts_of(logged_of(found.evidence)) == {
        Part.FIRST_PICTURE: Ratio(1, 2), Part.PLAYS: Ratio(2, 3), Part.UPTIME: Ratio(99, 100),
        Part.EASE: Ratio(4, 4), Part.ON_TIME: Ratio(3, 4),
    }  # fmt: skip
    assert (found.index.missing, convenience_of(found.evidence)) == ((), found.index)


def test_use_of_one_place_leaves_the_others_out(session, restaurant):
    other = make_camera(session, make_restaurant(session))
    watch(session, make_camera(session, restaurant), first_picture_ms=900)
    watch(session, other, first_picture_ms=70)

    found = queries.use_rows(session, QUARTER, now=NOW, where=Where(restaurant=restaurant.code))
    whole = queries.use_rows(session, QUARTER, now=NOW)

    assert (found.plays, found.waits) == (Ratio(1, 1), ((900, 1),))
    assert (whole.plays, whole.waits) == (Ratio(2, 2), ((70, 1), (900, 1)))


def test_nobody_who_watched_is_no_index(session):
    found = queries.convenience(session, QUARTER, now=NOW)

    assert (found.index.value, found.evidence.plays) == (None, Ratio(0, 0))
