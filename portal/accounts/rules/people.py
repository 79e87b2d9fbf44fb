"""What an account is called, which bounds a role needs, and who may change whose."""

import re
from enum import StrEnum

from portal.accounts.kinds import RESTAURANT_ROLES, STATION_ROLES, Role
from portal.accounts.rules.roles import Actor, Grant
from portal.shell.rules import MingchuError, NotFound, OutOfReach

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,99}")
LONGEST_NAME = 100


class PersonFault(StrEnum):
    """Why an account or a grant cannot be as it was asked for."""

    LOGIN_MALFORMED = "login_malformed"
    LOGIN_TAKEN = "login_taken"
    NAME_MISSING = "name_missing"
    ROLE_UNKNOWN = "role_unknown"
    STATION_NEEDED = "station_needed"
    STATION_UNKNOWN = "station_unknown"
    RESTAURANT_NEEDED = "restaurant_needed"
    RESTAURANT_UNKNOWN = "restaurant_unknown"
    UNBOUND = "unbound"
    HELD_ALREADY = "held_already"


class PersonRefused(MingchuError):
    """An account or grant cannot be made; `fault` says why."""

    status = 422
    code = "person_refused"

    def __init__(self, fault: PersonFault) -> None:
        super().__init__(f"the account cannot be so: {fault.value}; correct it and try again")
        self.fault = fault


class PersonUnknown(NotFound):
    """There is no account with this number or login."""

    def __init__(self, person: object) -> None:
        super().__init__("person", str(person))


class OwnAccount(OutOfReach):
    """Administrators change their own rights through somebody else, who sees it."""

    status = 409
    code = "own_account"

    def __init__(self) -> None:
        super().__init__("the rights of one's own account are changed by another administrator")


class DemoRefused(MingchuError):
    """Accounts with known passwords were asked for on a portal that others can reach."""

    status = 409
    code = "demo_refused"

    def __init__(self) -> None:
        super().__init__(
            "no demo accounts here: MINGCHU_BIND and MINGCHU_PUBLIC_URL must be loopback, without "
            "TLS and proxies; make real ones with `flask --app portal accounts create`"
        )


def plain_login(text: str) -> str:
    """A login as it is stored. Raises PersonRefused for one that cannot be typed or mailed."""
    login = text.strip().lower()
    if _LOGIN.fullmatch(login) is None:
        raise PersonRefused(PersonFault.LOGIN_MALFORMED)
    return login


def plain_name(text: str) -> str:
    """A person's name as it is stored. Raises PersonRefused for none."""
    name = " ".join(text.split())[:LONGEST_NAME]
    if not name:
        raise PersonRefused(PersonFault.NAME_MISSING)
    return name


def check_grant(grant: Grant) -> None:
    """Let a role be held within its proper bounds alone, or raise PersonRefused.

    Restaurant roles need a Restaurant, those of a Station a Station, the others cover everything.
    """
    if grant.role in RESTAURANT_ROLES:
        fault = PersonFault.UNBOUND if grant.station else PersonFault.RESTAURANT_NEEDED
        is_right = grant.restaurant is not None and grant.station is None
    elif grant.role in STATION_ROLES:
        fault = PersonFault.UNBOUND if grant.restaurant else PersonFault.STATION_NEEDED
        is_right = grant.station is not None and grant.restaurant is None
    else:
        fault = PersonFault.UNBOUND
        is_right = grant.station is None and grant.restaurant is None
    if not is_right:
        raise PersonRefused(fault)


def check_not_own(person_id: int, *, actor: Actor) -> None:
    """Let `actor` change the rights of others alone, or raise OwnAccount."""
    if actor.person_id == person_id:
        raise OwnAccount


def must_have_second_factor(
    roles: frozenset[Role], *, is_demo: bool, is_for_all: bool = False
) -> bool:
    """Whether somebody with `roles` cannot sign in by password alone.

    Restaurants may choose, unless it `is_for_all`; demo accounts, which only work on loopback, go
    without.
    """
    return not is_demo and (is_for_all or bool(roles - RESTAURANT_ROLES))
