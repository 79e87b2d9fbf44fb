"""The page of a case of one's own: found by number and code, or by the secret link."""

from flask import Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.extensions import db, limiter
from portal.participation.case_kinds import CaseAct, CaseState
from portal.participation.forms import cases as words
from portal.participation.operations.case_acting import stand_of
from portal.participation.public.cases.blueprint import (
    bp,
    opened,
    pass_for,
    secrecy,
    unlisted_pass,
)
from portal.participation.queries import cases as queries
from portal.participation.queries.cases import Case, CaseStep, chain_of
from portal.participation.queries.unlisted import unlisted_code
from portal.participation.rules.case_texts import has_number
from portal.participation.rules.cases import (
    AlreadyReopened,
    CaseActUnfit,
    may_edit,
    next_state,
    public_word,
    rating_round,
)
from portal.participation.rules.chain import canonical, first_broken, holds
from portal.participation.rules.codes import CaseUnknown, is_key, read_code, read_number
from portal.participation.rules.retention import KEEPING, kept_until
from portal.participation.secrecy import is_code
from portal.shell import clock
from portal.shell.audience import anyone
from portal.shell.codes import qr_svg
from portal.shell.current import current_settings
from portal.shell.errors import text_of
from portal.shell.rules import MingchuError

CODE_SHOWN_FOR = 24 * 3600  # seconds after sending; the link opens the case longer than that
ACTS = {
    "edit": CaseAct.EDIT,
    "add": CaseAct.ADD,
    "clip": CaseAct.SECURE,
    "rate": CaseAct.RATE,
    "reopen": CaseAct.REOPEN,
    "withdraw": CaseAct.WITHDRAW,
}
"""What a sender may do, by the name of its page, in the order in which it is offered."""


def _number() -> str:
    return f"case {read_number(request.form.get('number', ''))}"


def _is_wrong(response: Response) -> bool:
    return response.status_code == CaseUnknown.status


@bp.route("/cases", methods=["GET", "POST"])
@anyone
@limiter.limit("10/hour", key_func=_number, methods=["POST"], deduct_when=_is_wrong)
@limiter.limit("30/hour", methods=["POST"], deduct_when=_is_wrong)
def look_up() -> AnyResponse:
    """Find a case by number and code; what is wrong is said beside its field."""
    if request.method == "GET":
        return _look_up_page(number=request.args.get("number", "")[:30])
    number, code = request.form.get("number", "")[:60], request.form.get("code", "")[:60]
    try:
        address = _address_of(number, code)
    except MingchuError as error:
        return _look_up_page(number=number, code=code, wrong=error)
    return redirect(address, code=303)


@bp.get("/cases/<opener>")
@anyone
def follow(opener: str) -> str:
    """A case as its sender sees it: how far, what was promised, what may be done."""
    case = queries.senders_case(db.session(), opened(opener))
    return render_template(
        "cases/follow.html", opener=opener, done=request.args.get("done", ""), **shown(case)
    )


@bp.get("/cases/<opener>/kept")
@anyone
def kept(opener: str) -> str:
    """The confirmation: number, code, next step and its day; the same after a reload."""
    case, now = queries.senders_case(db.session(), opened(opener)), clock.now()
    is_fresh = (now - case.received_at).total_seconds() < CODE_SHOWN_FOR
    address = current_settings().public_url + url_for(".follow", opener=opener)
    return render_template(
        "cases/kept.html",
        opener=opener,
        code=secrecy().code(opener) if is_key(opener) and is_fresh else "",
        address=address,
        qr=qr_svg(address, title=case.number),
        **shown(case),
    )


@bp.route("/cases/<opener>/receipt", methods=["GET", "POST"])
@anyone
def receipt(opener: str) -> str:
    """Whether the file still holds the step whose receipt somebody kept."""
    case = queries.senders_case(db.session(), opened(opener))
    chain = chain_of(case.steps, is_public=True)
    asked = request.form.get("receipt", "")[:100]
    return render_template(
        "cases/receipt.html",
        opener=opener,
        case=case,
        asked=asked,
        held=holds(chain, asked) if asked else None,
        broken=first_broken(chain),
    )


@bp.get("/cases/<opener>/file.json")
@anyone
def case_file(opener: str) -> Response:
    """The file as a chain that can be recomputed elsewhere: private steps by their digest alone."""
    case = queries.senders_case(db.session(), opened(opener))
    links = chain_of(case.steps, is_public=True)
    body = jsonify(
        number=case.number,
        rule="hash = sha256(former hash + digest), digest = sha256(salt + newline + said)",
        steps=[
            {
                "digest": link.digest,
                "hash": link.hash,
                "salt": link.salt if link.said is not None else None,
                "said": canonical(link.said) if link.said is not None else None,
            }
            for link in links
        ],
    )
    body.headers["Content-Disposition"] = f"attachment; filename={case.number}.json"
    return body


def shown(case: Case) -> dict[str, object]:
    """What the pages of a case show; one that was merged shows what happens to the other."""
    now = clock.now()
    main = case.merged_into if case.state is CaseState.MERGED and case.merged_into else case
    word = public_word(main.state)
    turn = rating_round(case.closed_at, now=now)
    return {
        "case": case,
        "main": main,
        "word": word,
        "next_step": words.next_step(main.kind, main.state, main.due_at),
        "offered": [name for name, act in ACTS.items() if offers(case, act)],
        "steps": [each for each in case.steps if each.is_public]
        + (
            [each for each in main.steps if each.is_public and each.text]
            if main is not case
            else []
        ),
        "asked_again": turn is not None and turn not in {each.round for each in case.ratings},
        "texts_to_you": (not case.no_texts)
        if current_settings().sms_gateway and has_number(case)
        else None,
        "keeping": [(each, kept_until(each.until, case.closed_at)) for each in KEEPING],
    }


def _public(case: Case) -> list[CaseStep]:
    return [each for each in case.steps if each.is_public]


def offers(case: Case, act: CaseAct) -> bool:
    """Whether the sender may do `act` now."""
    now = clock.now()
    if act is CaseAct.EDIT:
        return may_edit(stand_of(case), now=now) and case.sealed is not None
    if act is CaseAct.RATE:
        return rating_round(case.closed_at, now=now) is not None and _fits(case, act)
    if act is CaseAct.SECURE:
        return _fits(case, act) and bool(case.restaurant.cameras)
    return _fits(case, act)


def _fits(case: Case, act: CaseAct) -> bool:
    try:
        next_state(stand_of(case), act)
    except (CaseActUnfit, AlreadyReopened):
        return False
    return True


def _address_of(number: str, code: str) -> str:
    """The page that number and code open, for an hour. Raises CodeMistyped, CaseUnknown."""
    digits, known = read_code(code), read_number(number)
    row = queries.code_of_number(db.session(), known)
    other = None if row is not None else unlisted_code(db.session(), known)
    found = row or other
    if not is_code(found[1] if found else None, digits) or found is None:
        raise CaseUnknown
    if row is None:
        return url_for(".follow_unlisted", opener=unlisted_pass(found[0]))
    return url_for(".follow", opener=pass_for(found[0]))


def _look_up_page(
    *, number: str = "", code: str = "", wrong: MingchuError | None = None
) -> Response:
    body = render_template(
        "cases/look_up.html",
        number=number,
        code=code,
        wrong=text_of(wrong) if wrong else "",
        is_code_wrong=wrong is not None and not isinstance(wrong, CaseUnknown),
    )
    return Response(body, status=wrong.status if wrong else 200, mimetype="text/html")
