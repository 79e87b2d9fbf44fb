"""Who may do what with surveys: one table."""

from collections.abc import Mapping
from enum import StrEnum

from portal.accounts.kinds import Role
from portal.accounts.rules import Actor, NotAllowed
from portal.shell.rules import MingchuError, NotFound


class Act(StrEnum):
    """What somebody may want to do; the value completes "this account may not …"."""

    READ = "read about surveys"
    PLAN = "plan or draw a survey"
    PRINT = "print slips"
    DISPLAY = "see the address of a display"
    ENTER = "enter answers from paper or telephone"
    DECIDE = "decide about answers that were set aside"
    APPEAL = "object to answers being set aside"
    READ_OWN = "read the answers of a restaurant in groups"


_STATION = frozenset({Role.INSPECTOR, Role.STATION_HEAD})
_RESTAURANT = frozenset({Role.RESTAURANT_STAFF, Role.RESTAURANT_OWNER})
_OFFICER = frozenset({Role.BUREAU_OFFICER})

MAY: Mapping[Act, frozenset[Role]] = {
    Act.READ: _STATION | _OFFICER | {Role.AUDITOR},
    Act.PLAN: _OFFICER,
    Act.PRINT: _OFFICER,
    Act.DISPLAY: _OFFICER | {Role.RESTAURANT_OWNER},
    Act.ENTER: _STATION | _OFFICER,
    Act.DECIDE: _OFFICER,
    Act.APPEAL: frozenset({Role.RESTAURANT_OWNER}),
    Act.READ_OWN: _RESTAURANT,
}
"""The roles that each act is open to, within the part of the register they are given for."""


class AsideDecided(MingchuError):
    """Somebody has decided about these answers already, or nobody objected to them."""

    status = 409
    code = "aside_decided"

    def __init__(self) -> None:
        super().__init__("these answers were decided about; look at the list again")


class WaveNotReady(MingchuError):
    """A Survey is not in the state that an act needs; it goes committed, drawn, closed."""

    status = 409
    code = "wave_not_ready"

    def __init__(self) -> None:
        super().__init__("the survey is not so far, or already further; look at its page again")


class WaveRefused(MingchuError):
    """A Survey cannot be as it was asked for; `field` is where."""

    status = 422
    code = "wave_refused"

    def __init__(self, field: str) -> None:
        super().__init__(f"the survey's {field} cannot be so; correct it")
        self.field = field


class FrameEmpty(MingchuError):
    """No Restaurant does business in the days of a Survey."""

    status = 409
    code = "frame_empty"

    def __init__(self) -> None:
        super().__init__("no restaurant is open in the survey's days; check the register")


class SurveyUnknown(NotFound):
    """There is no such Survey, slot, or group of answers set aside."""

    def __init__(self, what: str, name: object) -> None:
        super().__init__(what, str(name))


def check(actor: Actor, act: Act, *, station: str = "", restaurant: str = "") -> None:
    """Let `actor` do `act`, at a Restaurant if one is named, or raise NotAllowed."""
    scope = actor.scope(MAY[act])
    if not (scope.is_whole or scope.covers(station=station, restaurant=restaurant)):
        raise NotAllowed(act.value)
