"""The form for a business that is not in the register, and the page of what was sent so."""

from dataclasses import replace
from secrets import randbelow

from flask import Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.extensions import db, limiter
from portal.live.public.blueprint import formless
from portal.participation.case_kinds import UnlistedState
from portal.participation.forms.case_refusals import fault_text
from portal.participation.operations.unlisted import file_unlisted
from portal.participation.public.cases.blueprint import (
    bp,
    read_unlisted_pass,
    secrecy,
)
from portal.participation.public.cases.draft import Draft, fresh_draft, sent_draft
from portal.participation.public.cases.following import CODE_SHOWN_FOR
from portal.participation.public.cases.telling import TRAP, proved, workshop
from portal.participation.queries import cases as case_queries
from portal.participation.queries import unlisted as queries
from portal.participation.rules.categories import CATEGORIES
from portal.participation.rules.codes import is_key
from portal.participation.rules.intake import Door, IntakeRefused, Page, check_pace, work_cost
from portal.participation.rules.unlisted import (
    LONGEST_PLACE,
    LONGEST_PLACE_ADDRESS,
    NewUnlisted,
    place_faults,
)
from portal.participation.work import TRIES
from portal.registry.queries import stations
from portal.shell import clock, shared_clock
from portal.shell.audience import anyone
from portal.shell.codes import qr_svg
from portal.shell.current import current_settings
from portal.shell.rules import MingchuError, NotFound, local_day

VENUE = "unlisted"  # for which its proofs of work are made
ASKED = (Page.WHAT, Page.WORDS, Page.YOU)


@bp.route("/tell/unlisted/<any(tip, complaint):door>", methods=["GET", "POST"])
@anyone
@formless  # checked by the form itself, so that an old page does not cost what was typed
@limiter.limit("30/hour", methods=["POST"])
def tell_unlisted(door: str) -> AnyResponse:
    """A message about a business by its typed name and address, on one page."""
    through = Door(door)
    if request.method == "GET":
        draft = fresh_draft(through)
        draft.typed["place_name"] = request.args.get("name", "")[:LONGEST_PLACE]
        return _page(draft)
    draft = sent_draft(through)
    faults = place_faults(draft.typed["place_name"], draft.typed["place_address"])
    draft.errors |= {name: fault_text(name, fault) for name, fault in faults.items()}
    if not draft.check(*ASKED):
        return _page(draft, status=422)
    return _sent(draft)


@bp.get("/tell/unlisted/challenge.json")
@anyone
@limiter.limit("60/minute")
def unlisted_challenge() -> Response:
    """A proof of work for the browser."""
    made = workshop(VENUE).challenge(
        cost=work_cost(0), counter=randbelow(2 * TRIES) + 1, now=shared_clock.now()
    )
    return jsonify(made)


@bp.get("/cases/unlisted/<opener>")
@anyone
def follow_unlisted(opener: str) -> AnyResponse:
    """What was sent about such a business; once it is a Case, the page of that."""
    session, now = db.session(), clock.now()
    found = read_unlisted_pass(opener)
    if found is None and is_key(opener):
        found = queries.unlisted_by_link(session, opener)
        if found is None and case_queries.case_id_by_link(session, opener) is not None:
            return redirect(url_for(".follow", opener=opener), code=303)
    if found is None:
        raise NotFound("case", "")
    row = queries.senders_unlisted(session, found)
    if row.state is UnlistedState.ATTACHED:
        return redirect(url_for(".look_up", number=row.number), code=303)
    is_fresh = (now - row.received_at).total_seconds() < CODE_SHOWN_FOR
    address = current_settings().public_url + url_for(".follow_unlisted", opener=opener)
    body = render_template(
        "cases/unlisted.html",
        found=row,
        code=secrecy().code(opener) if is_key(opener) and is_fresh else "",
        address=address,
        qr=qr_svg(address, title=row.number) if is_key(opener) else "",
    )
    return Response(body, mimetype="text/html")


def _sent(draft: Draft) -> AnyResponse:
    session, now = db.session(), clock.now()
    asked = draft.typed["station"]
    payload = request.form.get("altcha", "")
    try:
        check_pace(draft.shown_at, trap=request.form.get(TRAP, ""), now=now)
        new = NewUnlisted(
            replace(draft.new_case(), work=proved(VENUE, payload) if payload else None),
            place_name=draft.typed["place_name"],
            place_address=draft.typed["place_address"],
            station=next((each.code for each in stations(session) if each.code == asked), ""),
        )
        filed = file_unlisted(session, new, secrecy=secrecy(), now=now)
    except (IntakeRefused, MingchuError) as error:
        session.rollback()
        draft.refuse(error)
        return _page(draft, status=error.status)
    session.commit()
    return redirect(url_for(".follow_unlisted", opener=filed.link), code=303)


def _page(draft: Draft, *, status: int = 200) -> Response:
    body = render_template(
        "cases/tell_unlisted.html",
        draft=draft,
        categories=tuple(CATEGORIES),
        stations=stations(db.session()),
        today=local_day(clock.now()),
        trap=TRAP,
        site=current_settings(),
        most=(LONGEST_PLACE, LONGEST_PLACE_ADDRESS),
    )
    return Response(body, status=status, mimetype="text/html")
