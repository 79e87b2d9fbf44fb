"""Who looks after channels and deliveries."""

from portal.accounts.kinds import Role

KEEPERS = (Role.BUREAU_OFFICER, Role.SYSADMIN)
"""Roles that open and close channels and watch deliveries."""
