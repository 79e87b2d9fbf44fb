"""Reads the Findings that the Bureau decided to publish and that have not expired."""

from datetime import date

from msgspec import UNSET
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from portal.findings.models import Finding, Publication
from portal.findings.rules.workflow import VOID_STATES
from portal.opendata.rules.labels import progress
from portal.opendata.shapes import FindingsAsked, Page, PublicFinding
from portal.registry.models import Restaurant
from portal.shell.rules import local_day


def public_findings(
    session: Session, asked: FindingsAsked, *, today: date
) -> Page[PublicFinding]:  # fmt: skip
    """A page of what is public today, the newest numbers first; one statement.

    Nobody who confirmed, appealed or decided leaves the table, and no picture.
    """
    wanted = (
        select(Finding)
        .join(Finding.publication)
        .join(Finding.restaurant)
        .where(
            Finding.state.not_in(VOID_STATES),
            Publication.is_public,
            Publication.withdrawn_at.is_(None),
            Publication.expires_on > today,
        )
        .order_by(Finding.number.desc())
        .limit(asked.limit + 1)
        .options(joinedload(Finding.publication), joinedload(Finding.restaurant))
    )
    if asked.after is not UNSET:
        wanted = wanted.where(Finding.number < asked.after)
    if asked.restaurant is not UNSET:
        wanted = wanted.where(Restaurant.code == asked.restaurant)
    rows = session.scalars(wanted).all()
    page = rows[: asked.limit]
    told = [_told(row, row.publication) for row in page if row.publication is not None]
    return Page(told, page[-1].number if len(rows) > len(page) else None)


def _told(row: Finding, published: Publication) -> PublicFinding:
    expires_on = published.expires_on
    assert expires_on is not None  # noqa: S101 - the table has it of every public one
    return PublicFinding(
        number=row.number,
        restaurant=row.restaurant.code,
        restaurant_name=row.restaurant.name,
        violation=row.code,
        severity=row.severity,
        progress=progress(row.state),
        seen_on=local_day(row.seen_at),
        decided_on=local_day(published.decided_at),
        expires_on=expires_on,
        decision=published.decision,
        reply=published.reply,
    )
