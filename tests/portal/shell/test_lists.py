"""Pages of a list, from the database and from what is at hand."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.registry.models import Restaurant, Station
from portal.shell.lists import ListPage, page_in
from portal.shell.paging import one_page, row_count
from tests.support.factories import make_restaurant, make_station
from tests.support.statements import counted


@pytest.mark.parametrize(("total", "pages"), [(0, 1), (1, 1), (10, 1), (11, 2)])
def test_a_list_has_a_page_at_least(total, pages):
    assert ListPage([], total, per_page=10).pages == pages


@pytest.mark.parametrize(("page", "rows"), [(1, [1, 2]), (2, [3]), (9, [3])])
def test_a_page_behind_the_last_is_the_last(page, rows):
    found = page_in([1, 2, 3], page=page, per_page=2)
    assert (found.rows, found.total, found.pages) == (rows, 3, 2)
    assert found.page == min(page, 2)


def test_a_page_from_the_database_takes_two_statements(session):
    station = make_station(session)
    numbers = [make_restaurant(session, station=station).id for _ in range(3)]
    make_restaurant(session)
    rows = select(Restaurant).join(Restaurant.station).where(Station.id == station.id)
    with counted(session.get_bind()) as statements:
        found = one_page(
            session,
            rows,
            order=(Restaurant.id,),
            options=(joinedload(Restaurant.station),),
            page=7,
            per_page=2,
        )
    assert [row.id for row in found.rows] == numbers[2:]
    assert (found.total, found.page, found.pages, len(statements)) == (3, 2, 2, 2)
    assert row_count(session, rows) == 3
