"""What stands in a kitchen, in steel, and what lies on it."""

import numpy as np

from transcoder.simulator.scene import textures
from transcoder.simulator.scene.painting import Colour, shade
from transcoder.simulator.scene.room import Room, Span

TOP = 0.86  # metres from the floor to every worktop
LEAF, CARROT, TOMATO, RADISH, GINGER = (
    (62, 150, 92), (40, 120, 226), (52, 58, 206), (226, 226, 236), (110, 170, 206),
)  # fmt: skip
MEAT, WOOD, CARTON = (112, 118, 204), (120, 168, 204), (118, 158, 190)
VEGETABLES = (LEAF, CARROT, TOMATO, RADISH, LEAF)
BOARDS = ((96, 168, 84), (70, 82, 196), (188, 140, 60), WOOD)


def counter(room: Room, x: Span, y: Span) -> None:
    """A worktop over cupboards."""
    front = textures.doors(x[1] - x[0], TOP, room.rng)
    room.box(x, y, (0, TOP), front=front)


def kitchen_range(room: Room, x: Span, y: Span) -> None:
    """A gas range with dark grates over ovens."""
    room.box(x, y, (0, TOP), front=textures.oven(x[1] - x[0], TOP, room.rng))
    middle = (y[0] + y[1]) / 2
    for centre in np.arange(x[0] + 0.28, x[1] - 0.1, 0.5):
        room.cylinder(
            (centre, middle), (TOP, TOP + 0.02), 0.19, side=(60, 60, 62), top=(38, 38, 40)
        )
        for turn in (-0.17, 0.0, 0.17):
            start, end = (
                (centre + turn, y[0] + 0.14, TOP + 0.04),
                (centre + turn, y[1] - 0.14, TOP + 0.04),
            )
            room.edge(start, end, (30, 30, 32), metres=0.02)


def sink(room: Room, x: Span, y: Span, *, mark: Colour | None = None) -> None:
    """A counter with a basin of water, a tap, and a coloured mark for what is washed in it."""
    counter(room, x, y)
    (x0, x1), (y0, y1) = (x[0] + 0.1, x[1] - 0.1), (y[0] + 0.12, y[1] - 0.14)
    rim = [(x0, y1, TOP), (x1, y1, TOP), (x1, y0, TOP), (x0, y0, TOP)]
    room.face(rim, textures.steel(x1 - x0, y1 - y0, room.rng, light=0.55))
    water = [(x0 + 0.03, y1 - 0.02, TOP - 0.08), (x1 - 0.03, y1 - 0.02, TOP - 0.08),
             (x1 - 0.03, y0 + 0.05, TOP - 0.08), (x0 + 0.03, y0 + 0.05, TOP - 0.08)]  # fmt: skip
    room.face(water, textures.plain(x1 - x0, y1 - y0, (178, 166, 140)))
    middle = (x0 + x1) / 2
    room.edge(
        (middle, y1 + 0.06, TOP), (middle, y1 + 0.06, TOP + 0.34), (205, 205, 203), metres=0.035
    )
    room.edge(
        (middle, y1 + 0.06, TOP + 0.34),
        (middle, y1 - 0.14, TOP + 0.33),
        (225, 225, 223),
        metres=0.03,
    )
    if mark is not None:
        plate = textures.board(0.34, 0.16, mark)
        left, z = middle - 0.17, 0.5
        corners = [(left, y[0] - 0.01, z + 0.16), (left + 0.34, y[0] - 0.01, z + 0.16),
                   (left + 0.34, y[0] - 0.01, z), (left, y[0] - 0.01, z)]  # fmt: skip
        room.face(corners, plate)


def hood(room: Room, x: Span) -> None:
    """The extractor over a range at the back wall, lit from inside."""
    room.box(x, (5.15, 6.2), (2.02, 2.45))
    room.edge((x[0], 5.15, 2.02), (x[1], 5.15, 2.02), (150, 226, 255), metres=0.05)


