"""Answers from paper and telephone, entered at the desk, each by who enters it."""

import secrets as random

from flask import Response, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.access import current_actor, requires
from portal.extensions import db
from portal.participation import operations
from portal.participation.forms.entering import EnterForm
from portal.participation.kinds import Item, Mode, Rating
from portal.participation.operations import Told
from portal.participation.queries import waves as queries
from portal.participation.question_sets import DINERS, set_for
from portal.participation.rules.permissions import MAY, Act
from portal.participation.rules.presence import plain_code
from portal.participation.staff.blueprint import bp, form_page
from portal.shell import clock
from portal.shell.acting import Attempt
from portal.shell.languages import is_english
from portal.shell.rules import local_day

LONGEST_KEY = 40


@bp.route("/desk/surveys/answers/new", methods=["GET", "POST"])
@requires(*MAY[Act.ENTER])
def enter() -> AnyResponse:
    """Enter an answer for the Poll."""
    return _entering(None)


@bp.route("/desk/surveys/slots/<int:number>/answers", methods=["GET", "POST"])
@requires(*MAY[Act.ENTER])
def enter_slot(number: int) -> AnyResponse:
    """Enter an answer of one slot of a Survey."""
    return _entering(number)


def _entering(slot_id: int | None) -> AnyResponse:
    slot = queries.slot_of(db.session(), slot_id) if slot_id is not None else None
    key = request.args.get("key", "")[:LONGEST_KEY]
    code = slot.restaurant.code if slot else request.args.get("code", "")
    if not key:  # with it the same form sent twice is one answer
        return redirect(_address(slot_id, code=code, key=random.token_urlsafe(16)), code=303)
    asked = set_for(slot.restaurant.type) if slot else DINERS
    form = EnterForm.of(asked, is_placed=slot is not None)
    if request.method == "GET":
        form.day.data = local_day(slot.starts_at) if slot else local_day(clock.now())
        if slot is None:
            form.code.data = code
    if form.validate_on_submit():
        told = _told(form, key=key, code=code if slot else plain_code(form.code.data),
                     slot_id=slot_id)  # fmt: skip
        with Attempt(form):
            operations.enter_answer(db.session(), told, actor=current_actor(), now=clock.now())
            return redirect(_address(slot_id, code=told.code, done=1), code=303)
    return _page(form, back=url_for(".wave", number=slot.wave_id) if slot else url_for(".waves"))


def _page(form: EnterForm, *, back: str) -> Response:
    done = _("The answer was kept. You can enter the next one.") if "done" in request.args else ""
    return form_page(
        form,
        title=_("Enter an answer"),
        lead=_("From paper or the telephone, in the words that were said. Such answers are shown "
               "apart and do not count in the headline; that you entered one is recorded."),
        button=_("Keep the answer"),
        back=back,
        done=done if request.method == "GET" else "",
    )  # fmt: skip


def _told(form: EnterForm, *, key: str, code: str, slot_id: int | None) -> Told:
    return Told(
        key=key,
        code=code,
        mode=Mode(form.mode.data),
        day=form.day.data,
        rating=Rating(form.satisfaction.data),
        language="en" if is_english() else "zh",
        said={item: form[item.value].data for item in Item if item in EnterForm.FURTHER},
        remark=form.remark.data.strip(),
        slot_id=slot_id,
    )


def _address(slot_id: int | None, *, code: str, key: str = "", done: int | None = None) -> str:
    if slot_id is not None:
        return url_for(".enter_slot", number=slot_id, key=key or None, done=done)
    return url_for(".enter", code=code or None, key=key or None, done=done)
