"""Replacing, retiring and protecting Cameras, and noting Displays that were seen."""

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.access import current_actor, requires
from portal.extensions import db
from portal.registry import operations, queries
from portal.registry.addresses import AddressGate
from portal.registry.cipher import AddressCipher
from portal.registry.forms.equipment import ProtectForm, ReplaceForm, RetireForm, SeenForm
from portal.registry.operations import AddressKeeper, CameraAt, Device
from portal.registry.rules.permissions import MAY, Act
from portal.registry.rules.privacy import Protection
from portal.registry.staff.blueprint import back_to, bp, form_page, restaurant_in_scope
from portal.shell import clock
from portal.shell.acting import Attempt
from portal.shell.current import current_settings
from portal.shell.rules import local_day


@bp.route("/desk/register/<code>/cameras/<int:camera_no>/replace", methods=["GET", "POST"])
@requires(*MAY[Act.CHANGE_EQUIPMENT])
def replace_camera(code: str, camera_no: int) -> Response:
    """Put another device in a Camera's place."""
    found, form = restaurant_in_scope(code, Act.CHANGE_EQUIPMENT), ReplaceForm()
    if request.method == "GET":
        form.day.data = local_day(clock.now())
    if form.validate_on_submit():
        device = Device(
            form.url.data, form.day.data, form.transport.data, form.device_id.data or None
        )
        site = current_settings()
        keeper = AddressKeeper(
            AddressGate(site.camera_networks), AddressCipher(site.encryption_keys())
        )
        with Attempt(form):
            operations.replace_camera(
                db.session(),
                CameraAt(code, camera_no),
                by=device,
                keeper=keeper,
                actor=current_actor(),
                now=clock.now(),
            )
            return back_to(code, "replaced")
    return form_page(
        form,
        found,
        title=_("Replace camera %(number)s", number=camera_no),
        lead=_(
            "The new device takes over number, zone and protection, and its online record goes "
            "on without a gap."
        ),
        button=_("Replace"),
        back=url_for(".restaurant", code=code),
    )


@bp.route("/desk/register/<code>/cameras/<int:camera_no>/retire", methods=["GET", "POST"])
@requires(*MAY[Act.CHANGE_EQUIPMENT])
def retire_camera(code: str, camera_no: int) -> Response:
    """Take a Camera out of use."""
    found, form = restaurant_in_scope(code, Act.CHANGE_EQUIPMENT), RetireForm()
    if request.method == "GET":
        form.day.data = local_day(clock.now())
    if form.validate_on_submit():
        with Attempt(form):
            operations.retire_camera(
                db.session(),
                CameraAt(code, camera_no),
                day=form.day.data,
                reason=form.reason.data,
                actor=current_actor(),
                now=clock.now(),
            )
            return back_to(code, "retired")
    return form_page(
        form,
        found,
        title=_("Retire camera %(number)s", number=camera_no),
        lead=_("From that day on it is neither looked at nor counted. What it showed stays."),
        button=_("Retire"),
        back=url_for(".restaurant", code=code),
    )


@bp.route("/desk/register/<code>/cameras/<int:camera_no>/protect", methods=["GET", "POST"])
@requires(*MAY[Act.PROTECT])
def protect_camera(code: str, camera_no: int) -> Response:
    """Say how people are protected in a Camera's picture."""
    found = restaurant_in_scope(code, Act.PROTECT)
    row = queries.camera_numbered(found, camera_no)
    form = ProtectForm(
        privacy=row.privacy, strength=row.strength, basis=row.privacy_basis,
        decided_by=row.privacy_decided_by,
    )  # fmt: skip
    if form.validate_on_submit():
        told = Protection(
            form.privacy.data, form.strength.data, form.basis.data or "", form.decided_by.data or ""
        )
        with Attempt(form):
            operations.protect_camera(
                db.session(),
                CameraAt(code, camera_no),
                by=told,
                actor=current_actor(),
                now=clock.now(),
            )
            return back_to(code, "protected")
    return form_page(
        form,
        found,
        title=_("Protection of camera %(number)s", number=camera_no),
        lead=_(
            "Holds for the moving picture and for stills. People are hidden unless a law says "
            "otherwise; whoever opens a picture answers for it by name."
        ),
        button=_("Save"),
        back=url_for(".restaurant", code=code),
    )


@bp.route("/desk/register/<code>/display", methods=["GET", "POST"])
@requires(*MAY[Act.VERIFY_DISPLAY])
def display(code: str) -> Response:
    """Note that a Display was seen working; `name` tells which."""
    found, form = restaurant_in_scope(code, Act.VERIFY_DISPLAY), SeenForm()
    if request.method == "GET":
        form.day.data = local_day(clock.now())
        form.name.data = request.args.get("name", "")[:100]
    if form.validate_on_submit():
        with Attempt(form):
            operations.verify_display(
                db.session(),
                code,
                form.name.data,
                seen_on=form.day.data,
                actor=current_actor(),
                now=clock.now(),
            )
            return back_to(code, "seen")
    return form_page(
        form,
        found,
        title=_("A display was seen working"),
        lead=_("One that is not registered yet is registered by this."),
        button=_("Save"),
        back=url_for(".restaurant", code=code),
    )