def fridge(room: Room, x: Span, y: Span) -> None:
    """A tall cold cupboard with two doors and a blue display."""
    front = textures.doors(x[1] - x[0], 1.95, room.rng)
    front[14:30, front.shape[1] // 2 - 22 : front.shape[1] // 2 + 22] = (214, 120, 30)
    room.box(x, y, (0, 1.95), front=front)


def rack(room: Room, x: Span, y: Span, *, height: float = 1.9) -> None:
    """Open shelves with cartons, crates and tins."""
    levels = np.arange(0.22, height, 0.52)
    for at_x in x:
        room.edge((at_x, y[1], 0), (at_x, y[1], height), (120, 120, 120), metres=0.04)
    for z in levels:
        room.box(x, y, (z - 0.03, z))
        _goods(room, (x[0] + 0.05, x[1] - 0.05), (y[0] + 0.08, y[1] - 0.05), z)
    for at_x in x:
        room.edge((at_x, y[0], 0), (at_x, y[0], height), (196, 196, 196), metres=0.04)


def crate(room: Room, at: Span, *, z: float = 0.0, colour: Colour, goods: Colour) -> None:
    """A plastic crate, full of vegetables."""
    x, y = at
    room.box((x - 0.26, x + 0.26), (y - 0.18, y + 0.18), (z, z + 0.26), colour=colour)
    for _ in range(26):
        along, away = room.rng.uniform(-0.2, 0.2), room.rng.uniform(-0.12, 0.12)
        tint = shade(goods, room.rng.uniform(0.8, 1.2))
        top = z + 0.29 + room.rng.uniform(0, 0.03)
        room.cylinder(
            (x + along, y + away), (top - 0.05, top), 0.045, side=tint, top=shade(tint, 1.1)
        )


def cutting_board(room: Room, at: Span, *, colour: Colour, goods: Colour) -> None:
    """A board with a heap of something cut."""
    x, y = at
    room.box((x - 0.26, x + 0.26), (y - 0.16, y + 0.16), (TOP, TOP + 0.03), colour=colour)
    for _ in range(22):
        along, away = room.rng.normal(0.1, 0.06), room.rng.normal(0, 0.05)
        tint = shade(goods, room.rng.uniform(0.8, 1.25))
        room.cylinder((x + along, y + away), (TOP + 0.03, TOP + 0.05), 0.022, side=tint, top=tint)


def bowl(room: Room, at: Span, *, goods: Colour, radius: float = 0.17) -> None:
    """A steel bowl full of one colour."""
    room.cylinder(at, (TOP, TOP + 0.11), radius, side=(200, 198, 194), top=goods, rim=0.86)


def plates(room: Room, at: Span, *, count: int, z: float = TOP) -> None:
    """A pile of white plates."""
    for place in range(count):
        low = z + place * 0.025
        room.cylinder(
            at, (low, low + 0.02), 0.13, side=(214, 216, 216), top=(240, 242, 242), rim=0.8
        )


def dish(room: Room, at: Span, *, food: Colour) -> None:
    """A plate with food on it."""
    plates(room, at, count=1)
    for _ in range(9):
        x, y = at[0] + room.rng.normal(0, 0.03), at[1] + room.rng.normal(0, 0.03)
        tint = shade(food, room.rng.uniform(0.8, 1.3))
        room.cylinder((x, y), (TOP + 0.02, TOP + 0.05), 0.028, side=tint, top=tint)


def pot(room: Room, at: Span, *, soup: Colour, radius: float = 0.2, height: float = 0.24) -> None:
    """A steel pot on the fire."""
    low = TOP + 0.05
    room.cylinder(at, (low, low + height), radius, side=(176, 174, 170), top=soup)
    for side in (-1, 1):
        x = at[0] + side * radius
        room.edge((x, at[1], low + height * 0.8), (x + side * 0.09, at[1], low + height * 0.82),
                  (70, 68, 66), metres=0.035)  # fmt: skip


def wok(room: Room, at: Span, *, food: Colour) -> None:
    """A wide black wok with its handle towards the cook."""
    room.cylinder(at, (TOP + 0.05, TOP + 0.15), 0.23, side=(52, 52, 54), top=food, rim=0.86)
    room.edge((at[0], at[1] - 0.22, TOP + 0.14), (at[0] + 0.05, at[1] - 0.5, TOP + 0.22),
              (56, 78, 104), metres=0.05)  # fmt: skip


def _goods(room: Room, x: Span, y: Span, z: float) -> None:
    at = x[0]
    while at < x[1] - 0.2:
        width, height = room.rng.uniform(0.2, 0.42), room.rng.uniform(0.16, 0.38)
        end = min(at + width, x[1])
        kind = room.rng.integers(0, 4)
        if kind == 0:
            middle, radius = ((at + end) / 2, (y[0] + y[1]) / 2), (end - at) / 2.2
            tint = [(196, 198, 200), (70, 96, 190), (92, 150, 86)][room.rng.integers(0, 3)]
            room.cylinder(middle, (z, z + height), radius, side=tint, top=shade(tint, 0.9))
        else:
            tints = (shade(CARTON, room.rng.uniform(0.85, 1.12)), (206, 204, 198), (176, 128, 66))
            room.box((at, end), y, (z, z + height), colour=tints[kind - 1])
        at = end + 0.04
