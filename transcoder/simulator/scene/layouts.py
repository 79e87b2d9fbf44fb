"""How each zone is furnished and who works there."""

from collections.abc import Callable
from dataclasses import dataclass, field

from transcoder.simulator.scene import furniture as f
from transcoder.simulator.scene import textures
from transcoder.simulator.scene.lens import Aim
from transcoder.simulator.scene.painting import Colour
from transcoder.simulator.scene.people import Cook, Spot, Work
from transcoder.simulator.scene.room import Room

Place = tuple[float, float, float]
BACK = (5.5, 6.2)  # depth of what stands along the back wall
ISLAND = (2.95, 3.65)  # depth of what stands in the middle, nearer than the cooks behind it
REAR_LANE, BACK_SPOT, ISLAND_SPOT, FRONT_SPOT, FRONT_LANE = 4.6, 5.16, 3.98, 2.6, 2.15


@dataclass(frozen=True, slots=True)
class Layout:
    """A zone: its name, the camera's aim, its things far and near, its people and vapours.

    `far` is drawn behind everybody, `near` in front of whoever stands beyond `ISLAND`.
    `steam` and `flames` are places in the room, `water` the ends of running taps.
    """

    name: str
    aim: Aim
    floor: Colour
    band: Colour
    far: Callable[[Room], None]
    near: Callable[[Room], None]
    cooks: tuple[Cook, ...]
    steam: tuple[Place, ...] = ()
    flames: tuple[Place, ...] = ()
    water: tuple[Place, ...] = ()
    tint: Colour = field(default=(1.0, 1.0, 1.0))


def layout_for(zone: str) -> Layout:
    """The layout of a zone code; zones without one of their own look like the nearest of kin."""
    return LAYOUTS[zone if zone in LAYOUTS else _KIN.get(zone, "CU")]


def _wall_things(room: Room) -> None:
    room.on_back_wall((-3.1, -2.5), (1.45, 2.15), textures.board(0.6, 0.7, (60, 120, 40)))
    room.on_back_wall((-2.4, -2.0), (1.6, 2.1), textures.board(0.4, 0.5, (40, 60, 190)))


def _cooking_far(room: Room) -> None:
    _wall_things(room)
    f.fridge(room, (-3.2, -2.3), BACK)
    f.counter(room, (-2.25, -1.25), BACK)
    for at, goods in (((-2.0, 5.8), f.TOMATO), ((-1.6, 5.85), f.LEAF)):
        f.bowl(room, at, goods=goods)
    room.on_back_wall((-1.25, 1.35), (0.86, 2.1), textures.steel(2.6, 1.24, room.rng, light=0.56))
    f.kitchen_range(room, (-1.2, 1.3), BACK)
    f.pot(room, (-0.9, 5.86), soup=(60, 110, 170), radius=0.22, height=0.34)
    f.wok(room, (-0.12, 5.82), food=(60, 130, 90))
    f.pot(room, (0.5, 5.86), soup=(70, 90, 160))
    f.wok(room, (1.05, 5.82), food=(60, 90, 180))
    f.sink(room, (1.35, 2.25), BACK)
    f.counter(room, (2.3, 3.25), BACK)
    f.plates(room, (2.6, 5.8), count=7)
    f.plates(room, (2.95, 5.85), count=4)
    f.hood(room, (-1.3, 1.45))
    room.on_side_wall((3.4, 4.6), (1.3, 2.2), textures.glass(1.2, 0.9), is_left=True)


def _cooking_near(room: Room) -> None:
    f.counter(room, (-1.5, 1.6), ISLAND)
    f.cutting_board(room, (-0.9, 3.3), colour=f.BOARDS[0], goods=f.LEAF)
    f.cutting_board(room, (0.1, 3.35), colour=f.WOOD, goods=f.CARROT)
    for at, goods in (((-0.4, 3.42), f.TOMATO), ((0.6, 3.4), f.GINGER), ((0.95, 3.2), f.LEAF)):
        f.bowl(room, at, goods=goods, radius=0.15)
    f.plates(room, (1.32, 3.35), count=6)


