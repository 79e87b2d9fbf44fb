"""The Pingshan district of 2021 as its published counts tell it; all else here is synthetic.

Published, in the performance-evaluation report of the project: 460 Restaurants, 6 Stations,
2,210 Cameras, 430 Displays, 401 connected in the first quarter, two quarters under 95 % online.
Names, streets, hours, spreads, dates and every single minute are invented.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from portal.registry.rules import RestaurantType, Status, Zone

BUILT_ON = date(2020, 11, 30)
RESTAURANTS, CONNECTED_EARLY, DISPLAYS = 460, 401, 430
LICENCE_PREFIX = "JY2998"  # no authority gives out numbers of this form

STATIONS = (
    ("pingshan", "坪山", "Pingshan"),
    ("kengzi", "坑梓", "Kengzi"),
    ("longtian", "龙田", "Longtian"),
    ("shijing", "石井", "Shijing"),
    ("maluan", "马峦", "Maluan"),
    ("biling", "碧岭", "Biling"),
)

# How many Restaurants have that many Cameras: together 460 and 2,210.
CAMERA_SPREAD = {2: 12, 3: 40, 4: 118, 5: 186, 6: 72, 7: 24, 8: 8}
ZONES = (Zone.COOKING, Zone.CUTTING, Zone.WASHING, Zone.ROUGH, Zone.STORAGE, Zone.SPECIAL,
         Zone.DISHING, Zone.ENTRANCE)  # fmt: skip

# How many of each 20 Restaurants are of a kind, and its hours.
KINDS = (
    (4, RestaurantType.SCHOOL_CANTEEN, "学校食堂", "School canteen", "Mon-Fri 06:30-13:30"),
    (3, RestaurantType.CANTEEN, "单位食堂", "Staff canteen", "Mon-Fri 07:00-19:00"),
    (3, RestaurantType.LARGE, "酒楼", "Banquet house", "10:00-14:00,17:00-21:30"),
    (4, RestaurantType.MEDIUM, "餐馆", "Restaurant", "09:00-21:30"),
    (3, RestaurantType.SMALL, "小吃店", "Snack bar", "06:00-20:00"),
    (1, RestaurantType.SMALL, "夜宵店", "Night kitchen", "17:00-02:00"),
    (1, RestaurantType.CHAIN, "连锁餐厅", "Chain restaurant", "24h"),
    (1, RestaurantType.CENTRAL_KITCHEN, "中央厨房", "Central kitchen", "24h"),
)

MOVED, MOVED_ON = 118, date(2021, 5, 17)
CLOSED, CLOSED_ON, REPLACED_ON = 305, date(2021, 8, 10), date(2021, 8, 16)
SENDING_DAYS = 6  # for which the closed kitchen's cameras are not taken down
SCHOOL_HOLIDAYS = (
    (date(2021, 1, 25), date(2021, 2, 22)),
    (date(2021, 7, 12), date(2021, 9, 1)),
)


@dataclass(frozen=True, slots=True)
class Course:
    """A Status from an hour of a district's day on; entered `entered_after` days later."""

    status: Status
    day: date
    hour: int = 0
    reason: str = ""
    entered_after: int = 0


@dataclass(frozen=True, slots=True)
class SeedRestaurant:
    """A Restaurant of the district; `number` is its place in the register, from 1.

    `connected_on` is the day of its first picture, `leaves_on` the first on which its Cameras
    are gone.
    """

    number: int
    kind: tuple[int, RestaurantType, str, str, str]
    station: int
    cameras: int
    has_display: bool
    opened_on: date
    connected_on: date
    courses: tuple[Course, ...]
    leaves_on: date | None = None
    moved_from: int | None = None

    @property
    def licence_no(self) -> str:
        """The number of its licence, which cannot be a real one."""
        return f"{LICENCE_PREFIX}{self.number:010}"

    @property
    def name(self) -> str:
        """Its name in Chinese, which says that it is synthetic."""
        return f"合成{self.kind[2]}{self.number:03}"

    @property
    def name_en(self) -> str:
        """Its name in English."""
        return f"Synthetic {self.kind[3].lower()} {self.number:03}"


def draw(*words: object, below: int) -> int:
    """A number from 0 up to `below` that looks like chance and is the same everywhere."""
    digest = sha256(" ".join(map(str, words)).encode()).digest()
    return int.from_bytes(digest[:6], "big") % below


