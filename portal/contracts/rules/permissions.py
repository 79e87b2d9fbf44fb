"""Who may read contracts, write them down, object to a Statement, and decide."""

from collections.abc import Mapping
from enum import StrEnum

from portal.accounts.kinds import Role
from portal.accounts.rules import Actor, NotAllowed


class Act(StrEnum):
    """What somebody may want to do; the value completes "this account may not …"."""

    READ = "read contracts"
    WRITE = "write contracts"
    OBJECT = "object to statements"
    DECIDE = "decide about statements"


MAY: Mapping[Act, frozenset[Role]] = {
    Act.READ: frozenset({Role.AUDITOR, Role.BUREAU_OFFICER, Role.VENDOR}),
    Act.WRITE: frozenset({Role.BUREAU_OFFICER}),
    Act.OBJECT: frozenset({Role.VENDOR}),
    Act.DECIDE: frozenset({Role.BUREAU_OFFICER}),
}
"""The roles that each act is open to: the buyer decides, the Vendor speaks first."""


def check(actor: Actor, act: Act) -> None:
    """Let `actor` do this, or raise NotAllowed."""
    if not actor.has(MAY[act]):
        raise NotAllowed(act.value)