def _cutting_far(room: Room) -> None:
    room.on_back_wall((-2.9, -1.7), (1.35, 2.25), textures.glass(1.2, 0.9))
    room.on_back_wall((1.4, 2.0), (1.4, 2.1), textures.board(0.6, 0.7, (60, 120, 40)))
    f.counter(room, (-3.2, -1.3), BACK)
    f.sink(room, (-1.25, -0.3), BACK, mark=(70, 150, 60))
    f.counter(room, (-0.25, 1.9), BACK)
    f.fridge(room, (1.95, 2.75), BACK)
    for index, x in enumerate((-2.75, -2.0)):
        f.cutting_board(room, (x, 5.78), colour=f.BOARDS[index], goods=f.VEGETABLES[index])
    for index, x in enumerate((0.2, 1.0)):
        f.cutting_board(room, (x, 5.78), colour=f.BOARDS[3 - index], goods=f.VEGETABLES[2 + index])
    f.bowl(room, (0.6, 5.9), goods=f.CARROT)
    f.bowl(room, (1.5, 5.85), goods=f.RADISH)
    for index in range(6):
        x = -0.1 + index * 0.16
        room.edge(
            (x, 6.18, 1.62), (x, 6.18, 1.62 - 0.2 - index % 3 * 0.05), (232, 232, 230), metres=0.05
        )
        room.edge((x, 6.18, 1.62), (x, 6.18, 1.74), (40, 40, 44), metres=0.045)
    room.edge((-0.3, 6.19, 1.62), (0.95, 6.19, 1.62), (70, 70, 74), metres=0.04)


def _cutting_near(room: Room) -> None:
    f.counter(room, (-1.9, 1.7), ISLAND)
    for index, x in enumerate((-1.45, -0.55, 0.35, 1.2)):
        f.cutting_board(room, (x, 3.36), colour=f.BOARDS[index], goods=f.VEGETABLES[index])
    for at, goods in (((-1.0, 3.2), f.RADISH), ((-0.1, 3.42), f.TOMATO), ((0.8, 3.2), f.LEAF)):
        f.bowl(room, at, goods=goods, radius=0.14)


def _cold_far(room: Room) -> None:
    room.on_back_wall((-0.7, 1.3), (1.3, 2.2), textures.glass(2.0, 0.9))
    room.on_back_wall((-1.7, -1.1), (1.45, 2.15), textures.board(0.6, 0.7, (190, 120, 40)))
    f.fridge(room, (-3.2, -2.35), BACK)
    f.counter(room, (-2.3, 1.6), BACK)
    f.sink(room, (1.65, 2.5), BACK)
    room.edge((-2.9, 6.1, 2.42), (-1.5, 6.1, 2.42), (255, 196, 190), metres=0.07)
    for index, x in enumerate((-2.0, -1.6, -1.2, 0.4, 0.8, 1.2)):
        f.dish(room, (x, 5.85), food=f.VEGETABLES[index % 5])
    f.cutting_board(room, (-0.4, 5.75), colour=(214, 214, 210), goods=f.TOMATO)


def _cold_near(room: Room) -> None:
    f.counter(room, (-1.5, 1.5), ISLAND)
    for index, x in enumerate((-1.25, -0.93, 0.45, 0.8, 1.15)):
        f.dish(room, (x, 3.45), food=f.VEGETABLES[index])
    f.cutting_board(room, (-0.3, 3.3), colour=(214, 214, 210), goods=f.RADISH)
    f.bowl(room, (0.25, 3.2), goods=f.MEAT, radius=0.13)


def _washing_far(room: Room) -> None:
    _wall_things(room)
    for index, mark in enumerate(((180, 120, 40), (60, 150, 60), (50, 60, 190))):
        left = -2.6 + index * 1.1
        f.sink(room, (left, left + 1.05), BACK, mark=mark)
    f.counter(room, (0.75, 1.5), BACK)
    f.plates(room, (1.1, 5.85), count=9)
    room.box((1.55, 2.6), (5.35, 6.2), (0, 1.75), front=textures.machine(1.05, 1.75, room.rng))
    f.rack(room, (2.68, 3.25), (4.7, 6.1), height=1.7)
    room.on_side_wall((3.0, 4.4), (1.3, 2.2), textures.glass(1.4, 0.9), is_left=True)


def _washing_near(room: Room) -> None:
    f.counter(room, (-1.2, 1.9), ISLAND)
    for index, x in enumerate((-0.9, -0.55, -0.2)):
        f.plates(room, (x, 3.35), count=5 + index * 3)
    for index in range(6):
        at = (0.3 + index * 0.17, 3.3 + index % 2 * 0.12)
        room.cylinder(at, (f.TOP, f.TOP + 0.1), 0.06, side=(226, 226, 222), top=(196, 192, 186))
    f.crate(room, (1.6, 3.3), z=f.TOP, colour=(176, 128, 66), goods=(226, 228, 228))


