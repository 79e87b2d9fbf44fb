"""How far somebody who stuffs answers moves a Restaurant's headline, scenario by scenario.

Each is played through the operations that pages call, by a clock of its own, then screened.
"""

import argparse
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import flask_migrate
from sqlalchemy import insert
from sqlalchemy.orm import Session

from bench.figures import Figure
from portal import create_app
from portal.accounts.kinds import Role
from portal.accounts.models import Person, RoleGrant, SignIn
from portal.accounts.rules import Actor, Grant
from portal.extensions import db
from portal.participation.kinds import Instrument, Item, Occasion, Rating, Tier
from portal.participation.models import Answer
from portal.participation.operations import (
    Beginning,
    Printing,
    Secrets,
    add_scans,
    begin_answer,
    continue_answer,
    display_key,
    print_slips,
    screen,
)
from portal.participation.queries.overview import kitchen
from portal.participation.rules.presence import rotating_code, window_of
from portal.registry.kinds import RestaurantType, Status
from portal.registry.models import Restaurant, Station, StatusSpan
from portal.settings import Settings
from portal.shell.rules import MingchuError, local_day

BOUND_POINTS = 2.0  # of a hundred, either way, for a Restaurant with ten honest answers a week
HONEST_A_YEAR = 520
HONEST_SATISFIED = 0.80
HONEST_ON_THE_DAY = 12
SCANS_ON_THE_DAY = 60
NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # a Monday, 12:00 in the district
NIGHT = NOON + timedelta(hours=15)
MINUTE = timedelta(minutes=1)
SECRETS = Secrets(slips="stuffing")
OFFICER = Actor("officer", 1, frozenset({Grant(Role.BUREAU_OFFICER)}))
STAFF_NETWORK = "203.0.113.0/24"


@dataclass(frozen=True, slots=True)
class Move:
    """What came of a scenario: the headline before and after in points, answers sent and taken."""

    before: float
    after: float
    sent: int
    taken: int
    aside: int

    @property
    def points(self) -> float:
        """How far the headline moved, up or down."""
        return abs(self.after - self.before)


class Stage:
    """A Restaurant with a year of honest answers, and whoever comes to stuff more."""

    def __init__(self, session: Session, rating: Rating) -> None:
        self.session, self.rating = session, rating
        self.chance = random.Random(11)
        self.sent = self.taken = 0
        self.place = _restaurant(session)
        _honest_year(session, self.place, self.chance)
        add_scans(session, {(self.place.id, local_day(NOON)): SCANS_ON_THE_DAY})
        for number in range(HONEST_ON_THE_DAY):
            word = Rating.GOOD if number % 5 else Rating.FAIR
            self.send(
                NOON + (23 * number - 90) * MINUTE, rating=word, network=f"192.0.{number}.0/24",
                seconds=25 + 7 * number,
            )  # fmt: skip
        self.sent = self.taken = 0

    def code(self, at: datetime) -> str:
        """What the Display shows at a moment."""
        key = display_key(self.session, self.place.id, now=at)
        return rotating_code(key, self.place.code, window_of(at))

    def slips(self, number: int) -> list[str]:
        """A sheet of slips."""
        told = Printing(self.place.code, number, local_day(NOON) + timedelta(days=30))
        return print_slips(self.session, told, secrets=SECRETS, actor=OFFICER, now=NOON)[1]

    def send(self, at: datetime, *, network: str, seconds: int, code: str | None = None,
             rating: Rating | None = None, work: str = "") -> None:  # fmt: skip
        """Fill in a whole form at a moment, from a browser without a past."""
        self.sent += 1
        key = f"{self.sent} {at} {network} {self.chance.random()}"
        said = Beginning(
            key=key, rating=rating or self.rating, question_set="diners-1", language="zh",
            shown_at=at - timedelta(seconds=seconds), device=key, network=network,
            place_code=self.code(at) if code is None else code,
            work=(work or key, at + 20 * MINUTE),
        )  # fmt: skip
        try:
            with self.session.begin_nested():
                begin_answer(self.session, self.place, said, secrets=SECRETS, now=at)
        except MingchuError:
            return
        self.taken += 1
        words = ("very_good", "good", "fair")
        for item in (Item.TRUST, Item.EASE, Item.OPENNESS, Item.REMARK):
            continue_answer(
                self.session, key, item, self.chance.choice(words), is_last=item is Item.REMARK,
                now=at,
            )  # fmt: skip

    def headline(self, now: datetime) -> float:
        """The Restaurant's headline of twelve months, in points of a hundred."""
        self.session.flush()
        figure = kitchen(self.session, self.place.id, now=now).poll.figure
        assert figure.estimate is not None
        return 100 * figure.estimate.share


