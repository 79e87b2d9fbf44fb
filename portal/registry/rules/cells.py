"""Reads single cells of a register file into values."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import TypeVar

from portal.registry.kinds import Privacy, RestaurantType, Status, Strength, Transport, Zone
from portal.registry.rules.address import AddressRefused, camera_address
from portal.registry.rules.columns import LONGEST_QUOTE, Fault
from portal.registry.rules.hours import Hours, HoursInvalid

Polygons = list[list[list[float]]]
Kind = TypeVar("Kind", bound=StrEnum)

TYPE_WORDS = {
    "学校食堂": RestaurantType.SCHOOL_CANTEEN,
    "单位食堂": RestaurantType.CANTEEN,
    "大型餐饮": RestaurantType.LARGE,
    "中型餐饮": RestaurantType.MEDIUM,
    "小型餐饮": RestaurantType.SMALL,
    "连锁餐饮": RestaurantType.CHAIN,
    "中央厨房": RestaurantType.CENTRAL_KITCHEN,
    "集体用餐配送": RestaurantType.MEAL_DELIVERY,
}
STATUS_WORDS = {
    "拟建": Status.PLANNED,
    "营业": Status.OPEN,
    "暂停经营": Status.SUSPENDED,
    "关停": Status.CLOSED,
    "迁址": Status.MOVED,
}
ZONE_WORDS = {
    "仓储": Zone.STORAGE, "验收": Zone.STORAGE, "仓储/验收": Zone.STORAGE,
    "粗加工": Zone.ROUGH, "切配": Zone.CUTTING, "烹饪": Zone.COOKING, "专间": Zone.SPECIAL,
    "专用操作": Zone.DISHING, "备餐": Zone.DISHING, "分餐": Zone.DISHING,
    "专用操作/备餐分餐": Zone.DISHING, "餐饮具洗消": Zone.WASHING, "洗消": Zone.WASHING,
    "面点": Zone.PASTRY, "留样": Zone.SAMPLES, "废弃物": Zone.WASTE, "出入口": Zone.ENTRANCE,
}  # fmt: skip
PRIVACY_WORDS = {"模糊": Privacy.BLUR, "遮盖": Privacy.MASK, "公开": Privacy.OPEN}
STRENGTH_WORDS = {"头部": Strength.HEADS, "人员": Strength.PERSONS, "整幅": Strength.WHOLE}
_YES, _NO = {"yes", "y", "true", "1", "是", "√"}, {"no", "n", "false", "0", "否", "×", ""}

LONGEST_HOURS = 500  # characters

_DATE = re.compile(r"([0-9]{4})(?:-|/|\.|年)([0-9]{1,2})(?:-|/|\.|月)([0-9]{1,2})日?")
_FIRST_YEAR, _LAST_YEAR = 1980, 2099  # outside, a typing error is likelier than a date
_CAMERA_ADDRESS = re.compile("rtsps?:/", re.IGNORECASE)
_STATION_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_POINT = re.compile(r"([01](?:\.[0-9]+)?|\.[0-9]+),([01](?:\.[0-9]+)?|\.[0-9]+)")


class CellInvalid(Exception):
    """A cell cannot be read: `code` says why, `values` fill its text."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = {name: value[:LONGEST_QUOTE] for name, value in values.items()}


def text(longest: int) -> Callable[[str], str]:
    """A reader of texts up to `longest` characters."""

    def read(cell: str) -> str:
        if len(cell) > longest:
            raise CellInvalid(Fault.TOO_LONG, longest=str(longest))
        if any(unicodedata.category(character) in {"Cc", "Cs", "Co"} for character in cell):
            raise CellInvalid(Fault.UNPRINTABLE)
        if _CAMERA_ADDRESS.search(cell):  # it would be stored and shown, password included
            raise CellInvalid(Fault.ADDRESS_MISPLACED)
        return cell

    return read


def optional_text(longest: int) -> Callable[[str], str | None]:
    """A reader of texts of which an empty one means not known."""
    read = text(longest)
    return lambda cell: read(cell) or None


