"""Asking for a change of Status, or making it at once where one person may."""

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.access import current_actor, requires
from portal.extensions import db
from portal.registry import operations, queries
from portal.registry.forms.fields import ASK_FORMS, AskForm, MoveForm
from portal.registry.forms.words import ASKS
from portal.registry.kinds import Ask
from portal.registry.proofs import KeptFile, ProofStore
from portal.registry.rules.permissions import (
    ASKING,
    BY_ONE_PERSON,
    MAY,
    Act,
    check,
    may_decide,
)
from portal.registry.rules.proofs import MOST_BYTES
from portal.registry.rules.requests import MoveTo, Wish
from portal.registry.staff.blueprint import (
    back_to,
    bp,
    form_page,
    place_of,
    restaurant_in_scope,
    station_choices,
)
from portal.shell import clock
from portal.shell.acting import Attempt
from portal.shell.asked import known
from portal.shell.current import current_settings
from portal.shell.rules import local_day
from portal.shell.sent_files import sent_content


@bp.route("/desk/register/<code>/ask/<ask>", methods=["GET", "POST"])
@requires(*(MAY[Act.ASK_SUSPENSION] | MAY[Act.ASK_CHANGE]))
def ask(code: str, ask: str) -> Response:
    """Ask for a change of Status; an officer's opening, closing and move hold at once."""
    wanted = known(Ask, ask, what="form")
    found, actor = restaurant_in_scope(code, Act.READ), current_actor()
    place = place_of(found)
    check(actor, ASKING[wanted], place)
    is_alone = wanted in BY_ONE_PERSON and may_decide(
        actor, wanted, place, asked_by=actor.person_id
    )
    form = _form(wanted, found)
    if form.validate_on_submit() and _asked(form, wanted, code, is_alone=is_alone):
        return back_to(code, "changed" if is_alone else "asked")
    return form_page(
        form,
        found,
        title=ASKS[wanted],
        lead=_("This holds as soon as you record it.")
        if is_alone
        else _("Somebody else decides about it; you see here what came of it."),
        button=_("Record") if is_alone else _("Send the request"),
        has_file=True,
        back=url_for(".restaurant", code=code),
    )


def _form(ask: Ask, restaurant: queries.Restaurant) -> AskForm:
    form = ASK_FORMS[ask]()
    if isinstance(form, MoveForm):
        form.station.offer(station_choices(Act.ASK_CHANGE))
        if request.method == "GET":
            form.station.data = restaurant.station.code
    if request.method == "GET":
        form.starts_on.data = local_day(clock.now())
    return form


def _asked(form: AskForm, ask: Ask, code: str, *, is_alone: bool) -> bool:
    """Whether it is asked, else the form says why; a file is dropped with what it proves."""
    store, file = ProofStore.under(current_settings().data), None
    with Attempt(form):
        file = _file(store)
        do = operations.change_status if is_alone else operations.ask
        do(
            db.session(),
            code,
            wish=_wish(form, ask),
            actor=current_actor(),
            now=clock.now(),
            proof_file=operations.proof_row(db.session(), file) if file else None,
        )
        return True
    if file is not None:
        store.drop(file)
    return False


def _wish(form: AskForm, ask: Ask) -> Wish:
    return Wish(
        ask=ask,
        starts_at=form.starts_at(),
        ends_at=form.ends_at(),
        reason=form.reason.data or "",
        proof=form.proof.data or "",
        moves_to=MoveTo(
            licence_no=form.licence_no.data,
            address=form.address.data,
            street=form.street.data or "",
            station=form.station.data,
        )
        if isinstance(form, MoveForm)
        else None,
    )


def _file(store: ProofStore) -> KeptFile | None:
    """The file that was sent along, kept; None where none was. Raises FileRefused."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return None
    return store.keep(sent_content(sent, most=MOST_BYTES))