def _store_far(room: Room) -> None:
    for left in (-3.2, -1.75, -0.3, 1.15):
        f.rack(room, (left, left + 1.35), (5.6, 6.15), height=2.0)
    f.rack(room, (2.65, 3.2), (3.6, 5.3), height=1.9)
    f.crate(room, (-2.9, 4.6), colour=(80, 140, 60), goods=f.LEAF)
    f.crate(room, (-2.9, 4.6), z=0.27, colour=(176, 128, 66), goods=f.CARROT)
    room.on_side_wall((2.4, 3.4), (1.2, 2.1), textures.board(1.0, 0.9, (60, 120, 40)), is_left=True)


def _store_near(room: Room) -> None:
    room.box((-1.6, 0.0), (2.95, 3.6), (0.02, 0.12), colour=(96, 142, 176))
    front = textures.carton(0.62, 0.34, f.CARTON)
    for z, lefts in ((0.12, (-1.5, -0.85)), (0.46, (-1.45, -0.8)), (0.80, (-1.2,))):
        for x in lefts:
            room.box((x, x + 0.62), (3.0, 3.55), (z, z + 0.33), colour=f.CARTON, front=front)
    f.crate(room, (0.7, 3.3), colour=(176, 128, 66), goods=f.TOMATO)
    f.crate(room, (1.35, 3.3), colour=(80, 140, 60), goods=f.LEAF)
    f.crate(room, (1.35, 3.3), z=0.27, colour=(80, 140, 60), goods=f.RADISH)


def _rough_far(room: Room) -> None:
    marks = ((70, 150, 60), (50, 60, 190), (180, 120, 40))
    room.on_back_wall((2.2, 2.9), (1.4, 2.1), textures.board(0.7, 0.7, (40, 60, 190)))
    room.on_back_wall((-0.9, 0.5), (1.4, 2.2), textures.glass(1.4, 0.8))
    f.rack(room, (-3.2, -2.2), BACK)
    for index, mark in enumerate(marks):
        left = -2.1 + index * 1.2
        f.sink(room, (left, left + 1.15), BACK, mark=mark)
    f.counter(room, (1.55, 3.2), BACK)
    f.bowl(room, (1.9, 5.8), goods=f.LEAF, radius=0.2)
    f.cutting_board(room, (2.5, 5.8), colour=f.BOARDS[1], goods=f.MEAT)


def _rough_near(room: Room) -> None:
    f.counter(room, (-0.6, 1.9), ISLAND)
    f.cutting_board(room, (-0.2, 3.3), colour=f.BOARDS[0], goods=f.LEAF)
    f.crate(room, (0.6, 3.3), z=f.TOP, colour=(80, 140, 60), goods=f.LEAF)
    f.crate(room, (1.25, 3.3), z=f.TOP, colour=(60, 90, 180), goods=f.CARROT)
    for at, goods in (((-1.3, 3.3), f.RADISH), ((-1.95, 3.2), f.TOMATO)):
        f.crate(room, at, colour=(176, 128, 66), goods=goods)


def _spots(*places: tuple[float, str, Work]) -> tuple[Spot, ...]:
    depth = {"back": (BACK_SPOT, 0.0), "island": (ISLAND_SPOT, 180.0), "front": (FRONT_SPOT, 0.0)}
    return tuple(Spot(x, *depth[where], work) for x, where, work in places)


