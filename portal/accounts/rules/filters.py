"""What a person calls a filter of a list that they keep, and how many they may keep of it."""

from collections.abc import Collection
from enum import StrEnum

from portal.shell.rules import MingchuError

LONGEST_NAME = 40  # characters: more would not fit a phone's line
MOST_KEPT = 12  # of one list and person; more are found no faster than by filtering anew


class FilterFault(StrEnum):
    """Why a filter cannot be kept."""

    NAME_MISSING = "name_missing"
    NAME_LONG = "name_long"
    TOO_MANY = "too_many"


class FilterRefused(MingchuError):
    """A filter is not kept; `fault` says why."""

    status = 422
    code = "filter_refused"

    def __init__(self, fault: FilterFault) -> None:
        super().__init__(f"the filter is not kept: {fault.value}; correct it and try again")
        self.fault = fault


def plain_filter_name(text: str) -> str:
    """A filter's name as it is stored. Raises FilterRefused for none and for a long one."""
    name = " ".join(text.split())
    if not name:
        raise FilterRefused(FilterFault.NAME_MISSING)
    if len(name) > LONGEST_NAME:
        raise FilterRefused(FilterFault.NAME_LONG)
    return name


def check_room(name: str, *, kept: Collection[str]) -> None:
    """Let `name` be kept beside the names `kept`, one of which it may replace, or raise."""
    if name not in kept and len(kept) >= MOST_KEPT:
        raise FilterRefused(FilterFault.TOO_MANY)
