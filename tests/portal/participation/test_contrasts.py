"""Whether it matters how people answer: at the same Restaurants, with an interval, in words."""

import pytest
from flask_babel import force_locale

from portal.participation.forms.words import contrast_text
from portal.participation.kinds import Instrument, Mode, Tier
from portal.participation.rules.comparing import Pair, at_the_same_places
from portal.participation.rules.figures import Answered, Asked, contrasts, figure_of
from portal.participation.rules.satisfaction import Counts
from portal.participation.rules.verdicts import Level


def row(place, tier, good, poor, mode=Mode.SCREEN):
    return Answered(place, "s/small", tier, Counts(good=good, poor=poor), mode=mode)


def test_one_place_gives_the_usual_difference_of_two_shares():
    found = at_the_same_places([Pair(80, 100, 70, 100)])

    assert found.value == pytest.approx(0.1)
    assert found.interval.high - found.value == pytest.approx(1.96 * 0.0037**0.5)


def test_places_are_compared_with_themselves():
    # Slips are used where everybody is content, the Display where nobody is: no difference.
    found = at_the_same_places([Pair(90, 100, 9, 10), Pair(1, 10, 10, 100), Pair(5, 5, 0, 0)])

    assert found.value == pytest.approx(0)
    assert found.places == 2
    assert at_the_same_places([Pair(5, 5, 0, 0)]) is None


def test_all_alike_is_no_difference_and_no_doubt():
    found = at_the_same_places([Pair(5, 5, 5, 5)])

    assert (found.value, found.interval.low, found.interval.high) == (0, 0, 0)


def test_ways_are_compared_from_thirty_answers_on():
    rows = [row(1, Tier.SLIP, 28, 2), row(1, Tier.DISPLAY, 25, 5), row(1, Tier.SIGN, 10, 9),
            row(1, Tier.SIGN, 20, 60, Mode.PHONE), row(2, Tier.SIGN, 50, 0)]  # fmt: skip

    slip, phone = contrasts(rows)

    assert (slip.one, slip.other, slip.is_told) == (Tier.SLIP, Tier.DISPLAY, False)
    assert (phone.one, phone.other, phone.is_told) == (Mode.PHONE, None, True)
    asked = Asked(Level.STATION_QUARTER, Instrument.POLL)
    assert figure_of(rows, {"s/small": 2.0}, asked).contrasts == (slip, phone)


def test_the_page_says_it_in_a_sentence(app):
    def said(one, other):
        [found] = contrasts([row(1, Tier.SLIP, *one), row(1, Tier.DISPLAY, *other)])
        with app.test_request_context("/satisfaction"), force_locale("en"):
            return contrast_text(found)

    assert "no difference beyond chance" in said((50, 50), (50, 50))
    assert "gives more satisfied answers" in said((90, 10), (50, 50))
    assert "gives less satisfied answers" in said((50, 50), (90, 10))