def script_at_the_sign(stage: Stage) -> None:
    """From afar, by the address on the sign: 500 answers in two hours, with proof of work."""
    for number in range(500):
        stage.send(NOON + number * MINUTE / 4, network="198.51.100.0/24", code="", seconds=30)


def script_in_the_room(stage: Stage) -> None:
    """One telephone at a table, cookies thrown away each time, all through lunch."""
    for number in range(300):
        at = NOON + number * MINUTE / 2
        stage.send(at, network="198.51.100.0/24", seconds=stage.chance.randrange(20, 90))


def crowd_with_a_photograph(stage: Stage) -> None:
    """The Display's code photographed and sent to forty hirelings in as many networks."""
    code = stage.code(NOON)
    for number in range(40):
        stage.send(NOON + number * MINUTE / 3, network=f"198.51.{number}.0/24", code=code,
                   seconds=stage.chance.randrange(20, 90))  # fmt: skip


def crowd_that_waits(stage: Stage) -> None:
    """The same photograph, sent to as many in each ten minutes as no rule minds."""
    code = stage.code(NOON)
    for number in range(12):
        stage.send(NOON + (100 * number + 5) * MINUTE / 60, network=f"198.51.{number}.0/24",
                   code=code, seconds=stage.chance.randrange(20, 90))  # fmt: skip


def staff_every_day(stage: Stage) -> None:
    """Eight of the staff on the house's network, from which the owner signs in."""
    for number in range(8):
        stage.send(NOON + 17 * number * MINUTE, network=STAFF_NETWORK,
                   seconds=stage.chance.randrange(20, 90))  # fmt: skip


def machine_at_night(stage: Stage) -> None:
    """While the door is closed and the Display was left on."""
    for number in range(60):
        stage.send(NIGHT + 3 * number * MINUTE, network=f"198.51.{number}.0/24",
                   seconds=stage.chance.randrange(20, 90))  # fmt: skip


def machine_in_a_hurry(stage: Stage) -> None:
    """Changing networks, but no patience."""
    for number in range(40):
        stage.send(NOON + 4 * number * MINUTE, network=f"198.51.{number}.0/24", seconds=2)


def machine_with_a_rhythm(stage: Stage) -> None:
    """Changing networks and patient, always equally long: beside it honest ones are few."""
    for number in range(40):
        stage.send(NOON + 4 * number * MINUTE, network=f"198.51.{number}.0/24", seconds=31)


def more_than_came(stage: Stage) -> None:
    """Changing networks, patient and uneven; a page is opened for each, as guests do."""
    add_scans(stage.session, {(stage.place.id, local_day(NOON)): 150})
    for number in range(150):
        stage.send(NOON + 4 * number * MINUTE, network=f"198.51.{number}.0/24",
                   seconds=stage.chance.randrange(20, 300))  # fmt: skip


def a_week_of_guests(stage: Stage) -> None:
    """Thirty a day for a week, each on a network of their own: as many as any house may have."""
    for day in range(7):
        began = NOON + timedelta(days=day)
        add_scans(stage.session, {(stage.place.id, local_day(began)): 40})
        for number in range(30):
            stage.send(began + 9 * number * MINUTE, network=f"198.{day}.{number}.0/24",
                       seconds=stage.chance.randrange(20, 300))  # fmt: skip
        screen(stage.session, now=began + timedelta(hours=12))


