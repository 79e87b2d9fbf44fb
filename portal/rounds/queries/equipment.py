"""Reads which Restaurants are below the build standard."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from portal.accounts.rules import Scope
from portal.registry.models import Camera, Display, Restaurant, Station, StatusSpan
from portal.registry.queries import within
from portal.registry.rules import status_at
from portal.registry.rules.figures import Standing
from portal.rounds.rules.desk import Place
from portal.shell.rules import day_bounds


def standings(session: Session, *, day: date, scope: Scope) -> list[tuple[Place, Standing]]:
    """How each Restaurant within `scope` is equipped on the district's `day`, by pinyin.

    Whether it is connected is not looked at here. Two statements.
    """
    cameras = (
        select(Camera.restaurant_id, func.count().label("number"))
        .where(
            Camera.active_from <= day,
            or_(Camera.active_until.is_(None), day < Camera.active_until),
        )
        .group_by(Camera.restaurant_id)
        .subquery()
    )
    displays = (
        select(Display.restaurant_id)
        .where(Display.verified_on <= day)
        .group_by(Display.restaurant_id)
        .subquery()
    )
    rows = session.execute(
        select(
            Restaurant.id, Restaurant.code, Restaurant.name, Restaurant.name_en,
            Station.code, Station.name, Station.name_en,
            Restaurant.built_on, cameras.c.number, displays.c.restaurant_id,
        )
        .join(Restaurant.station)
        .outerjoin(cameras, cameras.c.restaurant_id == Restaurant.id)
        .outerjoin(displays, displays.c.restaurant_id == Restaurant.id)
        .where(within(scope))
        .order_by(Restaurant.pinyin, Restaurant.id)
    ).all()  # fmt: skip
    spans = _present_spans(session, day)
    return [
        (
            Place(*row[:7]),
            Standing(
                restaurant_id=row[0],
                status=status_at(spans.get(row[0], ()), day_bounds(day)[0]),
                is_built=row[7] is not None and row[7] <= day,
                is_connected=False,
                cameras=row[8] or 0,
                has_display=row[9] is not None,
            ),
        )
        for row in rows
    ]


def station_codes(session: Session) -> Mapping[int, str]:
    """The code of the Station of each Restaurant, by the Restaurant's id."""
    rows = session.execute(select(Restaurant.id, Station.code).join(Restaurant.station))
    return {row.id: row.code for row in rows}


def _present_spans(session: Session, day: date) -> dict[int, list[StatusSpan]]:
    """The spans that touch the beginning of `day`, by Restaurant's id."""
    start = day_bounds(day)[0]
    found: dict[int, list[StatusSpan]] = {}
    rows = session.scalars(
        select(StatusSpan).where(
            StatusSpan.starts_at <= start,
            or_(StatusSpan.ends_at.is_(None), StatusSpan.ends_at > start),
        )
    )
    for row in rows:
        found.setdefault(row.restaurant_id, []).append(row)
    return found
