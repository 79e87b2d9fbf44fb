"""Reads of what was asked about a Status, and of the files that prove it."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from portal.accounts.rules import Scope
from portal.registry.kinds import RequestState
from portal.registry.models import Proof, Restaurant, Station, StatusRequest
from portal.registry.queries.register import within
from portal.shell.lists import PER_PAGE, ListPage
from portal.shell.paging import one_page


def request_by_id(session: Session, number: int, *, scope: Scope) -> StatusRequest | None:
    """The request with Restaurant, Station, spans and file; None if `scope` has none such."""
    return session.scalar(
        select(StatusRequest)
        .join(StatusRequest.restaurant)
        .join(Restaurant.station)
        .where(StatusRequest.id == number, within(scope))
        .options(*_with_restaurant())
    )


def status_requests(
    session: Session,
    *,
    scope: Scope,
    state: RequestState | None = None,
    page: int = 1,
    per_page: int = PER_PAGE,
) -> ListPage[StatusRequest]:
    """Requests about Restaurants of `scope`: pending ones by when they are to begin.

    Of another state, or of all, the newest first. Always the same number of statements.
    """
    wanted = [within(scope)] + ([StatusRequest.state == state] if state else [])
    joined = select(StatusRequest).join(StatusRequest.restaurant).join(Restaurant.station)
    is_queue = state is RequestState.PENDING
    return one_page(
        session,
        joined.where(*wanted),
        order=(
            StatusRequest.starts_at if is_queue else StatusRequest.asked_at.desc(),
            StatusRequest.id,
        ),
        options=_with_restaurant(),
        page=page,
        per_page=per_page,
    )


def pending_requests(session: Session, *, scope: Scope) -> list[StatusRequest]:
    """All pending requests about Restaurants of `scope`, by when they are to begin."""
    return list(
        session.scalars(
            select(StatusRequest)
            .join(StatusRequest.restaurant)
            .join(Restaurant.station)
            .where(within(scope), StatusRequest.state == RequestState.PENDING)
            .order_by(StatusRequest.starts_at, StatusRequest.id)
            .options(*_with_restaurant())
        )
    )


def granted_since(session: Session, moment: datetime, *, scope: Scope) -> int:
    """How many changes of Status of `scope` were granted at or after `moment`."""
    number = session.scalar(
        select(func.count())
        .select_from(StatusRequest)
        .join(StatusRequest.restaurant)
        .join(Restaurant.station)
        .where(
            within(scope),
            StatusRequest.state == RequestState.APPROVED,
            StatusRequest.decided_at >= moment,
        )
    )
    return number or 0


def requests_about(session: Session, restaurant_id: int) -> list[StatusRequest]:
    """All requests about one Restaurant, the newest first, with their files."""
    return list(
        session.scalars(
            select(StatusRequest)
            .where(StatusRequest.restaurant_id == restaurant_id)
            .order_by(StatusRequest.asked_at.desc(), StatusRequest.id.desc())
            .options(joinedload(StatusRequest.proof_file))
        )
    )


def proof_by_code(session: Session, code: str, *, scope: Scope) -> Proof | None:
    """The file of this name, None if no Restaurant of `scope` has a request that it proves."""
    return session.scalar(
        select(Proof)
        .join(StatusRequest, StatusRequest.proof_file_id == Proof.id)
        .join(Restaurant, Restaurant.id == StatusRequest.restaurant_id)
        .join(Station, Station.id == Restaurant.station_id)
        .where(Proof.code == code, within(scope))
    )


def _with_restaurant() -> tuple[ORMOption, ...]:
    restaurant = joinedload(StatusRequest.restaurant)
    return (
        restaurant.joinedload(Restaurant.station),
        restaurant.options(selectinload(Restaurant.status_spans)),
        joinedload(StatusRequest.proof_file),
    )