def same_proof_again(stage: Stage) -> None:
    """One slip and one proof of work, a hundred times."""
    (slip,) = stage.slips(1)
    for number in range(100):
        stage.send(NOON + number * MINUTE / 6, network="198.51.100.0/24", code=slip, seconds=30,
                   work="one proof")  # fmt: skip


SCENARIOS: tuple[Callable[[Stage], None], ...] = (
    script_at_the_sign, script_in_the_room, crowd_with_a_photograph, crowd_that_waits,
    staff_every_day,
    machine_at_night, machine_in_a_hurry, machine_with_a_rhythm, more_than_came,
    same_proof_again,
)  # fmt: skip
UNBOUND = (a_week_of_guests,)
"""Beyond the bound: whoever sends thirty people a day, day after day, looks like guests."""


def play(session: Session, scenario: Callable[[Stage], None], rating: Rating) -> Move:
    """Play one scenario with praise or blame on a stage of its own."""
    stage = Stage(session, rating)
    later = NIGHT + timedelta(hours=6)
    told = NOON + timedelta(days=14)  # a Restaurant's figure is of whole weeks
    before = stage.headline(told)
    scenario(stage)
    aside = screen(session, now=later)
    return Move(before, stage.headline(told), stage.sent, stage.taken, aside)


def measure(directory: Path, options: argparse.Namespace) -> Iterator[Figure]:
    """Points by which each scenario moves the headline, by praise and by blame."""
    with create_app(Settings(data=directory)).app_context():
        flask_migrate.upgrade()
        for scenario in (*SCENARIOS, *UNBOUND):
            for rating in (Rating.VERY_GOOD, Rating.VERY_POOR):
                move = play(db.session(), scenario, rating)
                db.session.rollback()
                figure = Figure(
                    name=f"answers.stuffing.{scenario.__name__}.{rating.value}",
                    value=move.points, unit="points", target=BOUND_POINTS, on_ratio=False,
                )  # fmt: skip
                yield replace(figure, target=None) if scenario in UNBOUND else figure
        db.engine.dispose()


def _restaurant(session: Session) -> Restaurant:
    since = datetime(2021, 1, 1, tzinfo=UTC)
    row = Restaurant(
        licence_no="JY1", name="合成餐厅", type=RestaurantType.MEDIUM, hours="10:00-21:00",
        station=Station(code="s", name="合成所", name_en="Synthetic Station"),
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add(StatusSpan(restaurant_id=row.id, status=Status.OPEN, starts_at=since,
                           recorded_at=since))  # fmt: skip
    owner = Person(login="owner", name="合成", created_at=since)
    session.add(owner)
    session.flush()
    session.add(RoleGrant(person_id=owner.id, role=Role.RESTAURANT_OWNER, restaurant=row.code,
                          granted_at=since))  # fmt: skip
    session.add(SignIn(
        person_id=owner.id, key_hash="x", created_at=NOON, seen_at=NOON,
        expires_at=NOON + timedelta(days=1), browser="other", system="other",
        network=STAFF_NETWORK,
    ))  # fmt: skip
    session.flush()
    return row


def _honest_year(session: Session, place: Restaurant, chance: random.Random) -> None:
    today: date = local_day(NOON)
    rows = [
        {
            "restaurant_id": place.id, "instrument": Instrument.POLL, "tier": Tier.DISPLAY,
            "occasion": Occasion.WATCHED, "question_set": "diners-1", "language": "zh",
            "day": today - timedelta(days=1 + number * 360 // HONEST_A_YEAR),
            "satisfaction": Rating.GOOD if chance.random() < HONEST_SATISFIED else Rating.FAIR,
            "is_complete": False, "remark": "",
        }
        for number in range(HONEST_A_YEAR)
    ]  # fmt: skip
    session.execute(insert(Answer), rows)


__all__ = ["BOUND_POINTS", "SCENARIOS", "UNBOUND", "Move", "measure", "play"]
