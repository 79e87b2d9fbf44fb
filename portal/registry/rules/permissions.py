"""Who may do what to the register: one table, and the two things that nobody may."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.accounts.kinds import Role
from portal.accounts.rules import Actor, NotAllowed, Scope
from portal.registry.kinds import Ask
from portal.shell.rules import MingchuError


class Act(StrEnum):
    """What somebody may want to do; the value completes "this account may not …"."""

    READ = "read the register"
    READ_PROOF = "read a document of the register"
    ASK_SUSPENSION = "ask for a suspension or its end"
    ASK_CHANGE = "ask for an opening, closing or move"
    DECIDE_SUSPENSION = "decide about a suspension or its end"
    DECIDE_CHANGE = "decide about an opening, closing or move"
    REGISTER = "register a restaurant"
    CORRECT = "correct what the register says of a restaurant"
    CHANGE_EQUIPMENT = "replace or retire cameras"
    PROTECT = "change how people are protected in a picture"
    VERIFY_DISPLAY = "verify a display"
    NOTE_GAP = "note why a restaurant is not connected"


_RESTAURANT = frozenset({Role.RESTAURANT_STAFF, Role.RESTAURANT_OWNER})
_STATION = frozenset({Role.INSPECTOR, Role.STATION_HEAD})
_OFFICER = frozenset({Role.BUREAU_OFFICER})

MAY: Mapping[Act, frozenset[Role]] = {
    Act.READ: _RESTAURANT | _STATION | _OFFICER | {Role.AUDITOR},
    Act.READ_PROOF: _STATION | _OFFICER | {Role.RESTAURANT_OWNER, Role.AUDITOR},
    Act.ASK_SUSPENSION: _STATION | _OFFICER | {Role.RESTAURANT_OWNER},
    Act.ASK_CHANGE: _STATION | _OFFICER,
    Act.DECIDE_SUSPENSION: _OFFICER | {Role.STATION_HEAD},
    Act.DECIDE_CHANGE: _OFFICER,
    Act.REGISTER: _OFFICER,
    Act.CORRECT: _OFFICER,
    Act.CHANGE_EQUIPMENT: _OFFICER,
    Act.PROTECT: _OFFICER,
    Act.VERIFY_DISPLAY: _OFFICER,
    Act.NOTE_GAP: _STATION | _OFFICER,
}
"""The roles that each act is open to, within the part of the register that they are given for."""

ASKING: Mapping[Ask, Act] = {
    Ask.OPEN: Act.ASK_CHANGE,
    Ask.SUSPEND: Act.ASK_SUSPENSION,
    Ask.RESUME: Act.ASK_SUSPENSION,
    Ask.CLOSE: Act.ASK_CHANGE,
    Ask.MOVE: Act.ASK_CHANGE,
}
DECIDING: Mapping[Ask, Act] = {
    Ask.OPEN: Act.DECIDE_CHANGE,
    Ask.SUSPEND: Act.DECIDE_SUSPENSION,
    Ask.RESUME: Act.DECIDE_SUSPENSION,
    Ask.CLOSE: Act.DECIDE_CHANGE,
    Ask.MOVE: Act.DECIDE_CHANGE,
}
# A suspension takes days out of the online rate, so two persons stand behind it.
BY_ONE_PERSON = frozenset({Ask.OPEN, Ask.CLOSE, Ask.MOVE})


class OwnRequest(MingchuError):
    """Somebody would decide about what they asked for themselves."""

    status = 403
    code = "own_request"

    def __init__(self) -> None:
        super().__init__("somebody else must decide about a request of your own")


class OwnRestaurant(MingchuError):
    """Somebody would decide about a Restaurant that is their own."""

    status = 403
    code = "own_restaurant"

    def __init__(self) -> None:
        super().__init__("somebody else must decide about a restaurant of your own")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is done: the codes of a Station and, if it is there yet, a Restaurant."""

    station: str
    restaurant: str = ""


def scope_of(actor: Actor, act: Act) -> Scope:
    """Where `actor` may do `act`; NOTHING where nowhere."""
    return actor.scope(MAY[act])


def may(actor: Actor, act: Act, place: Place) -> bool:
    """Whether `actor` may do `act` at `place`."""
    return scope_of(actor, act).covers(station=place.station, restaurant=place.restaurant)


def check(actor: Actor, act: Act, place: Place) -> None:
    """Let `actor` do `act` at `place`, or raise NotAllowed."""
    if not may(actor, act, place):
        raise NotAllowed(act.value)


def check_decision(actor: Actor, ask: Ask, place: Place, *, asked_by: int | None) -> None:
    """Let `actor` decide about an `ask` of the person `asked_by`, or say why not.

    Raises NotAllowed, OwnRestaurant, or OwnRequest where two persons are needed.
    """
    check(actor, DECIDING[ask], place)
    if place.restaurant in actor.scope(_RESTAURANT).restaurants:
        raise OwnRestaurant
    if ask not in BY_ONE_PERSON and asked_by is not None and asked_by == actor.person_id:
        raise OwnRequest


def may_decide(actor: Actor, ask: Ask, place: Place, *, asked_by: int | None) -> bool:
    """Whether `check_decision` lets `actor` decide."""
    try:
        check_decision(actor, ask, place, asked_by=asked_by)
    except (NotAllowed, OwnRequest, OwnRestaurant):
        return False
    return True
