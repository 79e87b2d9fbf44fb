"""What was set aside, for everybody to see: how many and why, and what was decided."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from portal.accounts.rules import WHOLE, Scope
from portal.participation.kinds import AsideState, Doubt
from portal.participation.models import SetAside
from portal.participation.rules.doubts import ONE_HAND, SetAsideGroup
from portal.participation.rules.permissions import SurveyUnknown
from portal.registry.models import Restaurant
from portal.registry.queries import within
from portal.shell.lists import ListPage
from portal.shell.paging import one_page

ROWS_PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Sum:
    """Answers set aside for a reason: how many in all, of praise, of blame, and released."""

    reason: Doubt
    number: int
    praise: int
    blame: int
    released: int


def sums(session: Session, *, since: date, restaurant_id: int | None = None) -> list[Sum]:
    """What was set aside from `since` on, a row a reason."""
    is_released = SetAside.state == AsideState.RELEASED
    asked = (
        select(
            SetAside.reason,
            func.sum(SetAside.number),
            func.sum(SetAside.praise),
            func.sum(SetAside.blame),
            func.coalesce(func.sum(SetAside.number).filter(is_released), 0),
        )
        .where(SetAside.day >= since)
        .group_by(SetAside.reason)
        .order_by(SetAside.reason)
    )
    if restaurant_id is not None:
        asked = asked.where(SetAside.restaurant_id == restaurant_id)
    return [Sum(*row) for row in session.execute(asked)]


def of_one_hand(session: Session, first: date, until: date, *, scope: Scope) -> list[SetAsideGroup]:
    """The groups of these days that look like one hand's and were not released, by day."""
    rows = session.execute(
        select(SetAside.restaurant_id, SetAside.day, SetAside.reason, SetAside.number)
        .join(SetAside.restaurant)
        .join(Restaurant.station)
        .where(
            SetAside.reason.in_(ONE_HAND),
            SetAside.state != AsideState.RELEASED,
            SetAside.day >= first,
            SetAside.day < until,
            within(scope),
        )
        .order_by(SetAside.day, SetAside.id)
    )
    return [SetAsideGroup(*row) for row in rows]


def groups(
    session: Session,
    *,
    page: int = 1,
    scope: Scope = WHOLE,
    state: AsideState | None = None,
    since: date | None = None,
) -> ListPage[SetAside]:
    """The groups that were set aside within `scope`, with their Restaurants and Stations."""
    asked = select(SetAside).join(SetAside.restaurant).join(Restaurant.station).where(within(scope))
    if state is not None:
        asked = asked.where(SetAside.state == state)
    if since is not None:
        asked = asked.where(SetAside.day >= since)
    return one_page(
        session,
        asked,
        order=(SetAside.day.desc(), SetAside.id.desc()),
        options=(joinedload(SetAside.restaurant).joinedload(Restaurant.station),),
        page=page,
        per_page=ROWS_PER_PAGE,
    )


def group(session: Session, number: int, *, scope: Scope) -> SetAside:
    """One group within `scope`. Raises SurveyUnknown, also for one outside it."""
    row = session.scalar(
        select(SetAside)
        .join(SetAside.restaurant)
        .join(Restaurant.station)
        .where(SetAside.id == number, within(scope))
        .options(joinedload(SetAside.restaurant).joinedload(Restaurant.station))
    )
    if row is None:
        raise SurveyUnknown("group of answers", number)
    return row