_BLUE, _GREEN, _WHITE = (128, 86, 44), (84, 116, 62), (222, 222, 218)
_COOKS: dict[str, tuple[Cook, ...]] = {
    "CK": (
        Cook(_spots((-0.1, "back", Work.STIR), (-0.9, "back", Work.STIR)), 4.95, apron=_BLUE),
        Cook(
            _spots((1.0, "back", Work.STIR), (1.7, "back", Work.WASH), (0.5, "island", Work.CHOP)),
            REAR_LANE, apron=_BLUE, start_seconds=9,
        ),
        Cook(
            _spots((-1.9, "back", Work.LOOK), (-0.9, "island", Work.CHOP)),
            4.4, apron=_WHITE, start_seconds=31, height=0.96,
        ),
    ),
    "CU": (
        Cook(_spots((-1.4, "island", Work.CHOP), (-0.8, "back", Work.WASH)), 4.5, apron=_GREEN),
        Cook(_spots((0.3, "back", Work.CHOP), (1.2, "island", Work.CHOP)), 4.7, start_seconds=20),
        Cook(_spots((-0.5, "front", Work.CHOP), (0.9, "front", Work.CHOP)), FRONT_LANE,
             apron=_GREEN, start_seconds=12, height=0.97),
    ),
    "SP": (
        Cook(_spots((-0.4, "back", Work.CHOP), (1.9, "back", Work.WASH)), 4.8,
             masked=True, apron=_WHITE),
        Cook(_spots((0.2, "island", Work.CHOP), (-1.0, "island", Work.LOOK)), 4.3, masked=True,
             apron=_WHITE, start_seconds=25, height=0.96),
    ),
    "WD": (
        Cook(_spots((-2.0, "back", Work.WASH), (-0.9, "back", Work.WASH)), 4.8, apron=_BLUE),
        Cook(_spots((0.3, "back", Work.WASH), (-0.3, "island", Work.LOOK),
                    (1.1, "back", Work.LOOK)), 4.5, apron=_BLUE, start_seconds=22, height=0.97),
    ),
    "ST": (
        Cook(_spots((-1.1, "back", Work.LOOK), (1.8, "back", Work.LOOK),
                    (1.1, "island", Work.LOOK)), 4.6, apron=_BLUE, start_seconds=5),
    ),
    "RP": (
        Cook(_spots((-1.5, "back", Work.WASH), (-0.3, "back", Work.WASH)), 4.8, apron=_GREEN),
        Cook(_spots((0.0, "island", Work.CHOP), (2.4, "back", Work.CHOP)), 4.5, start_seconds=18),
        Cook(_spots((0.9, "front", Work.WASH), (-1.3, "front", Work.LOOK)), FRONT_LANE,
             apron=_GREEN, start_seconds=40, height=0.96),
    ),
}  # fmt: skip
_TILE, _GREY, _GREENISH = (112, 132, 146), (138, 136, 132), (124, 138, 128)
LAYOUTS = {
    "CK": Layout(
        "烹饪 COOKING", Aim(x=0.5, yaw=-4), _TILE, (96, 146, 200), _cooking_far, _cooking_near,
        _COOKS["CK"],
        steam=((-0.9, 5.86, 1.26), (-0.12, 5.82, 1.06), (0.5, 5.86, 1.16), (1.05, 5.82, 1.06)),
        flames=((-0.12, 5.66, 0.91), (1.05, 5.66, 0.91)),
        water=((1.8, 5.92, 1.18),), tint=(0.97, 1.0, 1.035),
    ),
    "CU": Layout(
        "切配 CUTTING", Aim(x=-0.7, yaw=5), _GREY, (140, 176, 96), _cutting_far, _cutting_near,
        _COOKS["CU"], water=((-0.78, 5.92, 1.18),),
    ),
    "SP": Layout(
        "专间 COLD DISHES", Aim(x=0.3, yaw=-3, z=2.6), (156, 150, 138), (196, 150, 92), _cold_far,
        _cold_near, _COOKS["SP"], water=((2.07, 5.92, 1.18),), tint=(1.05, 1.01, 0.97),
    ),
    "WD": Layout(
        "洗消 DISH WASHING", Aim(x=-0.5, yaw=4), _GREENISH, (180, 160, 90), _washing_far,
        _washing_near, _COOKS["WD"],
        steam=((2.05, 5.5, 1.8), (-2.08, 5.8, 0.9)),
        water=((-2.08, 5.92, 1.18), (-0.98, 5.92, 1.18), (0.12, 5.92, 1.18)),
    ),
    "ST": Layout(
        "仓储 STORE", Aim(x=0.6, yaw=-7), (148, 146, 142), (150, 150, 146), _store_far, _store_near,
        _COOKS["ST"], tint=(0.98, 1.0, 1.01),
    ),
    "RP": Layout(
        "粗加工 ROUGH PREP", Aim(x=0.0, yaw=2), (126, 140, 132), (110, 170, 110), _rough_far,
        _rough_near, _COOKS["RP"],
        water=((-1.52, 5.92, 1.18), (-0.32, 5.92, 1.18), (0.88, 5.92, 1.18)),
    ),
}  # fmt: skip
_KIN = {"DO": "SP", "PA": "CU", "SA": "ST", "WS": "RP", "EN": "ST"}
