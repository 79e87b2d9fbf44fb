"""Lists that people work with: how they are sorted, and one page of what was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

PER_PAGE = 50  # rows, where a list has no reason for another number

Row = TypeVar("Row")


class Order(StrEnum):
    """How a list of what falls due is sorted."""

    DUE = "due"
    RISK = "risk"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class ListPage(Generic[Row]):
    """One page of a list: its `rows`, and how many there are on all pages together."""

    rows: Sequence[Row]
    total: int
    page: int = 1
    per_page: int = PER_PAGE

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return last_page(self.total, self.per_page)


def last_page(total: int, per_page: int = PER_PAGE) -> int:
    """The number of the last page of so many rows; the first of none."""
    return max(1, -(-total // per_page))


def page_in(rows: Sequence[Row], *, page: int, per_page: int = PER_PAGE) -> ListPage[Row]:
    """One page of rows that are all at hand, the last one for a page behind it."""
    page = min(page, last_page(len(rows), per_page))
    return ListPage(rows[(page - 1) * per_page : page * per_page], len(rows), page, per_page)
