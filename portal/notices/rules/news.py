"""What is announced and to whom, as values that a floor above builds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from portal.accounts.kinds import Role
from portal.accounts.rules import Bound
from portal.notices.kinds import Severity
from portal.shell.rules import is_own_path


class About(NamedTuple):
    """What news is about: its kind in the glossary's word, and its number or code."""

    kind: str
    id: str


class Bilingual(NamedTuple):
    """A name that is stored in both languages; the reader gets theirs."""

    zh: str
    en: str


FieldValue = str | int | datetime | date | Bilingual
"""What the words of a kind have a blank for; moments and days are told as the reader does."""


@dataclass(frozen=True, slots=True)
class News:
    """Something people should hear. `kind` is such as "fault.opened", worded by `name_kinds`.

    `link` is the path of the page where they see or answer it, without a language. `key` tells
    the same news from other news of the kind; by default what it is about and when it was.
    """

    kind: str
    severity: Severity
    about: About
    link: str
    occurred_at: datetime
    fields: Mapping[str, FieldValue] = field(default_factory=dict)
    key: str = ""

    def __post_init__(self) -> None:
        if not is_own_path(self.link):
            raise ValueError("news links to a path of the portal")
        if self.occurred_at.tzinfo is None:
            raise ValueError("news needs the time zone of its moment")

    @property
    def whole_key(self) -> str:
        """What no other news has."""
        moment = self.occurred_at.astimezone(UTC).isoformat()
        return f"{self.kind} {self.about.kind} {self.about.id} {self.key or moment}"


@dataclass(frozen=True, slots=True)
class To:
    """Who is told: `persons` by number, and whoever has one of `roles` at this place.

    A role held everywhere counts at every place; one bound to a Station or Restaurant counts
    where that code is named here. `but_not` leaves out who did it themselves.
    """

    roles: frozenset[Role] = frozenset()
    station: str | None = None
    restaurant: str | None = None
    persons: frozenset[int] = frozenset()
    but_not: frozenset[int] = frozenset()

    def reaches(self, role: Role, bound: Bound) -> bool:
        """Whether somebody who has `role` within `bound` is told."""
        if role not in self.roles:
            return False
        if bound.station is not None:
            return bound.station == self.station
        return bound.restaurant is None or bound.restaurant == self.restaurant


def packed(fields: Mapping[str, FieldValue]) -> dict[str, Any]:
    """`fields` as JSON that `unpacked` reads."""
    return {name: _packed(value) for name, value in fields.items()}


def unpacked(fields: Mapping[str, Any]) -> dict[str, FieldValue]:
    """The fields inside JSON that `packed` made."""
    return {name: _unpacked(value) for name, value in fields.items()}


def _packed(value: FieldValue) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, Bilingual):
        return {"zh": value.zh, "en": value.en}
    if isinstance(value, datetime):
        return {"at": value.astimezone(UTC).isoformat()}
    return {"on": value.isoformat()} if isinstance(value, date) else value


def _unpacked(value: Any) -> FieldValue:  # noqa: ANN401 - any JSON
    if not isinstance(value, dict):
        return value if isinstance(value, int) else str(value)
    if "at" in value:
        return datetime.fromisoformat(value["at"])
    if "on" in value:
        return date.fromisoformat(value["on"])
    return Bilingual(value["zh"], value["en"])
