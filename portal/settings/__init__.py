"""What an operator may set: one field a setting, and the only reader of the environment.

A module a topic; `Settings` is all of them as one value, and `load` reads it.
"""

from portal.settings.loading import SettingsInvalid, load
from portal.settings.pictures import PRIVATE_NETWORKS, SHIPPED_FINDER
from portal.settings.whole import Settings

__all__ = ["PRIVATE_NETWORKS", "SHIPPED_FINDER", "Settings", "SettingsInvalid", "load"]
