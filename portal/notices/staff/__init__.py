"""Pages of this floor for staff."""

from portal.notices.staff import channels, deliveries, inbox, preferences
from portal.notices.staff.blueprint import bp

__all__ = ["bp", "channels", "deliveries", "inbox", "preferences"]
