"""Tells those who work on a Case what happened to it, and how much of its time is over."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.kinds import RESTAURANT_ROLES, STATION_ROLES, Role
from portal.notices.kinds import Severity
from portal.notices.operations import announce
from portal.notices.rules import About, Bilingual, News, To
from portal.participation.case_kinds import Channel
from portal.participation.models import Case
from portal.participation.rules.cases import INSIDER_READERS
from portal.participation.rules.clocks import TOLD_AT, last_day
from portal.registry.models import Restaurant
from portal.shell.rules import local_day

_URGENT = 100  # per cent of the time, from which on it is told more loudly


@dataclass(frozen=True, slots=True)
class _Telling:
    """What is told of a Case, and to whom."""

    kind: str
    roles: frozenset[Role] = frozenset()
    persons: frozenset[int] = frozenset()
    key: str = "once"
    link: str = ""
    severity: Severity | None = None


def tell_received(session: Session, case: Case, *, now: datetime) -> None:
    """Tell the Station that a Case came in; of what insiders send the bureau alone."""
    _tell(session, case, _Telling("case.received", STATION_ROLES), now=now)


def tell_handler(session: Session, case: Case, kind: str, *, now: datetime, key: str) -> None:
    """Tell who looks after a Case of news of `kind`: its sender wrote, or wants it reopened."""
    person = case.assigned_to_id
    told = (
        _Telling(kind, STATION_ROLES, key=key)
        if person is None
        else _Telling(kind, persons=frozenset({person}), key=key)
    )
    _tell(session, case, told, now=now)


def tell_time(session: Session, case: Case, percent: int, *, now: datetime) -> None:
    """Tell who must hear when `percent` of the time is over."""
    told = _Telling(
        f"case.time_{percent}",
        TOLD_AT[percent],
        persons=frozenset({case.assigned_to_id} if case.assigned_to_id is not None else ()),
        key=f"{case.clock_step} {case.clock_from.isoformat()}",
        severity=Severity.II if percent >= _URGENT else None,
    )
    _tell(session, case, told, now=now)


def tell_moderators(session: Session, case: Case, *, now: datetime) -> None:
    """Tell who moderates that a Restaurant has responded."""
    told = _Telling("case.response_waits", frozenset({Role.MODERATOR}))
    _tell(session, case, told, now=now)


def tell_restaurant(session: Session, case: Case, *, now: datetime) -> None:
    """Tell a Restaurant that a Case about it is in work, so that it can respond.

    Never who sent it, nor a word of theirs; of what insiders send nothing at all.
    """
    if case.channel is not Channel.INSIDER:
        told = _Telling("case.about_you", RESTAURANT_ROLES, link="/desk/responses")
        _tell(session, case, told, now=now)


def _tell(session: Session, case: Case, told: _Telling, *, now: datetime) -> None:
    place = session.scalars(
        select(Restaurant)
        .where(Restaurant.id == case.restaurant_id)
        .options(joinedload(Restaurant.station))
    ).one()
    roles, persons = told.roles, told.persons
    if case.channel is Channel.INSIDER:
        roles, persons = INSIDER_READERS, frozenset()
    to = To(roles=roles, station=place.station.code, restaurant=place.code, persons=persons)
    news = News(
        kind=told.kind,
        severity=told.severity or case.risk,
        about=About("case", case.number),
        link=told.link or f"/desk/cases/{case.number}",
        occurred_at=now,
        fields={
            "number": case.number,
            "restaurant": Bilingual(place.name, place.name_en or place.name),
            "category": case.category.value,
            "due": last_day(case.due_at) or local_day(now),
        },
        key=told.key,
    )
    announce(session, news, to=to, now=now)
