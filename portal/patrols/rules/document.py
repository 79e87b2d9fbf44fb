"""A plan as a document that anybody can keep, and check without this portal's database.

Written as canonical JSON (sorted keys, no spaces, UTF-8), so that its SHA-256 is one.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any

from portal.patrols.kinds import Grade
from portal.patrols.rules.calendar import Span
from portal.patrols.rules.drawing import Draw, SeedMalformed, promise_of
from portal.patrols.rules.planning import (
    Candidate,
    Inspector,
    Plan,
    PlannedPatrol,
    Terms,
    plan_year,
)

FORMAT = "mingchu-patrol-draw/1"  # another number where the same values would give another plan

Document = dict[str, Any]


class DrawFault(StrEnum):
    """What is wrong with a published draw."""

    UNREADABLE = "unreadable"
    NOT_DRAWN = "not_drawn"
    SEED_SECRET = "seed_secret"  # noqa: S105 - says that a seed is not yet shown
    SEED_DIFFERS = "seed_differs"
    INPUTS_DIFFER = "inputs_differ"
    PLAN_DIFFERS = "plan_differs"


def canonical(document: object) -> bytes:
    """The one way in which a document is written to be hashed."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def digest_of(document: object) -> str:
    """The SHA-256 of a document, in hexadecimal."""
    return sha256(canonical(document)).hexdigest()


def inputs_document(
    candidates: Sequence[Candidate], inspectors: Sequence[Inspector], *, terms: Terms
) -> Document:
    """What a plan is drawn from."""
    return {
        "format": FORMAT,
        "terms": {
            "year": terms.year,
            "starts_on": terms.starts_on.isoformat(),
            "weeks_a_slot": terms.weeks_a_slot,
            "visits_a_day": terms.visits_a_day,
            "most_visits": terms.most_visits,
            "is_paired": terms.is_paired,
            "rest_days": sorted(day.isoformat() for day in terms.rest_days),
        },
        "inspectors": [
            {"key": each.key, "station": each.station}
            for each in sorted(inspectors, key=lambda each: each.key)
        ],
        "restaurants": [
            _candidate(each) for each in sorted(candidates, key=lambda each: each.code)
        ],
    }


def plan_document(plan: Plan) -> Document:
    """What was drawn."""
    return {
        "patrols": [_patrol(each) for each in plan.patrols],
        "missing": [
            {
                "restaurant": each.restaurant,
                "station": each.station,
                "half": each.half.name,
                "why": each.why.value,
                "is_coverage": each.is_coverage,
            }
            for each in plan.missing
        ],
        "required": plan.required,
    }


def drawn_again(inputs: Mapping[str, Any], *, seed: str, beacon: str) -> Plan:
    """The plan that these inputs give with this seed and beacon.

    Raises KeyError, TypeError or ValueError for inputs that are none.
    """
    if inputs["format"] != FORMAT:
        raise ValueError(inputs["format"])
    return plan_year(
        [_as_candidate(each) for each in inputs["restaurants"]],
        [Inspector(each["key"], each["station"]) for each in inputs["inspectors"]],
        terms=_as_terms(inputs["terms"]),
        draw=Draw(seed, beacon),
    )


def faults_of(published: Mapping[str, Any]) -> list[DrawFault]:
    """What is wrong with a published draw; nothing: everybody comes to the same plan.

    `published` is what the plan's public document has; the seed only once it is shown.
    """
    try:
        return _faults(published)
    except (KeyError, TypeError, ValueError, AttributeError, SeedMalformed):
        return [DrawFault.UNREADABLE]


def _faults(published: Mapping[str, Any]) -> list[DrawFault]:
    seed, found = published["seed"], []
    if published["drawn_at"] is None:
        return [DrawFault.NOT_DRAWN]
    if not seed:
        return [DrawFault.SEED_SECRET]
    if promise_of(seed) != published["seed_sha256"]:
        found.append(DrawFault.SEED_DIFFERS)
    if digest_of(published["inputs"]) != published["inputs_sha256"]:
        found.append(DrawFault.INPUTS_DIFFER)
    plan = drawn_again(published["inputs"], seed=seed, beacon=published["beacon"])
    if canonical(plan_document(plan)) != canonical(published["drawn"]):
        found.append(DrawFault.PLAN_DIFFERS)
    return found


def _candidate(each: Candidate) -> Document:
    return {
        "code": each.code,
        "station": each.station,
        "grade": each.grade.value,
        "last_visit": _day(each.last_visit),
        "has_camera": each.has_camera,
        "away": [[span.first.isoformat(), _day(span.until)] for span in each.away],
        "checked_above": _day(each.checked_above),
        "visited": [day.isoformat() for day in each.visited],
    }


def _as_candidate(told: Mapping[str, Any]) -> Candidate:
    return Candidate(
        code=told["code"],
        station=told["station"],
        grade=Grade(told["grade"]),
        last_visit=_as_day(told["last_visit"]),
        has_camera=told["has_camera"],
        away=tuple(
            Span(date.fromisoformat(first), _as_day(until)) for first, until in told["away"]
        ),
        checked_above=_as_day(told["checked_above"]),
        visited=tuple(date.fromisoformat(day) for day in told["visited"]),
    )


def _as_terms(told: Mapping[str, Any]) -> Terms:
    return Terms(
        year=told["year"],
        starts_on=date.fromisoformat(told["starts_on"]),
        weeks_a_slot=told["weeks_a_slot"],
        visits_a_day=told["visits_a_day"],
        most_visits=told["most_visits"],
        is_paired=told["is_paired"],
        rest_days=frozenset(date.fromisoformat(day) for day in told["rest_days"]),
    )


def _patrol(each: PlannedPatrol) -> Document:
    return {
        "station": each.station,
        "first": each.first.isoformat(),
        "until": each.until.isoformat(),
        "way": each.way.value,
        "team": list(each.team),
        "restaurants": list(each.restaurants),
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _as_day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
