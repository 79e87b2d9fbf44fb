"""Launches Patrols: those of a plan, and those beside it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.models import Person
from portal.accounts.operations import record
from portal.accounts.rules import Actor
from portal.patrols.kinds import Way
from portal.patrols.models import Patrol, PatrolCount, PatrolMember, Visit
from portal.patrols.operations.telling import tell_given
from portal.patrols.rules.launching import check_launch, patrol_number
from portal.patrols.rules.permissions import Act, check
from portal.registry.models import Restaurant, Station
from portal.shell.database import insert_into
from portal.shell.rules import NotFound, local_day


@dataclass(frozen=True, slots=True)
class Launch:
    """A Patrol to be: Restaurants by code, people by id; `station` None: the Bureau's own."""

    station: str | None
    way: Way
    starts_on: date
    until: date
    restaurants: tuple[str, ...]
    team: tuple[int, ...] = ()


def launch_patrol(session: Session, launch: Launch, *, actor: Actor, now: datetime) -> Patrol:
    """Launch a Patrol beside any plan and tell who is to make it; returns it.

    Raises NotAllowed, NotFound for what is not in the register, and as `check_launch` does.
    """
    check(actor, Act.LAUNCH, station=launch.station)
    station = None
    if launch.station is not None:
        station = session.scalar(select(Station).where(Station.code == launch.station))
        if station is None:
            raise NotFound("station", launch.station)
    restaurants = _restaurants(session, launch.restaurants)
    check_launch(
        launch.starts_on, launch.until, today=local_day(now), station=launch.station,
        stations=[each.station.code for each in restaurants],
    )  # fmt: skip
    patrol = add_patrol(
        session, launch, station=station, restaurants=restaurants,
        people=_people(session, launch.team), by=actor.name,
    )  # fmt: skip
    tell_given(session, patrol, now=now, but_not=actor.person_id)
    facts = {"visits": len(restaurants), "way": launch.way.value, "until": launch.until.isoformat()}
    record(session, actor, "patrol.launched", f"patrol {patrol.number}", at=now, facts=facts)
    return patrol


def add_patrol(
    session: Session,
    launch: Launch,
    *,
    station: Station | None,
    restaurants: Sequence[Restaurant],
    people: Sequence[Person],
    by: str,
) -> Patrol:
    """Write a Patrol with its team and its Visits, all planned; flushed."""
    patrol = Patrol(
        number=patrol_number(launch.starts_on.year, _next_number(session, launch.starts_on.year)),
        station=station,
        way=launch.way,
        starts_on=launch.starts_on,
        until=launch.until,
        launched_by=by,
        team=[PatrolMember(person_id=each.id, name=each.name) for each in people],
        visits=[Visit(restaurant_id=each.id, way=launch.way) for each in restaurants],
    )
    session.add(patrol)
    session.flush()
    return patrol


def _restaurants(session: Session, codes: Collection[str]) -> list[Restaurant]:
    rows = session.scalars(
        select(Restaurant)
        .where(Restaurant.code.in_(codes))
        .options(joinedload(Restaurant.station))
        .order_by(Restaurant.code)
    ).all()
    missing = set(codes) - {each.code for each in rows}
    if missing:
        raise NotFound("restaurant", min(missing))
    return list(rows)


def _people(session: Session, ids: Collection[int]) -> list[Person]:
    rows = session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.id)).all()
    missing = set(ids) - {each.id for each in rows}
    if missing:
        raise NotFound("person", str(min(missing)))
    return list(rows)


def _next_number(session: Session, year: int) -> int:
    insert = insert_into(session, PatrolCount).values(year=year, last=1)
    return session.scalars(
        insert.on_conflict_do_update(
            index_elements=["year"], set_={"last": PatrolCount.last + 1}
        ).returning(PatrolCount.last)
    ).one()
