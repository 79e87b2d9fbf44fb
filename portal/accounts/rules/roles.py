"""Who may do what: roles, the part of the register each covers, and the person who acts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from portal.accounts.kinds import Role
from portal.shell.rules import OutOfReach


class NotAllowed(OutOfReach):
    """Somebody may not do `act`; which role could is not told."""

    status = 403
    code = "not_allowed"

    def __init__(self, act: str) -> None:
        super().__init__(f"this account may not {act}; ask whoever manages accounts")
        self.act = act


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of the register that somebody may see: all of it, or what is named by code."""

    is_whole: bool = False
    stations: frozenset[str] = frozenset()
    restaurants: frozenset[str] = frozenset()

    def covers(self, *, station: str, restaurant: str) -> bool:
        """Whether the Restaurant with this code, of the Station with that one, lies within."""
        return self.is_whole or station in self.stations or restaurant in self.restaurants


WHOLE = Scope(is_whole=True)
NOTHING = Scope()


class Bound(Protocol):
    """What a role is held within, by code."""

    @property
    def station(self) -> str | None:
        """A Station's code, or None."""

    @property
    def restaurant(self) -> str | None:
        """A Restaurant's code, or None."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that somebody has, within the Station or Restaurant of this code; None: everywhere."""

    role: Role
    station: str | None = None
    restaurant: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person with their grants, or a part of the system itself (no `person_id`).

    `name` is what the audit chain keeps: an account's name, or such as "rounds".
    """

    name: str
    person_id: int | None = None
    grants: frozenset[Grant] = frozenset()

    @classmethod
    def system(cls, name: str) -> "Actor":
        """A part of the system that acts by itself; it has no role, and asks nobody."""
        return cls(name)

    def has(self, roles: Iterable[Role]) -> bool:
        """Whether this person has one of `roles` anywhere."""
        wanted = set(roles)
        return any(grant.role in wanted for grant in self.grants)

    def scope(self, roles: Iterable[Role]) -> Scope:
        """Where this person has one of `roles`; NOTHING where they have none."""
        wanted = set(roles)
        held = [grant for grant in self.grants if grant.role in wanted]
        return Scope(
            is_whole=any(grant.station is None and grant.restaurant is None for grant in held),
            stations=frozenset(grant.station for grant in held if grant.station is not None),
            restaurants=frozenset(
                grant.restaurant for grant in held if grant.restaurant is not None
            ),
        )