def district() -> tuple[SeedRestaurant, ...]:
    """All Restaurants of the year: 460 at its start, two that leave and two that come."""
    counts = _shuffled([count for count, times in CAMERA_SPREAD.items() for _ in range(times)])
    kinds = [kind for kind in KINDS for _ in range(kind[0])]
    late = _shuffled([number for number in range(1, RESTAURANTS + 1)
                      if number not in {MOVED, CLOSED}])  # fmt: skip
    days = dict(zip(late, _late_days(), strict=False))
    bare = set(late[-(RESTAURANTS - DISPLAYS) :])
    rows = [
        SeedRestaurant(
            number=number,
            kind=kinds[draw("kind", number, below=len(kinds))],
            station=draw("station", number, below=len(STATIONS)),
            cameras=counts[number - 1],
            has_display=number not in bare,
            opened_on=BUILT_ON,
            connected_on=days.get(number, BUILT_ON),
            courses=(),
        )
        for number in range(1, RESTAURANTS + 1)
    ]
    return (*map(_with_courses, rows), *_newcomers(rows))


def _late_days() -> Iterator[date]:
    """When those first not connected were: 59 after March, in steps until all were."""
    for first, last, times in (
        (date(2021, 4, 8), date(2021, 6, 20), 24),
        (date(2021, 7, 5), date(2021, 9, 20), 20),
        (date(2021, 10, 8), date(2021, 12, 15), RESTAURANTS - CONNECTED_EARLY - 44),
    ):
        for step in range(times):
            yield first + timedelta(days=(last - first).days * step // times)


def _shuffled(values: list[int]) -> list[int]:
    order = sorted(range(len(values)), key=lambda place: draw("order", place, below=1 << 40))
    return [values[place] for place in order]


def _with_courses(row: SeedRestaurant) -> SeedRestaurant:
    leaves_on = None
    courses = [Course(Status.OPEN, BUILT_ON)]
    if row.number not in {MOVED, CLOSED}:
        courses += _suspensions(row)
    if row.number == MOVED:
        courses.append(Course(Status.MOVED, MOVED_ON, reason="迁至新址（合成）"))
        leaves_on = MOVED_ON
    if row.number == CLOSED:
        courses.append(Course(Status.CLOSED, CLOSED_ON, hour=14, reason="停止营业（合成）"))
        leaves_on = CLOSED_ON + timedelta(days=SENDING_DAYS)
    return _changed(row, tuple(courses), leaves_on)


def _changed(
    row: SeedRestaurant, courses: tuple[Course, ...], leaves_on: date | None
) -> SeedRestaurant:
    return SeedRestaurant(
        row.number, row.kind, row.station, row.cameras, row.has_display, row.opened_on,
        row.connected_on, courses, leaves_on,
    )  # fmt: skip


def _suspensions(row: SeedRestaurant) -> Iterator[Course]:
    """Suspensions and what follows them: school holidays, and one kitchen in 23 rebuilt."""
    if row.kind[1] is RestaurantType.SCHOOL_CANTEEN:
        for first, until in SCHOOL_HOLIDAYS:
            yield Course(Status.SUSPENDED, first, reason="学校放假（合成）")
            yield Course(Status.OPEN, until)
    elif row.number % 23 == 0:
        first = date(2021, 1 + row.number % 12, 3 + row.number % 9)
        is_late = row.number % 5 == 0  # approved only after the fact
        yield Course(Status.SUSPENDED, first, hour=13, reason="厨房改造（合成）",
                     entered_after=9 if is_late else -2)  # fmt: skip
        yield Course(Status.OPEN, first + timedelta(days=6 + row.number % 7), hour=9)


def _newcomers(rows: list[SeedRestaurant]) -> Iterator[SeedRestaurant]:
    """The new place of the one that moved, and one that opens after another has closed."""
    for number, old, opened_on in (
        (RESTAURANTS + 1, MOVED, MOVED_ON),
        (RESTAURANTS + 2, CLOSED, REPLACED_ON),
    ):
        row = rows[old - 1]
        yield SeedRestaurant(
            number, row.kind, row.station, row.cameras, row.has_display, opened_on, opened_on,
            (Course(Status.OPEN, opened_on),), None, MOVED if old == MOVED else None,
        )  # fmt: skip
