"""Tells people what was asked and decided about a Restaurant's Status."""

from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.kinds import Role
from portal.notices.kinds import Severity
from portal.notices.operations import announce
from portal.notices.rules import About, Bilingual, FieldValue, News, To
from portal.registry.kinds import RequestState
from portal.registry.models import StatusRequest
from portal.registry.operations.holding import place_of
from portal.registry.rules.permissions import DECIDING, MAY

_CONCERNED = frozenset({Role.RESTAURANT_OWNER, Role.STATION_HEAD})


def tell_asked(session: Session, row: StatusRequest, *, now: datetime) -> None:
    """Tell those who may decide about a pending request, except who made it."""
    place = place_of(row.restaurant)
    to = To(roles=MAY[DECIDING[row.ask]], station=place.station, but_not=_numbers(row.asked_by_id))
    announce(session, _news(row, "status.asked", occurred_at=row.asked_at), to=to, now=now)


def tell_decided(session: Session, row: StatusRequest, *, now: datetime) -> None:
    """Tell the restaurant's owner, the station's head and who asked how it was decided."""
    place = place_of(row.restaurant)
    kind = f"status.{row.state.value}"
    to = To(
        roles=_CONCERNED,
        station=place.station,
        restaurant=place.restaurant,
        persons=_numbers(row.asked_by_id),
        but_not=_numbers(row.decided_by_id),
    )
    announce(session, _news(row, kind, occurred_at=row.decided_at or now), to=to, now=now)


def _news(row: StatusRequest, kind: str, *, occurred_at: datetime) -> News:
    restaurant = row.restaurant
    fields: dict[str, FieldValue] = {
        "restaurant": Bilingual(restaurant.name, restaurant.name_en or ""),
        "ask": row.ask.value,
        "start": row.starts_at,
        "reason": row.reason,
        "by": row.asked_by,
    }
    if row.state is RequestState.REFUSED:
        fields["why"] = row.why
    return News(
        kind=kind,
        severity=Severity.II,
        about=About("status_request", str(row.id)),
        link=f"/desk/register/requests/{row.id}",
        occurred_at=occurred_at,
        fields=fields,
    )


def _numbers(person_id: int | None) -> frozenset[int]:
    return frozenset() if person_id is None else frozenset({person_id})
