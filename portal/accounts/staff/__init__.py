"""The pages of who is signed in: their own account and filters, all accounts, the audit chain."""

from portal.accounts.staff import audit, filters, own, people

__all__ = ["audit", "filters", "own", "people"]
