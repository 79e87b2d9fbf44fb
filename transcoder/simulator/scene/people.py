"""The people of the kitchen: where they are, what their hands do, and how they look."""

from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise
from math import atan2, cos, hypot, pi, sin

import numpy as np

from transcoder.simulator.scene.lens import Lens, Points
from transcoder.simulator.scene.painting import Colour, Picture, bodies

WALK_METRES_PER_SECOND = 0.75
Own = tuple[float, float, float]  # metres to the right, ahead and up, from the floor below
PERIOD_SECONDS = 60.0  # a minute's clip begins again where it ended


class Work(Enum):
    """What a person does at a place."""

    CHOP = auto()
    STIR = auto()
    WASH = auto()
    LOOK = auto()


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to work at; `facing` in degrees, 0 towards the back wall, 90 to the right."""

    x: float
    y: float
    facing: float
    work: Work


@dataclass(frozen=True, slots=True)
class Cook:
    """One person: the places they go round by, along the lane at depth `lane_y`."""

    spots: tuple[Spot, ...]
    lane_y: float
    jacket: Colour = (236, 238, 238)
    apron: Colour = (120, 84, 48)
    masked: bool = False
    start_seconds: float = 0.0
    height: float = 1.0


@dataclass(frozen=True, slots=True)
class Pose:
    """A person at one moment; `heading` in radians, `stride` counts steps, None standing."""

    x: float
    y: float
    heading: float
    work: Work
    stride: float | None
    seconds: float


@dataclass(frozen=True, slots=True)
class _Limb:
    """A rounded body around circles in a person's own axes; the farthest is drawn first."""

    centres: tuple[Own, ...]
    radii: tuple[float, ...]
    colour: Colour
    nearer: float = 0.0


SKIN, HAIR, SHOE, TROUSERS, MASK = (
    (164, 198, 238), (46, 42, 42), (34, 32, 32), (82, 74, 70), (214, 190, 150),
)  # fmt: skip
CAP = (246, 247, 247)


_REACH = np.array([(x, y, z) for x in (-0.7, 0.7) for y in (-0.7, 0.7) for z in (0.0, 2.0)])


def pose_at(cook: Cook, seconds: float) -> Pose:
    """Where `cook` is and what they do at this time of the minute."""
    legs = [_way(cook, i) for i in range(len(cook.spots))]
    walking = sum(_length(way) for way in legs) / WALK_METRES_PER_SECOND
    each_work = max(1.0, (PERIOD_SECONDS - walking) / len(legs))
    left = (seconds + cook.start_seconds) % PERIOD_SECONDS
    for spot, way in zip(cook.spots, legs, strict=True):
        if left < each_work:
            return Pose(spot.x, spot.y, _radians(spot.facing), spot.work, None, seconds)
        left -= each_work
        length = _length(way)
        if left * WALK_METRES_PER_SECOND < length:
            return _on_way(way, left * WALK_METRES_PER_SECOND, seconds)
        left -= length / WALK_METRES_PER_SECOND
    last = cook.spots[0]
    return Pose(last.x, last.y, _radians(last.facing), last.work, None, seconds)


def draw_person(picture: Picture, lens: Lens, cook: Cook, pose: Pose) -> None:
    """Draw a person, without what may stand in front of them."""
    limbs = _limbs(cook, pose)
    room = _in_room([centre for limb in limbs for centre in limb.centres], cook, pose)
    counts = [len(limb.centres) for limb in limbs]
    starts = np.cumsum([0, *counts[:-1]])
    depths = lens.depths(room)
    middles = np.add.reduceat(depths, starts) / counts - [limb.nearer for limb in limbs]
    radii = np.array([radius for limb in limbs for radius in limb.radii])
    bodies(
        picture,
        lens.pixels(room),
        radii * lens.radius(1.0, float(depths.mean())),
        [(slice(starts[i], starts[i] + counts[i]), limbs[i].colour) for i in np.argsort(-middles)],
    )


def extent(lens: Lens, pose: Pose) -> tuple[int, int, int, int]:
    """The part of the picture a person at `pose` can touch: left, top, right, bottom."""
    pixels = lens.pixels(_REACH + np.array([pose.x, pose.y, 0.0]))
    width, height = lens.size
    left, top = np.maximum(pixels.min(axis=0), 0).astype(int)
    right, bottom = np.minimum(pixels.max(axis=0) + 6, (width, height)).astype(int)
    return int(left), int(top), int(right), int(bottom)


def _in_room(own: list[Own], cook: Cook, pose: Pose) -> Points:
    """Points in a person's own axes as room points, shape (n, 3)."""
    right, ahead = cos(pose.heading), sin(pose.heading)
    axes = np.array([[right, -ahead, 0.0], [ahead, right, 0.0], [0.0, 0.0, cook.height]])
    placed: Points = np.array(own) @ axes + (pose.x, pose.y, 0.0)
    return placed


def _limbs(cook: Cook, pose: Pose) -> list[_Limb]:
    lean = 0.04 if pose.stride is not None else 0.09
    shoulders, hips = ((-0.16, lean, 1.38), (0.16, lean, 1.38)), ((-0.11, 0, 0.92), (0.11, 0, 0.92))
    chest, hem = lean + 0.07, 0.1
    apron = ((-0.1, chest, 1.2), (0.1, chest, 1.2), (-0.13, hem, 0.62), (0.13, hem, 0.62))
    return [
        *_legs(pose),
        *_arms(pose, cook.jacket),
        _Limb((*shoulders, *hips), (0.085, 0.085, 0.11, 0.11), cook.jacket),
        _Limb(apron, (0.035, 0.035, 0.04, 0.04), cook.apron, nearer=0.01),
        *_head(lean, masked=cook.masked),
    ]


