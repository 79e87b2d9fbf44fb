"""Writes of this floor, one public function an act; none commits."""

from portal.accounts.operations.audit import record
from portal.accounts.operations.credentials import (
    accept_code,
    accept_invitation,
    change_password,
    invite,
    renew_recovery_codes,
    reset_second_factor,
    set_second_factor,
    use_recovery_code,
)
from portal.accounts.operations.people import (
    activate,
    create_person,
    deactivate,
    grant_role,
    make_demo,
    withdraw_role,
)
from portal.accounts.operations.sign_ins import (
    Client,
    end_all_sign_ins,
    end_sign_in,
    open_sign_in,
    see_sign_in,
)
from portal.accounts.operations.tidying import forget_sign_ins

__all__ = [
    "Client",
    "accept_code",
    "accept_invitation",
    "activate",
    "change_password",
    "create_person",
    "deactivate",
    "end_all_sign_ins",
    "end_sign_in",
    "forget_sign_ins",
    "grant_role",
    "invite",
    "make_demo",
    "open_sign_in",
    "record",
    "renew_recovery_codes",
    "reset_second_factor",
    "see_sign_in",
    "set_second_factor",
    "use_recovery_code",
    "withdraw_role",
]
