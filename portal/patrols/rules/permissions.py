"""Who may do what about patrols: one table."""

from collections.abc import Mapping
from enum import StrEnum

from portal.accounts.kinds import Role
from portal.accounts.rules import Actor, NotAllowed, Scope


class Act(StrEnum):
    """What somebody may want to do; the value completes "this account may not …"."""

    READ = "read patrols"
    PLAN = "make a patrol plan"
    LAUNCH = "launch a patrol"
    VISIT = "make a visit"
    DROP = "drop a visit"
    SEE_SNAPSHOT = "see a snapshot"


_STATION = frozenset({Role.INSPECTOR, Role.STATION_HEAD})
_OFFICER = frozenset({Role.BUREAU_OFFICER})

MAY: Mapping[Act, frozenset[Role]] = {
    Act.READ: _STATION | _OFFICER | {Role.AUDITOR},
    Act.PLAN: _OFFICER,
    Act.LAUNCH: _OFFICER | {Role.STATION_HEAD},
    Act.VISIT: _STATION | _OFFICER,
    Act.DROP: _OFFICER | {Role.STATION_HEAD},
    Act.SEE_SNAPSHOT: _STATION | _OFFICER,
}
"""The roles that each act is open to, within the part of the register they are given for."""


def scope_of(actor: Actor, act: Act) -> Scope:
    """Where `actor` may do `act`; NOTHING where nowhere."""
    return actor.scope(MAY[act])


def may(actor: Actor, act: Act, *, station: str | None) -> bool:
    """Whether `actor` may do `act` at the Station of this code; None: for the whole district."""
    scope = scope_of(actor, act)
    return scope.is_whole or (station is not None and station in scope.stations)


def check(actor: Actor, act: Act, *, station: str | None) -> None:
    """Let `actor` do `act` there, or raise NotAllowed."""
    if not may(actor, act, station=station):
        raise NotAllowed(act.value)
