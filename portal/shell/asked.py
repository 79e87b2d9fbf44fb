"""What an address or a form asks for, as values; whatever makes no sense asks for nothing."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from portal.shell.rules import NotFound

LONGEST = 100  # characters of a search text

Member = TypeVar("Member", bound=StrEnum)


def member(kind: type[Member], text: str | None) -> Member | None:
    """The member of `kind` whose value somebody sent, None for any other words."""
    return next((each for each in kind if each.value == text), None)


def known(kind: type[Member], text: str | None, *, what: str) -> Member:
    """The member of `kind` whose value somebody sent. Raises NotFound, which calls it `what`."""
    found = member(kind, text)
    if found is None:
        raise NotFound(what, (text or "")[:LONGEST])
    return found


def typed(args: Mapping[str, str], name: str) -> str:
    """What was typed for `name`, as long as a search may be."""
    return args.get(name, "").strip()[:LONGEST]


def typed_day(text: str | None) -> date | None:
    """The day that somebody sent, None for what is none."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def page_number(text: str | None) -> int:
    """The page of a list that an address asks for; the first for anything odd."""
    if text and text.isascii() and text.isdecimal() and len(text) <= 6:
        return max(1, int(text))
    return 1


def arguments_of(**fields: object) -> dict[str, str]:
    """What goes into an address to ask for these `fields` again; what asks for nothing does not."""
    named = {name: "1" if value is True else value for name, value in fields.items()}
    return {name: str(value) for name, value in named.items() if value}
