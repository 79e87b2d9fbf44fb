"""The closed lists of words of this floor; below both its tables and its rules."""

from enum import StrEnum


class Role(StrEnum):
    """What a person may be here; source: docs/ref/glossary.md. Citizens need no account."""

    RESTAURANT_STAFF = "restaurant_staff"
    RESTAURANT_OWNER = "restaurant_owner"
    INSPECTOR = "inspector"
    STATION_HEAD = "station_head"
    BUREAU_OFFICER = "bureau_officer"
    MODERATOR = "moderator"
    AUDITOR = "auditor"
    VENDOR = "vendor"
    SYSADMIN = "sysadmin"


RESTAURANT_ROLES = frozenset({Role.RESTAURANT_STAFF, Role.RESTAURANT_OWNER})
STATION_ROLES = frozenset({Role.INSPECTOR, Role.STATION_HEAD})
