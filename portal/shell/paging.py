"""Reads one page of a list from the database."""

from collections.abc import Iterable
from typing import Any, TypeVar

from sqlalchemy import Select, func
from sqlalchemy.orm import Session
from sqlalchemy.orm.interfaces import ORMOption

from portal.shell.lists import PER_PAGE, ListPage, last_page

Row = TypeVar("Row")


def one_page(
    session: Session,
    rows: Select[Row],
    *,
    order: Iterable[Any],
    options: Iterable[ORMOption] = (),
    page: int,
    per_page: int = PER_PAGE,
) -> ListPage[Row]:
    """One page of `rows` in this order, the last one for a page behind it.

    Two statements, and those of `options`; what they load is not counted with it.
    """
    total = row_count(session, rows)
    page = min(max(1, page), last_page(total, per_page))
    found = session.scalars(
        rows.options(*options).order_by(*order).limit(per_page).offset((page - 1) * per_page)
    ).unique()
    return ListPage(found.all(), total, page, per_page)


def row_count(session: Session, rows: Select[Any]) -> int:
    """How many `rows` there are."""
    counted = rows.with_only_columns(func.count(), maintain_column_froms=True)
    return session.scalar(counted) or 0
