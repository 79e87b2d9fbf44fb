"""What the Vendor does about a Fault, each act a button."""

from collections.abc import Callable

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from portal.accounts.access import current_actor, requires
from portal.accounts.kinds import Role
from portal.extensions import db
from portal.rounds.kinds import FaultCause
from portal.rounds.operations import acknowledge_fault, add_note, tell_cause, try_again_for_fault
from portal.rounds.rules.faults import CauseUnknown
from portal.rounds.staff.blueprint import bp
from portal.rounds.staff.queue import siblings
from portal.shell import clock
from portal.shell.asked import member


@bp.post("/desk/faults/<number>/acknowledge")
@requires(Role.VENDOR)
def acknowledge(number: str) -> Response:
    """Answer a Fault, and with it those of one probable cause if that is asked for."""
    _for_each(number, lambda each: acknowledge_fault(
        db.session(), each, actor=current_actor(), now=clock.now()
    ))  # fmt: skip
    return _back(number)


@bp.post("/desk/faults/<number>/cause")
@requires(Role.VENDOR)
def cause(number: str) -> Response:
    """Tell why the picture fails, likewise."""
    chosen = member(FaultCause, request.form.get("cause"))
    if chosen is None:
        raise CauseUnknown
    _for_each(number, lambda each: tell_cause(
        db.session(), each, chosen, actor=current_actor(), now=clock.now()
    ))  # fmt: skip
    return _back(number)


@bp.post("/desk/faults/<number>/notes")
@requires(Role.VENDOR)
def note(number: str) -> Response:
    """Write a note."""
    text = request.form.get("text", "")
    add_note(db.session(), number, text, actor=current_actor(), now=clock.now())
    db.session.commit()
    return _back(number)


@bp.post("/desk/faults/<number>/retry")
@requires(Role.VENDOR)
def retry(number: str) -> Response:
    """Have a Camera tried again that refused our password."""
    try_again_for_fault(db.session(), number, actor=current_actor(), now=clock.now())
    db.session.commit()
    return _back(number)


def _for_each(number: str, act: Callable[[str], object]) -> None:
    others = siblings(number) if request.form.get("together") == "1" else []
    for each in (number, *others):
        act(each)
    db.session.commit()


def _back(number: str) -> Response:
    return redirect(url_for(".fault", number=number), code=303)
