"""The demo district: invented Restaurants in invented streets, and what their Cameras show.

Everything here is synthetic. The register and the camera simulator both read it, so they agree.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hashlib import sha256

from portal.registry.rules import Privacy, RestaurantType, Zone

CODE_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
OPEN_BASIS = "合成画面，未拍摄任何人。Synthetic pictures, nobody is filmed."
OPEN_BY = "明厨演示 Mingchu demo"
OPEN_SINCE = date(2025, 1, 1)
SUSPENDED_SINCE = date(2026, 11, 2)
DISPLAYS_SEEN_ON = date(2026, 11, 12)
LICENCES_UNTIL = date(2029, 12, 31)

# Whoever tries the demo at midnight in whatever time zone must find kitchens at work, so all
# but the school do business round the clock; the school shows what "closed by hours" looks like.
ALWAYS = "24h"
LUNCH = "Mon-Fri 10:30-13:30"

Corners = tuple[tuple[float, float], ...]
DESK: Corners = ((0.0, 0.55), (0.3, 0.55), (0.3, 1.0), (0.0, 1.0))
DOORWAY: Corners = ((0.72, 0.1), (1.0, 0.1), (1.0, 0.62), (0.72, 0.62))


class Picture(StrEnum):
    """What a demo Camera delivers; MISSING has an address at which nothing answers.

    COVERED has a cloth over its lens.
    """

    NORMAL = "normal"
    BLACK = "black"
    COVERED = "covered"
    FROZEN = "frozen"
    H265 = "h265"
    MISSING = "missing"


def demo_code(name: str) -> str:
    """The public code of a demo row: the same on every machine, so that addresses stay."""
    digest = sha256(f"mingchu demo {name}".encode()).digest()
    return "".join(CODE_ALPHABET[byte % 32] for byte in digest[:10])


@dataclass(frozen=True, slots=True)
class DemoStation:
    """An office of the demo district, with the street it looks after."""

    code: str
    name: str
    name_en: str
    street: str


@dataclass(frozen=True, slots=True)
class DemoCamera:
    """A Camera; `masked` holds the areas that MASK burns in."""

    restaurant_key: str
    zone: Zone
    picture: Picture = Picture.NORMAL
    privacy: Privacy = Privacy.OPEN
    masked: tuple[Corners, ...] = ()

    @property
    def name(self) -> str:
        """Its path at the simulator."""
        return f"{self.restaurant_key}-{self.zone.lower()}"

    @property
    def clip(self) -> str:
        """The clip it plays; each has its zone written into the picture."""
        return self.zone.value if self.picture is Picture.NORMAL else self.picture.value

    @property
    def is_alive(self) -> bool:
        """Whether its pictures have a sensor's noise, as all but a frozen one's do."""
        return self.picture is not Picture.FROZEN

    @property
    def code(self) -> str:
        """Its public name, as in /live/<code>."""
        return demo_code(f"camera {self.name}")


@dataclass(frozen=True, slots=True)
class DemoRestaurant:
    """A Restaurant with all that the register keeps of it."""

    key: str
    licence_no: str
    name: str
    name_en: str
    type: RestaurantType
    station: DemoStation
    address: str
    cameras: tuple[DemoCamera, ...]
    hours: str = ALWAYS
    is_key: bool = False
    is_suspended: bool = False
    displays: tuple[str, ...] = ("大堂",)
    licence_until: date = LICENCES_UNTIL

    @property
    def code(self) -> str:
        """Its public name, as in /r/<code>."""
        return demo_code(f"restaurant {self.key}")


HEWAN = DemoStation("hewan", "河湾监管所", "Hewan Station", "河湾街道")
SONGLING = DemoStation("songling", "松岭监管所", "Songling Station", "松岭街道")
STATIONS = (HEWAN, SONGLING)


def _all_open(key: str, *zones: Zone) -> tuple[DemoCamera, ...]:
    return tuple(DemoCamera(key, zone) for zone in zones)


# Its people are hidden, as everybody's are outside of a demo; it may be given a real film to play.
FILMED = DemoCamera("soymilk", Zone.COOKING, privacy=Privacy.BLUR)

RESTAURANTS = (
    DemoRestaurant(
        key="sunshine",
        licence_no="JY29990000000011",
        name="阳光小馆",
        name_en="Sunshine Kitchen",
        type=RestaurantType.MEDIUM,
        station=HEWAN,
        address="河湾街道滨水路 18 号",
        is_key=True,
        displays=("大堂", "取餐处"),
        cameras=_all_open(
            "sunshine", Zone.COOKING, Zone.CUTTING, Zone.SPECIAL, Zone.WASHING, Zone.ROUGH
        ),
    ),
    DemoRestaurant(
        key="school",
        licence_no="JY39990000000028",
        name="河湾第一小学食堂",
        name_en="Hewan No. 1 Primary School Canteen",
        type=RestaurantType.SCHOOL_CANTEEN,
        station=HEWAN,
        address="河湾街道书院路 6 号",
        hours=LUNCH,
        is_key=True,
        displays=("校门", "食堂入口"),
        cameras=(
            *_all_open("school", Zone.STORAGE, Zone.ROUGH, Zone.COOKING),
            DemoCamera("school", Zone.CUTTING, privacy=Privacy.BLUR),
            DemoCamera("school", Zone.WASHING, privacy=Privacy.BLUR),
        ),
    ),
    DemoRestaurant(
        key="congee",
        licence_no="JY29990000000036",
        name="老陈砂锅粥",
        name_en="Lao Chen's Claypot Congee",
        type=RestaurantType.SMALL,
        station=HEWAN,
        address="河湾街道渡口巷 3 号",
        cameras=_all_open("congee", Zone.COOKING, Zone.CUTTING),
    ),
    DemoRestaurant(
        key="hunan",
        licence_no="JY29990000000044",
        name="湘里人家",
        name_en="Xiangli Hunan Home Cooking",
        type=RestaurantType.LARGE,
        station=HEWAN,
        address="河湾街道滨水路 77 号",
        is_key=True,
        cameras=(
            DemoCamera("hunan", Zone.COOKING, privacy=Privacy.MASK, masked=(DOORWAY,)),
            *_all_open("hunan", Zone.CUTTING, Zone.ROUGH),
            # Its turn comes early in a minute: it is known to be frozen early in the third one.
            DemoCamera("hunan", Zone.SPECIAL, picture=Picture.FROZEN),
            DemoCamera("hunan", Zone.WASHING),
        ),
    ),
    DemoRestaurant(
        key="banquet",
        licence_no="JY29990000000052",
        name="福满堂大酒楼",
        name_en="Fumantang Banquet House",
        type=RestaurantType.LARGE,
        station=HEWAN,
        address="河湾街道云帆大道 201 号",
        is_key=True,
        cameras=(
            DemoCamera("banquet", Zone.CUTTING, picture=Picture.H265),
            *_all_open("banquet", Zone.COOKING, Zone.SPECIAL, Zone.WASHING),
        ),
    ),
    DemoRestaurant(
        key="soymilk",
        licence_no="JY29990000000061",
        name="早安豆浆（河湾店）",
        name_en="Good Morning Soy Milk, Hewan",
        type=RestaurantType.CHAIN,
        station=HEWAN,
        address="河湾街道云帆大道 15 号",
        cameras=(FILMED, *_all_open("soymilk", Zone.STORAGE)),
    ),
    DemoRestaurant(
        key="park",
        licence_no="JY39990000000079",
        name="松岭科技园员工食堂",
        name_en="Songling Science Park Staff Canteen",
        type=RestaurantType.CANTEEN,
        station=SONGLING,
        address="松岭街道松风路 9 号 B 座一层",
        is_key=True,
        cameras=(
            *_all_open("park", Zone.COOKING, Zone.CUTTING, Zone.ROUGH, Zone.WASHING),
            DemoCamera("park", Zone.STORAGE, picture=Picture.MISSING),
        ),
    ),
    DemoRestaurant(
        key="bakery",
        licence_no="JY29990000000087",
        name="麦田烘焙坊",
        name_en="Wheatfield Bakery",
        type=RestaurantType.SMALL,
        station=SONGLING,
        address="松岭街道梅林街 42 号",
        displays=(),
        licence_until=date(2026, 10, 31),  # expired: the desk suspects that it has closed
        cameras=_all_open("bakery", Zone.CUTTING, Zone.SPECIAL),
    ),
    DemoRestaurant(
        key="harbour",
        licence_no="JY29990000000095",
        name="渔港海鲜酒家",
        name_en="Fishing Harbour Seafood Restaurant",
        type=RestaurantType.LARGE,
        station=SONGLING,
        address="松岭街道海棠路 118 号",
        is_key=True,
        cameras=(
            *_all_open("harbour", Zone.COOKING, Zone.SPECIAL),
            DemoCamera("harbour", Zone.ROUGH, picture=Picture.BLACK),
        ),
    ),
    DemoRestaurant(
        key="noodles",
        licence_no="JY29990000000108",
        name="西北拉面馆",
        name_en="Northwest Noodle House",
        type=RestaurantType.SMALL,
        station=SONGLING,
        address="松岭街道梅林街 5 号",
        is_suspended=True,
        cameras=_all_open("noodles", Zone.COOKING, Zone.CUTTING),
    ),
    DemoRestaurant(
        key="central",
        licence_no="JY19990000000113",
        name="好食光中央厨房",
        name_en="Haoshiguang Central Kitchen",
        type=RestaurantType.CENTRAL_KITCHEN,
        station=SONGLING,
        address="松岭街道工业二路 30 号",
        is_key=True,
        displays=("参观走廊",),
        cameras=(
            *_all_open("central", Zone.CUTTING, Zone.SPECIAL),
            DemoCamera("central", Zone.WASHING, privacy=Privacy.MASK, masked=(DESK,)),
        ),
    ),
    DemoRestaurant(
        key="garden",
        licence_no="JY29990000000121",
        name="绿野素食",
        name_en="Green Field Vegetarian",
        type=RestaurantType.SMALL,
        station=SONGLING,
        address="松岭街道海棠路 7 号",
        displays=(),
        cameras=(
            DemoCamera("garden", Zone.COOKING),
            DemoCamera("garden", Zone.WASHING, picture=Picture.COVERED),
        ),
    ),
)
SAMPLE = RESTAURANTS[0]
(FILMED_KITCHEN,) = (each for each in RESTAURANTS if FILMED in each.cameras)


def demo_cameras() -> tuple[DemoCamera, ...]:
    """Every Camera of the district, by Restaurant and number."""
    return tuple(camera for restaurant in RESTAURANTS for camera in restaurant.cameras)


def simulated_cameras() -> tuple[DemoCamera, ...]:
    """The Cameras that the simulator plays: all but the missing one."""
    return tuple(camera for camera in demo_cameras() if camera.picture is not Picture.MISSING)
