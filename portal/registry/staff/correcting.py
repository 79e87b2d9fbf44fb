"""Registering a Restaurant, correcting what stands of it, and noting why it has a gap."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.access import current_actor, requires
from portal.extensions import db
from portal.registry import operations, queries
from portal.registry.forms import words
from portal.registry.forms.fields import FactsForm, GapForm, HoursForm, RegisterForm
from portal.registry.forms.words import GAPS
from portal.registry.kinds import GapKind, GapOwner
from portal.registry.rules import Hours
from portal.registry.rules.coverage import GapNote
from portal.registry.rules.dated_hours import HoursChange
from portal.registry.rules.permissions import MAY, Act
from portal.registry.staff.blueprint import (
    back_to,
    bp,
    form_page,
    restaurant_in_scope,
    station_choices,
)
from portal.shell import clock
from portal.shell.acting import Attempt
from portal.shell.asked import known
from portal.shell.rules import day_bounds, local_day

FACTS = ("name", "name_en", "type", "street", "address", "licence_until", "built_on", "is_key")


@bp.route("/desk/register/new", methods=["GET", "POST"])
@requires(*MAY[Act.REGISTER])
def new_restaurant() -> Response:
    """Register a Restaurant."""
    form = RegisterForm()
    form.station.offer(station_choices(Act.REGISTER))
    if request.method == "GET":
        form.starts_on.data = local_day(clock.now())
    if form.validate_on_submit():
        told = operations.NewRestaurant(
            licence_no=form.licence_no.data,
            station=form.station.data,
            hours=form.hours.data,
            status=form.status.data,
            starts_at=day_bounds(form.starts_on.data)[0],
            **_facts(form),
        )
        with Attempt(form):
            row = operations.register_restaurant(
                db.session(), told, actor=current_actor(), now=clock.now()
            )
            return back_to(row.code, "registered")
    return form_page(
        form,
        None,
        title=_("Register a restaurant"),
        lead=_("Cameras are brought in with a register file."),
        button=_("Record"),
        back=url_for(".restaurants"),
    )


@bp.route("/desk/register/<code>/facts", methods=["GET", "POST"])
@requires(*MAY[Act.CORRECT])
def facts(code: str) -> Response:
    """Correct name, type, place, licence and building day."""
    found = restaurant_in_scope(code, Act.CORRECT)
    form = FactsForm(obj=found)
    if form.validate_on_submit():
        with Attempt(form):
            operations.correct_restaurant(
                db.session(), code, changes=_facts(form), actor=current_actor(), now=clock.now()
            )
            return back_to(code, "corrected")
    return form_page(
        form,
        found,
        title=_("Correct the record"),
        lead=_("What stood here before is kept in the audit chain."),
        button=_("Save"),
        back=url_for(".restaurant", code=code),
    )


@bp.route("/desk/register/<code>/hours", methods=["GET", "POST"])
@requires(*MAY[Act.CORRECT])
def hours(code: str) -> Response:
    """Change business hours from a day on; an earlier one than today corrects past days."""
    found = restaurant_in_scope(code, Act.CORRECT)
    form = HoursForm(obj=found)
    if request.method == "GET":
        form.day.data = local_day(clock.now())
    if form.validate_on_submit():
        with Attempt(form):
            to = HoursChange(Hours.parse(form.hours.data), form.day.data, form.reason.data or "")
            operations.change_hours(
                db.session(), code, change=to, actor=current_actor(), now=clock.now()
            )
            return back_to(code, "corrected")
    return form_page(
        form,
        found,
        title=_("Business hours"),
        lead=words.hours_lead(queries.dated_hours(db.session(), found).since),
        button=_("Save"),
        back=url_for(".restaurant", code=code),
    )


@bp.route("/desk/register/<code>/gaps/<gap_kind>", methods=["GET", "POST"])
@requires(*MAY[Act.NOTE_GAP])
def gap(code: str, gap_kind: str) -> Response:
    """Note why a Restaurant has a gap, whose turn it is, by when and at what cost."""
    found = restaurant_in_scope(code, Act.NOTE_GAP)
    meant = known(GapKind, gap_kind, what="gap")
    note = queries.gap_note(db.session(), found.id, meant)
    form = GapForm(
        cause=note.cause, owner=note.owner or "", due_on=note.due_on, cost=note.cost_fen,
        note=note.note,
    )  # fmt: skip
    if form.validate_on_submit():
        written = GapNote(
            cause=form.cause.data,
            owner=GapOwner(form.owner.data) if form.owner.data else None,
            due_on=form.due_on.data,
            note=form.note.data or "",
            cost_fen=form.cost.data,
        )
        with Attempt(form):
            operations.note_gap(
                db.session(), code, meant, note=written, actor=current_actor(), now=clock.now()
            )
            return back_to(code, "noted")
    return form_page(
        form,
        found,
        title=GAPS[meant],
        lead="",
        button=_("Save"),
        back=url_for(".restaurant", code=code),
    )


def _facts(form: FactsForm) -> dict[str, Any]:
    told = {name: form[name].data for name in FACTS}
    return told | {"name_en": told["name_en"] or None}
