"""The pages on which nobody is signed in yet, under the blueprint that this floor shares."""

from portal.accounts.public import invited, second_step, signing_in
from portal.accounts.public.blueprint import bp

__all__ = ["bp", "invited", "second_step", "signing_in"]
