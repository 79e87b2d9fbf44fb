"""Looks for tests: minutes after a moment, good, bad or unknown."""

from datetime import datetime, timedelta

from portal.rounds.kinds import FaultCode
from portal.rounds.operations.outages import note_observations
from portal.rounds.rules.observations import Observation, Outcome
from tests.support.factories import NOON

DARK = {"dark": 9.0, "dark_threshold": 30.0}


def minute(number: float, start: datetime = NOON) -> datetime:
    """So many minutes after noon."""
    return start + timedelta(minutes=number)


def good(at: float, camera: int = 1, **changes) -> Observation:
    """A good picture, `at` minutes after noon."""
    return Observation(camera, minute(at), Outcome.GOOD, **changes)


def bad(at: float, camera: int = 1, **changes) -> Observation:
    """A dark picture, unless `changes` give another code."""
    fields = {"code": FaultCode.DEV_DARK, "measured": DARK}
    return Observation(camera, minute(at), Outcome.BAD, **fields | changes)


def off(at: float, camera: int = 1, cause: str = "unreachable", **changes) -> Observation:
    """No picture at all."""
    fields = {"code": FaultCode.DEV_OFF, "cause": cause}
    return Observation(camera, minute(at), Outcome.BAD, **fields | changes)


def unknown(at: float, camera: int = 1, **changes) -> Observation:
    """A look that came to nothing by our own fault."""
    fields = {"cause": "no_turn"}
    return Observation(camera, minute(at), Outcome.UNKNOWN, **fields | changes)


def note(session, *looks: Observation, now: datetime = NOON) -> None:
    """Have the rounds take note of these looks."""
    note_observations(session, looks, now=now)
    session.commit()
