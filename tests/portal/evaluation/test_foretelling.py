"""What is to be expected of convenience, use and satisfaction at the end of a Period."""

from datetime import UTC, datetime

import pytest

from portal.evaluation.rules.document import Plan, evaluate
from portal.evaluation.rules.evidence import Terms
from portal.evaluation.rules.forecasts import Doubt, Method
from portal.evaluation.rules.monitoring import Light, outlooks
from tests.portal.evaluation.test_heard import STRATA, answer_row, asked_row, use_row
from tests.support.evaluation import standing_rows, tables_with, target

MIDYEAR = datetime(2021, 7, 3, 4, tzinfo=UTC)


def stood(line, *targets, now=MIDYEAR, **rows):
    """How a line stands in 2021."""
    found = evaluate(
        "2021",
        terms=Terms(required_cameras=5, counted_at=now),
        tables=tables_with(**rows),
        plan=Plan({each.line: each for each in targets}, {}),
    )
    return next(each for each in outlooks(found) if each.line == line)


def answered(number):
    """The Survey of a year: nine of ten answers praise."""
    rows = [answer_row(f"r{place}", 9 * number, number) for place in range(20)]
    return {"answers": rows, "strata": STRATA, "asked": [asked_row()]}


@pytest.mark.parametrize(("wanted", "light"), [("70", Light.GREEN), ("99", Light.RED)])
def test_answers_to_come_are_expected_as_those_before(wanted, light):
    found = stood("satisfaction", target("satisfaction", wanted), **answered(3))

    assert (found.forecast.method, found.forecast.basis) == (Method.ANSWERS, 600)
    assert found.forecast.low < found.figure.value == found.forecast.value < found.forecast.high
    assert found.light is light


def test_fewer_answers_give_wider_bounds():
    few, many = (stood("satisfaction", **answered(number)).forecast for number in (3, 30))

    assert few.high - few.low > many.high - many.low


def test_no_answers_foretell_nothing():
    found = stood("satisfaction")

    assert (found.forecast, found.doubt) == (None, Doubt.NO_FIGURE)


def watched(number, *, each=40):
    """Restaurants whose kitchens were watched more or less."""
    return [use_row(f"r{place}", each + place, each + place) for place in range(number)]


def test_use_goes_on_at_as_many_a_day():
    found = stood("use", target("use", "60"), use=watched(20), standings=standing_rows(20))

    assert (found.forecast.method, found.forecast.basis) == (Method.PLACES, 20)
    assert found.figure.value < found.forecast.low < found.forecast.value < found.forecast.high
    assert found.light is Light.GREEN


@pytest.mark.parametrize(("number", "each"), [(5, 40), (20, 0)])
def test_little_use_foretells_nothing(number, each):
    rows = watched(number, each=each)[: 3 if each == 0 else None]
    found = stood("use", use=rows, standings=standing_rows(number))

    assert (found.forecast, found.doubt) == (None, Doubt.TOO_FEW)


def test_convenience_goes_on_part_by_part():
    waits = [{"id": "900", "ms": 900, "number": 800}]
    found = stood("convenience", target("convenience", "80"), use=watched(20), waits=waits)

    assert found.forecast.method is Method.PARTS
    assert found.forecast.low < found.forecast.value == found.figure.value
    assert found.light is Light.GREEN


def test_convenience_of_a_few_viewings_is_not_foretold():
    rows = [use_row("r0", 4, 4)]
    found = stood("convenience", use=rows, waits=[{"id": "900", "ms": 900, "number": 4}])

    assert (found.forecast, found.doubt) == (None, Doubt.TOO_FEW)
