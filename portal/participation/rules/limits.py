"""How much is taken: of a venue first, of a device second, of a network address last."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from portal.participation.kinds import Tier
from portal.shell.rules import MingchuError

DEVICE_RESTS = timedelta(hours=24)  # at one Restaurant
DEVICE_A_DAY = 3  # answers in the whole district
PANEL_RESTS = timedelta(days=183)  # between two Surveys of one device
LEAST_SECONDS = 8  # an honest person needs more for all questions
FORM_HOLDS = timedelta(hours=2)
RETRY_HOLDS = timedelta(hours=1)  # in which the same form sent again is the same answer

WITHOUT_WORK_AN_HOUR = 6  # answers of one venue without proof of work, by sign or Display
BASE_COST = 2_000  # rounds of PBKDF2; some tenths of a second on an old phone with its tries
MOST_COST = 32_000
WORK_HOLDS = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class Budget:
    """How many answers one venue is thought to give in ten minutes, and in a day."""

    a_window: int
    a_day: int


BUDGETS: Mapping[Tier, Budget] = {
    Tier.SIGN: Budget(a_window=8, a_day=60),
    Tier.DISPLAY: Budget(a_window=20, a_day=200),
    Tier.SLIP: Budget(a_window=60, a_day=600),
}


class VenueBusy(MingchuError):
    """More answers come from one venue than people can eat there; slips are still taken."""

    status = 429
    code = "venue_busy"

    def __init__(self) -> None:
        super().__init__("this restaurant has had many answers just now; try again later today")


class WorkNeeded(MingchuError):
    """An answer without proof of work, and the venue's slow lane for those is full."""

    status = 429
    code = "work_needed"

    def __init__(self) -> None:
        super().__init__("without scripts only a few answers an hour are taken; use a slip's code")


class WorkRefused(MingchuError):
    """A proof of work is wrong, too old or was used before."""

    status = 422
    code = "work_refused"

    def __init__(self) -> None:
        super().__init__("the check of this browser is too old; reload the page")


class DeviceRests(MingchuError):
    """This device has answered here within a day, or three times today."""

    status = 409
    code = "device_rests"

    def __init__(self) -> None:
        super().__init__("this device has answered already; once a day and restaurant is enough")


def check_budget(tier: Tier, *, in_window: int, today: int) -> None:
    """Let one more answer of `tier` through, after so many of this venue; or raise VenueBusy."""
    budget = BUDGETS[tier]
    if in_window >= budget.a_window or today >= budget.a_day:
        raise VenueBusy


def check_work(tier: Tier, *, has_work: bool, without_work: int) -> None:
    """Let an answer through that brings proof of work, a slip, or finds the slow lane free.

    `without_work` are those of the last hour. Raises WorkNeeded.
    """
    if not has_work and tier is not Tier.SLIP and without_work >= WITHOUT_WORK_AN_HOUR:
        raise WorkNeeded


def work_cost(in_window: int) -> int:
    """How hard the proof of work is, after so many answers of this venue in ten minutes."""
    return int(min(MOST_COST, BASE_COST * 2 ** (in_window // 3)))
