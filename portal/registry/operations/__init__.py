"""Writes of the register, one public function an act; none commits."""

from portal.registry.operations.beats import note_beat
from portal.registry.operations.clocks import enter_holidays
from portal.registry.operations.coverage import note_gap
from portal.registry.operations.equipment import (
    AddressKeeper,
    CameraAt,
    Device,
    protect_camera,
    replace_camera,
    retire_camera,
    verify_display,
)
from portal.registry.operations.hours import change_hours
from portal.registry.operations.importing import (
    ImportReport,
    Tally,
    import_register,
)
from portal.registry.operations.requests import (
    ask,
    change_status,
    decide,
    proof_row,
    wish_of,
    withdraw,
)
from portal.registry.operations.restaurants import (
    NewRestaurant,
    correct_restaurant,
    register_restaurant,
)
from portal.registry.rules.columns import RegisterRefused

__all__ = [
    "AddressKeeper",
    "CameraAt",
    "Device",
    "ImportReport",
    "NewRestaurant",
    "RegisterRefused",
    "Tally",
    "ask",
    "change_hours",
    "change_status",
    "correct_restaurant",
    "decide",
    "enter_holidays",
    "import_register",
    "note_beat",
    "note_gap",
    "proof_row",
    "protect_camera",
    "register_restaurant",
    "replace_camera",
    "retire_camera",
    "verify_display",
    "wish_of",
    "withdraw",
]
