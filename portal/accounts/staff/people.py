"""The administrator's pages: who has an account, what they may do, and letting them in or out."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.accounts import forms, operations, queries
from portal.accounts.access import current_actor, requires
from portal.accounts.filters import keeps_filters
from portal.accounts.found import somebody
from portal.accounts.kinds import Role
from portal.accounts.places import all_stations, check_place, names_of
from portal.accounts.public.blueprint import bp
from portal.extensions import db
from portal.shell import shared_clock
from portal.shell.acting import Attempt
from portal.shell.asked import arguments_of, member, page_number, typed
from portal.shell.current import current_settings

if TYPE_CHECKING:
    from portal.accounts.models import Person


def _asked(told: Mapping[str, str]) -> dict[str, Any]:
    return arguments_of(q=typed(told, "q"), role=member(Role, told.get("role")))


@bp.get("/people")
@keeps_filters(_asked)
@requires(Role.SYSADMIN)
def people() -> str:
    """Everybody who has an account, or those that are looked for."""
    asked = _asked(request.args)
    text, role = asked.get("q", ""), member(Role, asked.get("role"))
    page = page_number(request.args.get("page"))
    found = queries.people_page(db.session(), text=text, role=role, page=page)
    names = names_of(grant for row in found.rows for grant in row.grants)
    return render_template(
        "accounts/people.html",
        found=found,
        lines=lambda grants: forms.grant_lines(grants, names),
        sought=text,
        role=role or "",
        roles=forms.role_choices(),
        address=lambda to: url_for(".people", **asked, page=to),
    )


@bp.get("/people/new")
@requires(Role.SYSADMIN)
def new_person() -> str:
    """The page on which an account is made."""
    return _new_page()


@bp.post("/people/new")
@requires(Role.SYSADMIN)
def create() -> str | tuple[str, int]:
    """Make an account, and show the link by which its owner chooses a password."""
    now, actor = shared_clock.now(), current_actor()
    with Attempt() as attempt:
        grant = forms.asked_grant(request.form)
        check_place(grant)
        person = operations.create_person(
            db.session(),
            login=request.form.get("login", ""),
            name=request.form.get("name", ""),
            grant=grant,
            actor=actor,
            now=now,
        )
        return _link_page(person, operations.invite(db.session(), person, actor=actor, now=now))
    return _new_page(errors=attempt.errors), attempt.status


@bp.get("/people/<int:person_id>")
@requires(Role.SYSADMIN)
def person(person_id: int) -> str:
    """One account: its roles, and what can be done about it."""
    return _person_page(somebody(person_id))


@bp.post("/people/<int:person_id>/invitation")
@requires(Role.SYSADMIN)
def invite(person_id: int) -> str:
    """Show a fresh link, for a first password or a forgotten one."""
    row = somebody(person_id)
    token = operations.invite(db.session(), row, actor=current_actor(), now=shared_clock.now())
    db.session.commit()
    return _link_page(row, token)


@bp.post("/people/<int:person_id>/roles")
@requires(Role.SYSADMIN)
def grant(person_id: int) -> Response | tuple[str, int]:
    """Give somebody one more role."""
    row = somebody(person_id)
    with Attempt() as attempt:
        wanted = forms.asked_grant(request.form)
        check_place(wanted)
        operations.grant_role(
            db.session(), row, wanted, actor=current_actor(), now=shared_clock.now()
        )
        return redirect(url_for(".person", person_id=person_id, done="granted"), code=303)
    return _person_page(somebody(person_id), errors=attempt.errors), attempt.status


@bp.post("/people/<int:person_id>/roles/<int:grant_id>/withdraw")
@requires(Role.SYSADMIN)
def withdraw(person_id: int, grant_id: int) -> Response:
    """Take a role from somebody."""
    operations.withdraw_role(
        db.session(), somebody(person_id), grant_id, actor=current_actor(), now=shared_clock.now()
    )
    return _done(person_id, "withdrawn")


@bp.post("/people/<int:person_id>/deactivate")
@requires(Role.SYSADMIN)
def deactivate(person_id: int) -> Response:
    """Let somebody in no more."""
    operations.deactivate(
        db.session(), somebody(person_id), actor=current_actor(), now=shared_clock.now()
    )
    return _done(person_id, "deactivated")


@bp.post("/people/<int:person_id>/activate")
@requires(Role.SYSADMIN)
def activate(person_id: int) -> Response:
    """Let somebody in again."""
    operations.activate(
        db.session(), somebody(person_id), actor=current_actor(), now=shared_clock.now()
    )
    return _done(person_id, "activated")


@bp.post("/people/<int:person_id>/second-factor/reset")
@requires(Role.SYSADMIN)
def reset(person_id: int) -> Response:
    """Forget the second factor of somebody who lost it."""
    operations.reset_second_factor(
        db.session(), somebody(person_id), actor=current_actor(), now=shared_clock.now()
    )
    return _done(person_id, "reset")


@bp.post("/people/<int:person_id>/sign-ins/end")
@requires(Role.SYSADMIN)
def end_all(person_id: int) -> Response:
    """Sign somebody out everywhere."""
    operations.end_all_sign_ins(
        db.session(), somebody(person_id), actor=current_actor(), now=shared_clock.now()
    )
    return _done(person_id, "all_ended")


def _done(person_id: int, what: str) -> Response:
    db.session.commit()
    return redirect(url_for(".person", person_id=person_id, done=what), code=303)


def _new_page(*, errors: dict[str, str] | None = None) -> str:
    return render_template(
        "accounts/person_new.html",
        told=request.form,
        errors=errors or {},
        roles=forms.role_choices(),
        stations=all_stations().items(),
    )


def _person_page(row: "Person", *, errors: dict[str, str] | None = None) -> str:
    return render_template(
        "accounts/person.html",
        person=row,
        grants=forms.grant_lines(row.grants),
        sign_ins=forms.sign_in_lines(
            queries.open_sign_ins(db.session(), row.id, now=shared_clock.now()), here=None
        ),
        is_own=row.id == current_actor().person_id,
        told=request.form,
        errors=errors or {},
        roles=forms.role_choices(),
        stations=all_stations().items(),
        done=forms.done_text(request.args.get("done", "")),
    )


def _link_page(row: "Person", token: str) -> str:
    settings = current_settings()
    return render_template(
        "accounts/link.html",
        person=row,
        link=settings.public_url + url_for(".invitation", token=token),
    )
