"""A line of the log for each request that was refused: when, by whom, where and why.

Source: OWASP ASVS 5.0.0, 16.3.1 to 16.3.3. No address, login or word that was sent is in it: the
route is told as it is declared, where it came from by its network.
"""

import time

from flask import Flask, Response, current_app, request

from portal.accounts.access import who
from portal.accounts.rules.sign_ins import network_of
from portal.shell.refusals import Sparing, refused_as, refused_person

REFUSALS = frozenset({401, 403, 410, 413, 429})
ATTEMPTS = frozenset({"sign_in_needed", "stale_form", "null_character", "file_infected"})
"""Reasons that are told whatever the status: 303 to the sign-in page, 400 and 422 to others."""
OF_EACH_A_MINUTE = 20  # of one status, network and person
MOST_A_MINUTE = 120  # a process


def init_app(app: Flask) -> None:
    """Tell of each refusal of `app`; where they are too many, of some with the number held back."""
    sparing = Sparing(of_each=OF_EACH_A_MINUTE, most=MOST_A_MINUTE)

    def tell(response: Response) -> Response:
        reason = refused_as()
        if response.status_code in REFUSALS or reason in ATTEMPTS:
            _tell(response.status_code, reason, sparing)
        return response

    app.after_request(tell)


def _tell(status: int, reason: str | None, sparing: Sparing) -> None:
    person, network = _person(), network_of(request.remote_addr)
    held = sparing.held_before((status, network, person), now=time.monotonic())
    if held is None:
        return
    rule = request.url_rule
    facts = {
        "status": status, "reason": reason or "none", "method": request.method,
        "route": "none" if rule is None else rule.rule, "person": person or "none",
        "network": network or "none", "held": held,
    }  # fmt: skip
    current_app.logger.warning("request_refused", extra=facts)


def _person() -> int | None:
    """Who asked, else the account that was meant."""
    person = who()
    return refused_person() if person is None else person.person_id
