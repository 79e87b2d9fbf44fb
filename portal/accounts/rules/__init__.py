"""The rules of this floor; the words of roles and scopes, which other floors use, stand here."""

from portal.accounts.rules.passwords import normal_password
from portal.accounts.rules.roles import NOTHING, WHOLE, Actor, Grant, NotAllowed, Scope

__all__ = ["NOTHING", "WHOLE", "Actor", "Grant", "NotAllowed", "Scope", "normal_password"]