def one_of(kind: type[Kind], words: Mapping[str, Kind]) -> Callable[[str], Kind]:
    """A reader of the words of `kind`, in English or Chinese."""
    readable = dict(words) | {member.value.lower(): member for member in kind}

    def read(cell: str) -> Kind:
        member = readable.get(unicodedata.normalize("NFKC", cell).lower())
        if member is None:
            raise CellInvalid(Fault.NOT_ONE_OF, value=cell)
        return member

    return read


def yes_or_no(cell: str) -> bool:
    """Whether the cell says yes; an empty one says no."""
    plain = cell.lower()
    if plain not in _YES | _NO:
        raise CellInvalid(Fault.NOT_YES_OR_NO, value=cell)
    return plain in _YES


def day(cell: str) -> date | None:
    """The district's day that the cell tells, None for an empty one."""
    if not cell:
        return None
    match = _DATE.fullmatch(unicodedata.normalize("NFKC", cell))
    try:
        found = date(*map(int, match.groups())) if match else None
    except ValueError:
        found = None
    if found is None or not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise CellInvalid(Fault.NOT_A_DATE, value=cell)
    return found


def camera_number(cell: str) -> int:
    """A Camera's number within its Restaurant, 1 to 999."""
    if not (cell.isascii() and cell.isdecimal() and 1 <= int(cell[:9]) <= 999):
        raise CellInvalid(Fault.NOT_A_NUMBER, value=cell)
    return int(cell)


def hours(cell: str) -> str:
    """The business hours, in their normal writing."""
    try:
        normal = str(Hours.parse(cell))
    except HoursInvalid as error:
        raise CellInvalid(error.fault, part=error.part) from None
    return text(LONGEST_HOURS)(normal)


def station_code(cell: str) -> str:
    """A Station's short name, fit for addresses; empty when none is given."""
    if cell and (len(cell) > 20 or _STATION_CODE.fullmatch(cell) is None):
        raise CellInvalid(Fault.NOT_A_STATION_CODE, value=cell)
    return cell


def address(cell: str) -> str:
    """A camera address that could be accepted; empty keeps the stored one. Quotes nothing."""
    fault = None
    try:
        if cell:
            camera_address(cell)
    except AddressRefused as error:
        fault = error.fault
    if fault is not None:  # raised out here, so that nothing that saw the address is chained
        raise CellInvalid(fault)
    return cell


def device_id(cell: str) -> str | None:
    """The national device number of 20 digits, None for an empty cell."""
    if cell and not (len(cell) == 20 and cell.isascii() and cell.isdecimal()):
        raise CellInvalid(Fault.NOT_A_DEVICE_ID, value=cell)
    return cell or None


def displays(cell: str) -> tuple[str, ...]:
    """The places of Displays, separated by semicolons."""
    read = text(100)
    names = [read(name.strip()) for name in re.split("[;；]", cell) if name.strip()]
    for name in names:
        if names.count(name) > 1:
            raise CellInvalid(Fault.DUPLICATE_DISPLAY, value=name)
    return tuple(names)


def mask_areas(cell: str) -> Polygons:
    """Areas to burn in, separated by semicolons, each three or more corners `x,y` from 0 to 1."""
    return [_area(area.split(), cell) for area in re.split("[;；]", cell) if area.strip()]


def _area(corners: list[str], cell: str) -> list[list[float]]:
    matches = [_POINT.fullmatch(corner) for corner in corners]
    points = [[float(match[1]), float(match[2])] for match in matches if match is not None]
    if len(points) < max(3, len(corners)) or any(max(point) > 1 for point in points):
        raise CellInvalid(Fault.NOT_AREAS, value=cell)
    return points


def transport(cell: str) -> Transport:
    """How RTP travels; TCP when the cell is empty."""
    return one_of(Transport, {})(cell) if cell else Transport.TCP


def privacy(cell: str) -> Privacy:
    """How people are protected; blurred when the cell is empty."""
    return one_of(Privacy, PRIVACY_WORDS)(cell) if cell else Privacy.BLUR


def strength(cell: str) -> Strength:
    """How much a blurred picture hides; heads when the cell is empty."""
    return one_of(Strength, STRENGTH_WORDS)(cell) if cell else Strength.HEADS
