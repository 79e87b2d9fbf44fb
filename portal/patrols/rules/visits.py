"""When a Visit can be begun, changed, done or dropped, and what its form asks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from portal.patrols.kinds import Answer, SnapshotEnd, VisitState, Way
from portal.registry.kinds import Status, Zone
from portal.shell.rules import MingchuError

# Zones where ready-to-eat food is handled are asked more; source: domain reference, section 11.
CHECKLIST: Mapping[Zone, tuple[str, ...]] = {
    Zone.STORAGE: ("off_floor", "pests", "clean"),
    Zone.ROUGH: ("clothes", "clean", "bins", "pests"),
    Zone.CUTTING: ("clothes", "smoking", "clean", "bins"),
    Zone.COOKING: ("clothes", "smoking", "raw_cooked", "kept_warm", "bins"),
    Zone.SPECIAL: ("hands", "outsiders", "door", "cold"),
    Zone.DISHING: ("clothes", "hands", "covered"),
    Zone.WASHING: ("disinfected", "clean", "drains"),
    Zone.PASTRY: ("clothes", "clean", "covered"),
    Zone.SAMPLES: ("samples",),
    Zone.WASTE: ("bins", "pests"),
    Zone.ENTRANCE: ("outsiders", "hands"),
}
"""What to look at in each Zone, as keys of the words in forms/words.py."""


ALWAYS_ON_SITE = (Zone.STORAGE, Zone.ROUGH, Zone.CUTTING, Zone.COOKING, Zone.WASHING)
"""The Zones that an officer on site looks at, whether a Camera shows them or not."""


class Shown(Protocol):
    """A Camera: the Zone it shows, and its district days."""

    @property
    def zone(self) -> Zone:
        """What it shows."""

    @property
    def active_from(self) -> date:
        """The first day, included."""

    @property
    def active_until(self) -> date | None:
        """The first day after; None: no end known."""


def zones_of(cameras: Iterable[Shown], day: date, *, way: Way) -> tuple[Zone, ...]:
    """The Zones that the form of a Visit asks about, in the order of their list."""
    shown = {
        each.zone
        for each in cameras
        if each.active_from <= day and (each.active_until is None or day < each.active_until)
    }
    if way is Way.ON_SITE or not shown:
        shown |= set(ALWAYS_ON_SITE)
    return tuple(zone for zone in Zone if zone in shown)


class Obstacle(StrEnum):
    """Why a Visit cannot be ended yet."""

    ZONE_UNANSWERED = "zone_unanswered"
    SNAPSHOT_OPEN = "snapshot_open"
    FINDING_MISSING = "finding_missing"
    FINDING_UNSAID = "finding_unsaid"
    NOTHING_SEEN = "nothing_seen"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a form says: an answer a Zone, and each Snapshot's Zone with what it came to."""

    zones: Sequence[Zone]
    answers: Mapping[Zone, Answer] = field(default_factory=dict)
    snapshots: Sequence[tuple[Zone, SnapshotEnd | None]] = ()


class VisitOver(MingchuError):
    """A Visit is done or dropped already and stays as it is."""

    status = 409
    code = "visit_over"

    def __init__(self, state: VisitState) -> None:
        super().__init__(f"this visit is {state.value}; launch another one if need be")
        self.state = state


class VisitChanged(MingchuError):
    """Somebody else changed a Visit since its form was opened; `by` is who works on it."""

    status = 409
    code = "visit_changed"

    def __init__(self, by: str) -> None:
        super().__init__(f"{by or 'somebody'} changed this visit meanwhile; look at it and repeat")
        self.by = by


class VisitUnfinished(MingchuError):
    """A Visit cannot be ended; `obstacles` with the Zones that they are about."""

    status = 422
    code = "visit_unfinished"

    def __init__(self, obstacles: Sequence[tuple[Obstacle, Zone | None]]) -> None:
        super().__init__(f"{len(obstacles)} things are missing; answer them, then end the visit")
        self.obstacles = tuple(obstacles)


