"""The rules of the register: values in, values out."""

import re

from portal.registry.kinds import Privacy, RestaurantType, Status, Strength, Transport, Zone
from portal.registry.rules.address import (
    AddressFault,
    AddressRefused,
    CameraAddress,
    camera_address,
    is_within,
    literal_address,
)
from portal.registry.rules.columns import (
    COLUMNS,
    Column,
    Fault,
    Problem,
    RegisterBusy,
    RegisterRefused,
)
from portal.registry.rules.dated_hours import DatedHours, FormerHours
from portal.registry.rules.entries import RegisterRow
from portal.registry.rules.hours import Hours, HoursFault, HoursInvalid, is_open_at, next_opening
from portal.registry.rules.privacy import Protection, ProtectionUnfit
from portal.registry.rules.status import (
    Span,
    StatusChange,
    StatusTooEarly,
    SuspensionUnapproved,
    may_publish,
    span_at,
    status_at,
)

__all__ = [
    "COLUMNS",
    "AddressFault",
    "AddressRefused",
    "CameraAddress",
    "Column",
    "DatedHours",
    "Fault",
    "FormerHours",
    "Hours",
    "HoursFault",
    "HoursInvalid",
    "Privacy",
    "Problem",
    "Protection",
    "ProtectionUnfit",
    "RegisterBusy",
    "RegisterRefused",
    "RegisterRow",
    "RestaurantType",
    "Span",
    "Status",
    "StatusChange",
    "StatusTooEarly",
    "Strength",
    "SuspensionUnapproved",
    "Transport",
    "Zone",
    "camera_address",
    "is_code",
    "is_open_at",
    "is_within",
    "kitchen_path",
    "literal_address",
    "may_publish",
    "next_opening",
    "span_at",
    "status_at",
]

_CODE = re.compile(r"[0-9a-hjkmnp-tv-z]{10}")


def is_code(text: str) -> bool:
    """Whether `text` has the form of a public code; only such a one may become a path."""
    return _CODE.fullmatch(text) is not None


def kitchen_path(code: str) -> str:
    """The path of a Restaurant's kitchen page, as its QR code carries it."""
    return f"/r/{code}"
