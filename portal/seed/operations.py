"""Writes the demo district into the register."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portal.accounts import operations as accounts
from portal.accounts.queries import person_by_login
from portal.accounts.rules import Actor
from portal.registry.addresses import AddressGate
from portal.registry.cipher import AddressCipher
from portal.registry.models import Restaurant
from portal.registry.operations import ImportReport, import_register
from portal.seed.answers_operations import seed_answers
from portal.seed.district import DISPLAYS_SEEN_ON, RESTAURANTS
from portal.seed.people import EVERYBODY
from portal.seed.rules import register_rows

ACTOR = Actor.system("seed")


def seed_demo(
    session: Session, *, camera_port: int, now: datetime, cipher: AddressCipher, gate: AddressGate
) -> ImportReport:
    """Bring the demo district into the register, with codes that are the same everywhere.

    The second time nothing changes but addresses of Cameras, when the port is another. Raises
    RegisterRefused where the register says something that contradicts it.
    """
    rows = register_rows(camera_port=camera_port)
    report = import_register(session, rows, actor=ACTOR, now=now, cipher=cipher, gate=gate)
    _name_and_verify(session)
    restaurants = session.scalars(select(Restaurant).order_by(Restaurant.id)).all()
    seed_answers(session, restaurants, actor=ACTOR, now=now)
    return report


def seed_people(session: Session, *, password_hash: str, is_possible: bool, now: datetime) -> int:
    """Make the demo's accounts, at least one a role, where they are missing; returns how many.

    Raises DemoRefused unless `is_possible`: their password is printed for everybody.
    """
    actor, made = ACTOR, 0
    for each in EVERYBODY:
        if person_by_login(session, each.login) is not None:
            continue
        person = accounts.create_person(
            session, login=each.login, name=each.name, grant=each.grant, actor=actor, now=now
        )
        accounts.make_demo(
            session, person, password_hash=password_hash, is_possible=is_possible, actor=actor,
            now=now,
        )  # fmt: skip
        made += 1
    return made


def _name_and_verify(session: Session) -> None:
    """Give the rows their fixed codes, and the Displays the day on which they were seen."""
    demo = {each.licence_no: each for each in RESTAURANTS}
    found = session.scalars(
        select(Restaurant)
        .where(Restaurant.licence_no.in_(demo))
        .options(selectinload(Restaurant.cameras), selectinload(Restaurant.displays))
        .execution_options(populate_existing=True)
    )
    for restaurant in found:
        told = demo[restaurant.licence_no]
        restaurant.code = told.code
        restaurant.built_on = restaurant.built_on or DISPLAYS_SEEN_ON
        for camera, described in zip(restaurant.cameras, told.cameras, strict=False):
            camera.code = described.code
        for display in restaurant.displays:
            display.verified_on = display.verified_on or DISPLAYS_SEEN_ON
    session.flush()
