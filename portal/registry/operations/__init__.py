"""Writes of the register, one public function an act; none commits."""

from portal.registry.operations.importing import (
    ImportReport,
    Tally,
    import_register,
)
from portal.registry.operations.keys import RotationReport, rotate_addresses
from portal.registry.operations.status import set_status
from portal.registry.rules.columns import RegisterRefused

__all__ = [
    "ImportReport",
    "RegisterRefused",
    "RotationReport",
    "Tally",
    "import_register",
    "rotate_addresses",
    "set_status",
]
