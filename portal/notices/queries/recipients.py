"""Reads who is told of news, and by which means."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from portal.accounts.models import Person, RoleGrant
from portal.notices.kinds import RANKS, Means, Severity
from portal.notices.models import NoticeChannel, NoticePreference
from portal.notices.rules.news import To
from portal.notices.rules.times import Quiet


@dataclass(frozen=True, slots=True)
class Recipient:
    """A Person who is told, the means they gave an address for, and their quiet hours."""

    person_id: int
    means: tuple[Means, ...]
    quiet: Quiet | None


def recipients(session: Session, to: To) -> list[Recipient]:
    """The active people whom `to` reaches, by number: two statements and one for grants."""
    held = select(RoleGrant.person_id).where(RoleGrant.role.in_(to.roles))
    people = session.scalars(
        select(Person)
        .where(Person.active, or_(Person.id.in_(to.persons), Person.id.in_(held)))
        .order_by(Person.id)
        .options(selectinload(Person.grants))
    ).all()
    told = [
        person.id for person in people
        if person.id not in to.but_not and (
            person.id in to.persons
            or any(to.reaches(grant.role, grant) for grant in person.grants)
        )
    ]  # fmt: skip
    wishes = session.scalars(
        select(NoticePreference).where(NoticePreference.person_id.in_(told))
    ).all()
    by_person = {wish.person_id: wish for wish in wishes}
    return [_recipient(person_id, by_person.get(person_id)) for person_id in told]


def channels_for(
    session: Session, *, severity: Severity, station: str | None
) -> Sequence[NoticeChannel]:
    """The open channels to which news of `severity` at this Station goes."""
    rows = session.scalars(
        select(NoticeChannel)
        .where(
            NoticeChannel.is_active,
            or_(NoticeChannel.station.is_(None), NoticeChannel.station == station),
        )
        .order_by(NoticeChannel.id)
    )
    return [row for row in rows if RANKS[severity] <= RANKS[row.least]]


def quiet_of(row: NoticePreference) -> Quiet | None:
    """The quiet hours of a preference."""
    if row.quiet_from is None or row.quiet_until is None:
        return None
    return Quiet(row.quiet_from, row.quiet_until)


def _recipient(person_id: int, wish: NoticePreference | None) -> Recipient:
    if wish is None:
        return Recipient(person_id, (), None)
    addresses = {Means.MAIL: wish.mail_encrypted, Means.SMS: wish.phone_encrypted}
    means = tuple(each for each, address in addresses.items() if address is not None)
    return Recipient(person_id, means, quiet_of(wish))
