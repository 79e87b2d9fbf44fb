"""Slips and Displays at the desk: what proves that somebody was there."""

from datetime import timedelta

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.access import current_actor, requires
from portal.extensions import db
from portal.participation import operations
from portal.participation.displays import display_secret
from portal.participation.forms.fields import SlipForm
from portal.participation.operations import Printing
from portal.participation.public.blueprint import restaurant, secrets
from portal.participation.queries import waves as queries
from portal.participation.rules.permissions import MAY, Act, check
from portal.participation.rules.presence import grouped, plain_code
from portal.participation.staff.blueprint import bp, form_page
from portal.registry.queries import Restaurant, displays_of
from portal.shell import clock
from portal.shell.acting import Attempt
from portal.shell.codes import qr_svg
from portal.shell.current import current_settings
from portal.shell.rules import local_day

USUAL_SLIPS = 24  # three rows of eight on an A4 sheet, folded twice
USUAL_DAYS = timedelta(days=30)


@bp.route("/desk/surveys/slips", methods=["GET", "POST"])
@requires(*MAY[Act.PRINT])
def slips() -> Response:
    """Print a sheet of slips for a Restaurant, or see which were printed."""
    return _printing(None)


@bp.route("/desk/surveys/slots/<int:number>/slips", methods=["GET", "POST"])
@requires(*MAY[Act.PRINT])
def slot_slips(number: int) -> Response:
    """Print the slips of one slot of a Survey."""
    return _printing(number)


@bp.get("/desk/surveys/displays/<code>")
@requires(*MAY[Act.DISPLAY])
def display(code: str) -> str:
    """The address that a Restaurant's Display opens, for the Bureau and its owner."""
    place, now = restaurant(code), clock.now()
    check(current_actor(), Act.DISPLAY, station=place.station.code, restaurant=place.code)
    key = operations.display_key(db.session(), place.id, now=now)
    db.session.commit()
    screens = displays_of(db.session(), place.id)
    return render_template(
        "participation/desk_display.html",
        restaurant=place,
        screens=[(each, _display_address(place, key, each.id)) for each in screens],
        address=_display_address(place, key),
        now=now,
    )


@bp.post("/desk/surveys/displays/<code>")
@requires(*MAY[Act.DISPLAY])
def renew_display(code: str) -> AnyResponse:
    """Give the Display a new address, as when the old one got about."""
    operations.renew_display_key(db.session(), code, actor=current_actor(), now=clock.now())
    db.session.commit()
    return redirect(url_for(".display", code=code), code=303)


def _printing(slot_id: int | None) -> Response:
    slot = queries.slot_of(db.session(), slot_id) if slot_id is not None else None
    form = SlipForm()
    if request.method == "GET":
        form.code.data = slot.restaurant.code if slot else request.args.get("code", "")
        form.number.data = USUAL_SLIPS
        form.valid_until.data = local_day(clock.now()) + USUAL_DAYS
    if form.validate_on_submit():
        told = Printing(
            code=slot.restaurant.code if slot else plain_code(form.code.data),
            number=form.number.data,
            valid_until=form.valid_until.data,
            slot_id=slot_id,
        )
        with Attempt(form):
            __, codes = operations.print_slips(
                db.session(), told, secrets=secrets(), actor=current_actor(), now=clock.now()
            )
            return _sheet(told, codes)
    back = url_for(".wave", number=slot.wave_id) if slot else url_for(".waves")
    return form_page(
        form,
        title=_("Print slips"),
        lead=_("Each slip is good for one answer. The codes are shown once, now, to be printed; "
               "nobody can look them up later."),
        button=_("Make the sheet"),
        back=back,
    )  # fmt: skip


def _sheet(told: Printing, codes: list[str]) -> Response:
    place = restaurant(told.code)
    public_url = current_settings().public_url
    slips = [
        (grouped(code), qr_svg(
            public_url + url_for("participation.rate", code=place.code, c=code),
            title=grouped(code).upper(),
        ))
        for code in codes
    ]  # fmt: skip
    page = render_template(
        "participation/slips.html", restaurant=place, slips=slips, until=told.valid_until,
        address=public_url + url_for("participation.rate", code=place.code),
    )  # fmt: skip
    return make_response(page)


def _display_address(place: Restaurant, key: str, display_id: int | None = None) -> str:
    secret = display_secret(key, display_id)
    return current_settings().public_url + url_for("front.hall", code=place.code, secret=secret)
