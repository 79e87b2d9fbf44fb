"""Which Cameras are looked at in a minute, and for which minute a look counts."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby

from portal.registry.rules import Status
from portal.rounds.kinds import FaultCode

MINUTE = timedelta(minutes=1)
HOUR_MINUTES = 60
# A look that begins at the end of a minute may bring its picture a little after it, and a picture
# lent at its beginning may have come a little before.
EARLY, LATE = timedelta(seconds=10), timedelta(seconds=15)
HOSTS_NOT_SILENT_BY_CHANCE = 10
# A process has one core, and of that is left what viewers and stalls need; a look with inference
# takes 35 CPU-ms (docs/design/capacity.md).
CAMERAS_A_DETECTOR = 1_000
_GONE = frozenset({Status.CLOSED, Status.MOVED})

# Of several faults of one picture the first is its cause, the others follow from it: what is
# covered is blurred and unlike its reference as well.
GRAVITY = (
    FaultCode.DEV_DARK, FaultCode.DEV_COVER, FaultCode.DEV_BLUR, FaultCode.DEV_FROZEN,
    FaultCode.DEV_LOOP, FaultCode.DEV_MOVED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rostered:
    """A Camera active today, and the Status of its Restaurant now."""

    camera_id: int
    restaurant_id: int
    status: Status | None


def minute_of(moment: datetime) -> datetime:
    """The whole minute, in UTC, in which `moment` lies."""
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


def is_looked_at(camera: Rostered, minute: datetime) -> bool:
    """Whether this Camera is looked at in `minute`.

    That of an open Restaurant in each, also at night; that of one that closed or moved away
    once an hour, since a Camera that still sends is to be told. Nobody agreed to be seen in a
    Restaurant that is suspended, planned, or of which nothing is known.
    """
    if camera.status in _GONE:
        return camera.camera_id % HOUR_MINUTES == minute.minute
    return camera.status is Status.OPEN


def batches(cameras: Iterable[Rostered], *, size: int) -> Iterator[tuple[int, ...]]:
    """The ids of `cameras`, which come by Restaurant, in batches of `size` at most.

    The Cameras of a Restaurant stay together, since they often share a recorder, whose budget
    is kept within a batch; one with more than `size` Cameras is a batch by itself.
    """
    batch: list[int] = []
    for _, group in groupby(cameras, key=lambda camera: camera.restaurant_id):
        together = [camera.camera_id for camera in group]
        if batch and len(batch) + len(together) > size:
            yield tuple(batch)
            batch = []
        batch += together
    if batch:
        yield tuple(batch)


def detectors_for(cameras: int) -> int:
    """How many processes can look at so many `cameras` each minute and infer every frame."""
    return max(1, -(-cameras // CAMERAS_A_DETECTOR))


def counts_for(minute: datetime, at: datetime) -> bool:
    """Whether what was seen at `at` may count for `minute`, in which the look was due.

    It may not when the clock was set in between: then nobody knows which minute it was.
    """
    return minute - EARLY <= at < minute + MINUTE + LATE


def gravest(codes: Sequence[FaultCode]) -> FaultCode | None:
    """The code that explains the others; None when there are none."""
    return min(codes, key=GRAVITY.index, default=None)


def may_be_ours(hosts: Collection[str]) -> bool:
    """Whether silence of all these `hosts` would be a network of ours that is gone."""
    return len(hosts) >= HOSTS_NOT_SILENT_BY_CHANCE


@dataclass(frozen=True, slots=True)
class Touch:
    """The hosts that were silent, one after the other, since any host last answered."""

    silent: frozenset[str] = frozenset()

    def after(self, host: str, *, has_answered: bool) -> "Touch":
        """What holds after one more try at `host`; a refusal is an answer too."""
        return NOBODY_SILENT if has_answered else Touch(self.silent | {host})

    @property
    def is_lost(self) -> bool:
        """Whether it is our own network that is gone.

        So many recorders do not fail one after the other while all others are left out; with
        fewer nobody can tell.
        """
        return may_be_ours(self.silent)


NOBODY_SILENT = Touch()
