"""The demo's patrols: some done, one overdue, one for this week, and a plan for the rest."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.kinds import STATION_ROLES, Role
from portal.accounts.models import Person, RoleGrant
from portal.accounts.rules import Actor, Grant
from portal.patrols.kinds import Answer, VisitState, Way
from portal.patrols.models import Patrol, PatrolPlan, Visit, VisitCheck
from portal.patrols.operations import Launch, add_patrol, draw_plan, promise_plan
from portal.patrols.rules.planning import Terms
from portal.registry.models import Restaurant, Station
from portal.registry.queries import calendar
from portal.registry.rules import Zone
from portal.registry.rules.working_days import rest_days
from portal.seed.district import HEWAN, RESTAURANTS, SONGLING, DemoStation
from portal.shell.rules import DISTRICT_ZONE, local_day

SEED = "5eed" * 16  # known to everybody: the demo's draw can be checked at once
PLANNER = Actor("seed", None, frozenset({Grant(Role.BUREAU_OFFICER)}))
WEEK = timedelta(weeks=1)


def seed_patrols(session: Session, *, now: datetime) -> int:
    """Write the demo's patrols, unless there are some already; returns how many Visits."""
    if session.scalar(select(PatrolPlan.id).limit(1)) is not None:
        return 0
    monday = local_day(now) - timedelta(days=local_day(now).weekday())
    visits = 0
    for station, weeks_ago, way, keys, done in (
        (HEWAN, 12, Way.ONLINE, ("sunshine", "school", "hunan"), 3),
        (HEWAN, 7, Way.ON_SITE, ("congee", "sunshine"), 2),
        (SONGLING, 9, Way.ONLINE, ("park", "harbour", "central"), 3),
        (SONGLING, 3, Way.ONLINE, ("bakery", "garden", "harbour"), 1),  # overdue
        (HEWAN, 0, Way.ONLINE, ("sunshine", "hunan", "banquet", "congee"), 0),
    ):
        launch = Launch(
            station=station.code, way=way, starts_on=monday - weeks_ago * WEEK,
            until=monday - weeks_ago * WEEK + 2 * WEEK, restaurants=keys,
        )  # fmt: skip
        patrol = _patrol(session, station, launch)
        _make(session, patrol, done)
        visits += len(keys)
    year, first = local_day(now).year, local_day(now) + timedelta(days=1)
    if first.year == year:
        terms = Terms(year, first, rest_days=rest_days(year, calendar(session)))
        plan = promise_plan(session, terms, seed=SEED, beacon_source="", actor=PLANNER, now=now)
        draw_plan(session, plan.number, beacon="", actor=PLANNER, now=now)
    return visits


def _patrol(session: Session, station: DemoStation, launch: Launch) -> Patrol:
    codes = {each.code: each.key for each in RESTAURANTS if each.key in launch.restaurants}
    rows = session.scalars(
        select(Restaurant)
        .where(Restaurant.code.in_(codes))
        .options(joinedload(Restaurant.station))
        .order_by(Restaurant.id)
    ).all()
    people = session.scalars(
        select(Person)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.station == station.code, RoleGrant.role.in_(STATION_ROLES))
        .order_by(Person.id)
    ).all()
    return add_patrol(
        session,
        launch,
        station=session.scalar(select(Station).where(Station.code == station.code)),
        restaurants=rows,
        people=_inspectors_first(people),
        by="seed",
    )


def _inspectors_first(people: Sequence[Person]) -> list[Person]:
    return sorted(people, key=lambda each: "inspector" not in each.login)[:2]


def _make(session: Session, patrol: Patrol, done: int) -> None:
    """Make the first `done` Visits of a Patrol, a day each."""
    for number, visit in enumerate(patrol.visits[:done]):
        at = _morning(patrol.starts_on + timedelta(days=number + 1))
        visit.state, visit.begun_at, visit.done_at = VisitState.DONE, at, at
        visit.begun_by = visit.done_by = patrol.team[0].name if patrol.team else "seed"
        session.add_all(_checks(visit))
        patrol.begun_at = patrol.begun_at or at
        patrol.ended_at = at if done == len(patrol.visits) else None
    session.flush()


def _checks(visit: Visit) -> list[VisitCheck]:
    return [
        VisitCheck(visit_id=visit.id, zone=zone, answer=Answer.CLEAR)
        for zone in (Zone.CUTTING, Zone.COOKING, Zone.WASHING)
    ]


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(10, 20), DISTRICT_ZONE)
