"""Messages about businesses that are not in the register: what is asked, who handles them."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.accounts.rules import Actor, NotAllowed, Scope
from portal.participation.case_kinds import UnlistedState
from portal.participation.rules.cases import OFFICERS
from portal.participation.rules.intake import (
    CASES_AN_HOUR,
    WITHOUT_WORK_AN_HOUR,
    CaseWorkNeeded,
    IntakeFault,
    NewCase,
    Recent,
)
from portal.shell.asked import arguments_of, member, page_number
from portal.shell.rules import MingchuError

LONGEST_PLACE, LONGEST_PLACE_ADDRESS = 100, 150
TAKEN_AN_HOUR = 5 * CASES_AN_HOUR  # of the whole district
WORKLESS_AN_HOUR = 2 * WITHOUT_WORK_AN_HOUR


class UnlistedBusy(MingchuError):
    """More comes in about businesses outside the register than a district has."""

    status = 429
    code = "unlisted_busy"

    def __init__(self) -> None:
        super().__init__("much has been sent just now; call the hotline")


class UnlistedDecided(MingchuError):
    """Somebody has attached it or handed it over already."""

    status = 409
    code = "unlisted_decided"

    def __init__(self) -> None:
        super().__init__("somebody has decided about this message already; look at it again")


class AttachUnfit(MingchuError):
    """There is no such Restaurant in the part of the register that somebody works on."""

    status = 422
    code = "attach_unfit"

    def __init__(self) -> None:
        super().__init__("choose a restaurant of your own part of the register")


@dataclass(frozen=True, slots=True)
class NewUnlisted:
    """What a citizen sends, and the business as they typed it; `station` by code, or ""."""

    case: NewCase
    place_name: str
    place_address: str
    station: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What staff want to see of the list: one state, the longest due first."""

    state: UnlistedState = UnlistedState.WAITING
    page: int = 1

    @classmethod
    def asked(cls, args: Mapping[str, str]) -> "Wanted":
        """What an address asks for; words that mean nothing ask for those that wait."""
        state = member(UnlistedState, args.get("state"))
        return cls(state or UnlistedState.WAITING, page_number(args.get("page")))

    @property
    def arguments(self) -> dict[str, str]:
        """What goes into an address to ask for this again, the page aside."""
        return arguments_of(state=self.state)


def place_faults(name: str, address: str) -> dict[str, IntakeFault]:
    """What is wrong with a business as typed, by field."""
    limits = (
        ("place_name", name, LONGEST_PLACE),
        ("place_address", address, LONGEST_PLACE_ADDRESS),
    )
    faults = {}
    for field, text, longest in limits:
        if not text.strip():
            faults[field] = IntakeFault.MISSING
        elif len(text) > longest:
            faults[field] = IntakeFault.TOO_LONG
        elif not text.strip().isprintable():
            faults[field] = IntakeFault.UNPRINTABLE
    return faults


def check_unlisted_budget(recent: Recent, *, has_work: bool) -> None:
    """Let one more come in. Raises UnlistedBusy or CaseWorkNeeded."""
    if recent.in_hour >= TAKEN_AN_HOUR:
        raise UnlistedBusy
    if not has_work and recent.without_work >= WORKLESS_AN_HOUR:
        raise CaseWorkNeeded


def scope_of(actor: Actor) -> Scope:
    """The part of the register whose unlisted businesses `actor` handles."""
    return actor.scope(OFFICERS)


def check_handler(actor: Actor, *, station: str | None) -> None:
    """Let `actor` handle a message of this Station; where none is known, the bureau does.

    Raises NotAllowed.
    """
    scope = scope_of(actor)
    if not (scope.is_whole or (station is not None and station in scope.stations)):
        raise NotAllowed("handle a message about a business of another station")


def check_waiting(state: UnlistedState) -> None:
    """Let somebody decide about a message that waits. Raises UnlistedDecided."""
    if state is not UnlistedState.WAITING:
        raise UnlistedDecided
