"""The closed lists of words in the register; below both its tables and its rules."""

from enum import StrEnum

from transcoder.camera import Privacy, Transport

__all__ = ["Privacy", "RestaurantType", "Status", "Transport", "Zone"]


class Zone(StrEnum):
    """Functional area of a kitchen; source: docs/ref/glossary.md."""

    STORAGE = "ST"
    ROUGH = "RP"
    CUTTING = "CU"
    COOKING = "CK"
    SPECIAL = "SP"
    DISHING = "DO"
    WASHING = "WD"
    PASTRY = "PA"
    SAMPLES = "SA"
    WASTE = "WS"
    ENTRANCE = "EN"


class RestaurantType(StrEnum):
    """What sort of catering business a Restaurant is, as its licence says."""

    SCHOOL_CANTEEN = "school_canteen"
    CANTEEN = "canteen"
    LARGE = "large"
    MEDIUM = "medium"
    SMALL = "small"
    CHAIN = "chain"
    CENTRAL_KITCHEN = "central_kitchen"
    MEAL_DELIVERY = "meal_delivery"


class Status(StrEnum):
    """Whether a Restaurant does business; source: docs/ref/glossary.md."""

    PLANNED = "planned"
    OPEN = "open"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    MOVED = "moved"
