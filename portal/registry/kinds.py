"""The closed lists of words in the register; below both its tables and its rules."""

from enum import StrEnum

from transcoder.camera import Privacy, Strength, Transport

__all__ = [
    "Ask",
    "GapCause",
    "GapKind",
    "GapOwner",
    "Privacy",
    "ProofKind",
    "RequestState",
    "RestaurantType",
    "Status",
    "Strength",
    "Transport",
    "Zone",
]


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


class Ask(StrEnum):
    """What somebody asks to be done about a Restaurant's Status."""

    OPEN = "open"
    SUSPEND = "suspend"
    RESUME = "resume"
    CLOSE = "close"
    MOVE = "move"


class RequestState(StrEnum):
    """How far a request is; only a pending one can still change."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ProofKind(StrEnum):
    """What sort of file proves something, as its first bytes tell."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    PDF = "application/pdf"


class GapKind(StrEnum):
    """What a Restaurant that should be connected lacks; source: docs/ref/glossary.md."""

    NOT_BUILT = "not_built"
    NOT_CONNECTED = "not_connected"
    FEW_CAMERAS = "few_cameras"
    NO_DISPLAY = "no_display"


class GapCause(StrEnum):
    """Why there is a gap."""

    POWER = "power"
    NETWORK = "network"
    DEVICE = "device"
    REFUSAL = "refusal"
    CLOSED = "closed"
    MOVED = "moved"
    NOT_BUILT = "not_built"
    UNKNOWN = "unknown"


class GapOwner(StrEnum):
    """Whose turn it is to close a gap."""

    VENDOR = "vendor"
    RESTAURANT = "restaurant"
    BUREAU = "bureau"


class DayKind(StrEnum):
    """Why a day is not what its weekday says."""

    HOLIDAY = "holiday"
    MAKE_UP = "make_up"
