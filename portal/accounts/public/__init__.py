"""The pages on which nobody is signed in yet, under the blueprint that this floor shares."""

from portal.accounts.public import signing_in
from portal.accounts.public.blueprint import bp

__all__ = ["bp", "signing_in"]
