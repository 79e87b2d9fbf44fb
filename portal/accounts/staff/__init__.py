"""The pages of who is signed in: their own account, all accounts, the audit chain."""

from portal.accounts.staff import audit, own, people

__all__ = ["audit", "own", "people"]
