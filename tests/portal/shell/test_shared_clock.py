"""The clock that all machines share: asked seldom, at once after a jump, and never missed."""

from datetime import timedelta

import pytest
from itsdangerous import BadSignature
from sqlalchemy.exc import OperationalError

from portal import create_app
from portal.extensions import db
from portal.shell import clock, shared_clock
from portal.shell.database import CLOCK_MAY_DIFFER
from portal.shell.shared_clock import ASKED_EVERY, SharedClock
from portal.shell.stamping import stamped
from tests.portal.conftest import settings_under
from tests.support.factories import NOON

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


class House:
    """A machine and a database whose clocks run apart."""

    def __init__(self, set_clock):
        self._set = set_clock
        self.true, self.ahead, self.tick, self.asked, self.is_away = (
            NOON,
            timedelta(),
            0.0,
            0,
            False,
        )
        self.shared = SharedClock(self._ask, tick=lambda: self.tick)

    def _ask(self, here):
        self.asked += 1
        if self.is_away:
            raise OperationalError("select", {}, Exception("away"))
        return here - self.true

    def now(self, *, later=0.0, ahead=None):
        """What is told after so many seconds, this machine's clock being so far ahead."""
        self.true += timedelta(seconds=later)
        self.tick += later
        self.ahead = self.ahead if ahead is None else ahead
        self._set(self.true + self.ahead)
        return self.shared.now()


@pytest.fixture
def house(set_clock):
    return House(set_clock)


def test_it_is_asked_at_first_and_then_now_and_then(house):
    for _ in range(20):
        house.now(later=ASKED_EVERY / 10)

    assert house.asked == 2


@pytest.mark.parametrize("ahead", [HOUR, -HOUR])
def test_a_clock_that_was_set_wrong_is_noticed_at_once(house, ahead, caplog):
    house.now()

    assert house.now(later=1, ahead=ahead) == house.true
    assert house.now(later=1) == house.true
    assert house.now(later=1, ahead=timedelta()) == house.true
    assert (house.asked, caplog.text.count("clock_wrong")) == (3, 1)


def test_clocks_that_differ_a_little_are_each_believed(house):
    assert house.now(ahead=CLOCK_MAY_DIFFER) == house.true + CLOCK_MAY_DIFFER


def test_while_nobody_answers_what_was_said_last_holds(house):
    house.now(ahead=HOUR)
    house.is_away = True

    assert house.now(later=2 * ASKED_EVERY) == house.true
    assert house.now(later=1) == house.true
    assert house.asked == 2


def test_it_is_the_databases_where_that_is_another_machine(tmp_path, postgres_address, set_clock):
    app = create_app(settings_under(tmp_path, database=postgres_address))
    set_clock(NOON + timedelta(days=36_500))
    with app.app_context():
        told = shared_clock.now()
        db.engine.dispose()

    assert told < clock.now() - timedelta(days=30_000)


@pytest.mark.parametrize("moved", [-CLOCK_MAY_DIFFER, timedelta(), HOUR])
def test_a_stamp_of_a_machine_a_little_ahead_is_good(app, set_clock, moved):
    with app.app_context():
        text = stamped("secret", salt="a").dumps(7)
        set_clock(NOON + moved)

        assert stamped("secret", salt="a").loads(text, max_age=3600) == 7


@pytest.mark.parametrize("moved", [-CLOCK_MAY_DIFFER - SECOND, HOUR + SECOND])
def test_a_stamp_that_is_too_old_or_to_come_is_refused(app, set_clock, moved):
    with app.app_context():
        text = stamped("secret", salt="a").dumps(7)
        set_clock(NOON + moved)

        with pytest.raises(BadSignature):
            stamped("secret", salt="a").loads(text, max_age=3600)