def _legs(pose: Pose) -> list[_Limb]:
    limbs = []
    for side in (-1, 1):
        swing, lift = 0.0, 0.0
        if pose.stride is not None:
            turn = pose.stride * 2 * pi + (pi if side > 0 else 0)
            swing, lift = 0.24 * sin(turn), 0.07 * max(0.0, cos(turn))
        hip, knee = (0.09 * side, 0.0, 0.9), (0.1 * side, swing * 0.6 + 0.04, 0.5 + lift * 0.5)
        ankle, toe = (0.1 * side, swing, 0.1 + lift), (0.11 * side, swing + 0.13, 0.05 + lift)
        limbs.append(_Limb((hip, knee), (0.095, 0.07), TROUSERS, nearer=-0.02))
        limbs.append(_Limb((knee, ankle), (0.068, 0.055), TROUSERS, nearer=-0.02))
        limbs.append(_Limb((ankle, toe), (0.05, 0.045), SHOE, nearer=-0.03))
    return limbs


def _arms(pose: Pose, sleeve: Colour) -> list[_Limb]:
    limbs = []
    for side in (-1, 1):
        shoulder, hand = (0.21 * side, 0.05, 1.36), _hand(pose, side)
        elbow = (
            (shoulder[0] + hand[0]) / 2 + 0.08 * side,
            (shoulder[1] + hand[1]) / 2 - 0.05,
            (shoulder[2] + hand[2]) / 2 - 0.09,
        )
        limbs.append(_Limb((shoulder, elbow), (0.062, 0.05), sleeve))
        limbs.append(_Limb((elbow, hand), (0.05, 0.04), sleeve, nearer=0.01))
        limbs.append(_Limb((hand,), (0.046,), SKIN, nearer=0.03))
        if side > 0 and pose.stride is None and pose.work in (Work.CHOP, Work.STIR):
            limbs.append(_tool(hand, pose.work))
    return limbs


def _tool(hand: Own, work: Work) -> _Limb:
    right, ahead, up = hand
    if work is Work.CHOP:
        blade = ((right - 0.02, ahead + 0.04, up - 0.03), (right - 0.06, ahead + 0.2, up - 0.05))
        return _Limb(blade, (0.02, 0.012), (226, 226, 224), nearer=0.02)
    ladle = (hand, (right - 0.02, ahead + 0.2, up - 0.12))
    return _Limb(ladle, (0.014, 0.02), (186, 186, 184), nearer=0.02)


def _hand(pose: Pose, side: int) -> Own:
    if pose.stride is not None:
        swing = 0.2 * sin(pose.stride * 2 * pi + (0 if side > 0 else pi))
        return 0.24 * side, 0.06 + swing, 0.92
    beat = pose.seconds * 2 * pi
    if pose.work is Work.CHOP:
        knife = 0.07 * abs(sin(beat * 1.25)) if side > 0 else 0.0
        return 0.12 * side + 0.03 * sin(beat * 0.2), 0.42, 0.98 + knife
    if pose.work is Work.STIR:
        if side < 0:
            return -0.2, 0.4, 1.05
        return 0.08 + 0.09 * cos(beat * 0.7), 0.46 + 0.08 * sin(beat * 0.7), 1.16
    if pose.work is Work.WASH:
        turn = beat * 0.8 + (pi if side > 0 else 0)
        return 0.13 * side + 0.06 * cos(turn), 0.42 + 0.05 * sin(turn), 0.94
    return 0.17 * side, 0.28 + 0.02 * sin(beat * 0.3 + side), 1.08


def _head(lean: float, *, masked: bool) -> list[_Limb]:
    ahead = lean + 0.03
    crown = ((0.0, ahead - 0.012, 1.70), (0.0, ahead - 0.02, 1.79))
    limbs = [
        _Limb(((0.0, ahead, 1.45), (0.0, ahead, 1.52)), (0.055, 0.055), SKIN),
        _Limb(((0.0, ahead + 0.015, 1.62),), (0.108,), SKIN, nearer=0.02),
        _Limb(((0.0, ahead - 0.045, 1.63),), (0.098,), HAIR, nearer=0.015),
        _Limb(crown, (0.105, 0.116), CAP, nearer=0.08),
    ]
    if masked:
        cover = ((-0.04, ahead + 0.085, 1.58), (0.04, ahead + 0.085, 1.58))
        limbs.append(_Limb(cover, (0.05, 0.05), MASK, nearer=0.05))
    return limbs


def _way(cook: Cook, index: int) -> list[tuple[float, float]]:
    here, there = cook.spots[index], cook.spots[(index + 1) % len(cook.spots)]
    corners = [(here.x, here.y), (here.x, cook.lane_y), (there.x, cook.lane_y), (there.x, there.y)]
    return corners if here is not there else corners[:1]


def _length(way: list[tuple[float, float]]) -> float:
    return sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(way))


def _on_way(way: list[tuple[float, float]], metres: float, seconds: float) -> Pose:
    gone = metres
    for (x0, y0), (x1, y1) in pairwise(way):
        length = hypot(x1 - x0, y1 - y0)
        if metres <= length and length > 0:
            share = metres / length
            heading = atan2(x1 - x0, y1 - y0)
            x, y = x0 + (x1 - x0) * share, y0 + (y1 - y0) * share
            return Pose(x, y, heading, Work.LOOK, gone / 1.1, seconds)
        metres -= length
    return Pose(*way[-1], 0.0, Work.LOOK, 0.0, seconds)


def _radians(degrees: float) -> float:
    return degrees * pi / 180
