"""The rules of this floor; the words of roles and scopes, which other floors use, stand here."""

from portal.accounts.rules.credentials import CodeWrong, InvitationSpent
from portal.accounts.rules.passwords import PasswordFault, normal_password, password_fault
from portal.accounts.rules.people import (
    DemoRefused,
    OwnAccount,
    PersonFault,
    PersonRefused,
    PersonUnknown,
    check_grant,
    must_have_second_factor,
)
from portal.accounts.rules.roles import NOTHING, WHOLE, Actor, Bound, Grant, NotAllowed, Scope
from portal.accounts.rules.sign_ins import SignInNeeded, SignInUnknown, is_demo_possible

__all__ = [
    "NOTHING",
    "WHOLE",
    "Actor",
    "Bound",
    "CodeWrong",
    "DemoRefused",
    "Grant",
    "InvitationSpent",
    "NotAllowed",
    "OwnAccount",
    "PasswordFault",
    "PersonFault",
    "PersonRefused",
    "PersonUnknown",
    "Scope",
    "SignInNeeded",
    "SignInUnknown",
    "check_grant",
    "is_demo_possible",
    "must_have_second_factor",
    "normal_password",
    "password_fault",
]