class RestaurantGone(MingchuError):
    """A Restaurant is not in business, so that it cannot be visited; `status` says why."""

    status = 409
    code = "restaurant_gone"

    def __init__(self, why: Status) -> None:
        super().__init__(f"the restaurant is {why.value}; drop the visit, saying so")
        self.why = why


class NoPictureNow(MingchuError):
    """A Camera gives no picture at the moment, so that no Snapshot can be taken."""

    status = 503
    code = "no_picture_now"

    def __init__(self, camera: str) -> None:
        super().__init__(f"camera {camera} gives no picture now; say that its zone is not seen")
        self.camera = camera


class PhotoMissing(MingchuError):
    """A photograph was to be kept, and none was sent."""

    status = 422
    code = "photo_missing"

    def __init__(self) -> None:
        super().__init__("choose a photograph first")


class ClassMissing(MingchuError):
    """A Snapshot would become a Finding of no class."""

    status = 422
    code = "class_missing"

    def __init__(self) -> None:
        super().__init__("choose what kind of violation it is")


class SnapshotDecided(MingchuError):
    """A Snapshot became a Finding, which is taken back on the Finding's own page alone."""

    status = 409
    code = "snapshot_decided"

    def __init__(self) -> None:
        super().__init__("this snapshot is a finding already; withdraw the finding instead")


class DropUnexplained(MingchuError):
    """A Visit would be dropped for another reason, and nobody says which."""

    status = 422
    code = "drop_unexplained"

    def __init__(self) -> None:
        super().__init__("say why the visit is not made")


CANNOT_BE_VISITED = frozenset({Status.PLANNED, Status.CLOSED, Status.MOVED})


def check_open(state: VisitState) -> None:
    """Let a Visit be changed while it is planned or begun, or raise VisitOver."""
    if state in {VisitState.DONE, VisitState.DROPPED}:
        raise VisitOver(state)


def check_version(expected: int | None, present: int, *, by: str) -> None:
    """Let who saw version `expected` change a Visit that is at `present`; None: whatever it is.

    Raises VisitChanged.
    """
    if expected is not None and expected != present:
        raise VisitChanged(by)


def check_status(status: Status | None) -> None:
    """Let a Restaurant be visited that may do business, or raise RestaurantGone."""
    if status in CANNOT_BE_VISITED:
        raise RestaurantGone(status)


def obstacles(seen: Seen) -> list[tuple[Obstacle, Zone | None]]:
    """What is missing before a Visit can be ended, in the order of the form.

    A Zone said to show a finding has a Snapshot that became one, and the other way round. A
    Visit that saw no Zone at all is none: it is dropped instead, saying why.
    """
    found: list[tuple[Obstacle, Zone | None]] = []
    proved = {zone for zone, end in seen.snapshots if end is SnapshotEnd.FINDING}
    for zone in _all_zones(seen):
        answer = seen.answers.get(zone)
        if answer is None:
            found.append((Obstacle.ZONE_UNANSWERED, zone))
        elif answer is Answer.FINDING and zone not in proved:
            found.append((Obstacle.FINDING_MISSING, zone))
        elif answer is not Answer.FINDING and zone in proved:
            found.append((Obstacle.FINDING_UNSAID, zone))
    found += [(Obstacle.SNAPSHOT_OPEN, zone) for zone, end in seen.snapshots if end is None]
    if not found and all(answer is Answer.NOT_SEEN for answer in seen.answers.values()):
        found.append((Obstacle.NOTHING_SEEN, None))
    return found


def _all_zones(seen: Seen) -> Iterable[Zone]:
    """The Zones of the form, and those of Snapshots beside it."""
    others = [zone for zone, __ in seen.snapshots if zone not in seen.zones]
    return dict.fromkeys([*seen.zones, *others])
