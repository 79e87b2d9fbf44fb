"""One Case: what was sent, what was done since, and what may be done now."""

from secrets import token_hex

from flask import Response, redirect, render_template, request, url_for
from flask_babel import force_locale
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.access import current_actor, requires
from portal.extensions import db
from portal.findings.forms.codes import CODES
from portal.findings.queries import inspectors
from portal.notices import forms as notices
from portal.notices.queries import texts_about
from portal.notices.rules import About
from portal.participation.case_kinds import CaseAct, CaseKind, Category, Side
from portal.participation.forms import cases as words
from portal.participation.operations import masking
from portal.participation.operations.case_acting import stand_of
from portal.participation.queries import cases as queries
from portal.participation.queries.cases import Case
from portal.participation.rules.cases import OFFICERS, READERS, possible_acts
from portal.participation.rules.categories import codes_for
from portal.participation.rules.chain import first_broken
from portal.participation.rules.parts import parts_of
from portal.participation.staff.cases.acts import DO, doing_of
from portal.participation.staff.cases.blueprint import bp, reader, secrecy
from portal.registry.forms.words import ZONES
from portal.shell import clock
from portal.shell.acting import Attempt
from portal.shell.asked import known, member
from portal.shell.filters import day
from portal.shell.languages import CHINESE, ENGLISH, PREFIX, is_english
from portal.shell.rules import NotFound

_A = CaseAct


@bp.get("/desk/cases/<number>")
@requires(*READERS)
def case(number: str) -> str:
    """A Case with masked words, pictures, history, and the acts that are open to the reader."""
    return _page(queries.case_by_number(db.session(), number, reader=reader()))


@bp.get("/desk/cases/<number>/letters/<int:step>")
@requires(*OFFICERS)
def letter(number: str, step: int) -> str:
    """An answer as a letter to be printed: numbered, dated, in the language of the sender."""
    found = queries.case_by_number(db.session(), number, reader=reader())
    sent = next((each for each in found.steps if each.number == step and each.is_public), None)
    if sent is None or sent.side is not Side.OFFICER or not sent.text:
        raise NotFound("letter", f"{number} {step}")
    locale = _locale(found)
    path = url_for("cases.look_up").removeprefix(request.script_root)
    with force_locale(locale):
        prefix = PREFIX if is_english() else ""  # of the letter, not of who prints it
        return render_template("cases/letter.html", found=found, sent=sent, path=prefix + path)


@bp.post("/desk/cases/<number>/<act>")
@requires(*READERS)
def do(number: str, act: str) -> AnyResponse:
    """Do an act; where a rule forbids it, say why, with all that was typed."""
    wanted = known(CaseAct, act, what="form")
    if wanted not in DO:
        raise NotFound("form", act)
    with Attempt() as attempt:
        DO[wanted](number, doing_of(wanted))
        return redirect(url_for(".case", number=number, done=wanted.value), code=303)
    found = queries.case_by_number(db.session(), number, reader=reader())
    return Response(_page(found, act=wanted, wrong=attempt.words), status=attempt.status)


@bp.post("/desk/cases/<number>/reveal")
@requires(*OFFICERS)
def reveal(number: str) -> AnyResponse:
    """Words and contact as typed, for a reason that is recorded; shown once, kept nowhere."""
    session, raw = db.session(), None
    with Attempt() as attempt:
        raw = masking.reveal(
            session, number, why=request.form.get("why", ""), secrecy=secrecy(),
            actor=current_actor(), now=clock.now(),
        )  # fmt: skip
    found = queries.case_by_number(session, number, reader=reader())
    return Response(_page(found, wrong=attempt.words, raw=raw), status=attempt.status)


def _page(
    found: Case,
    *,
    act: CaseAct | None = None,
    wrong: str = "",
    raw: dict[str, str] | None = None,
) -> str:
    actor = current_actor()
    acts = possible_acts(stand_of(found), actor)
    done = request.args.get("done", "")
    parts = parts_of(found.text) if _A.SPLIT in acts else []
    return render_template(
        "cases/desk_case.html",
        found=found,
        acts=acts,
        wrong=wrong,
        wrong_act=act,
        raw=raw,
        typed=request.form,
        token=token_hex(16),
        done=member(CaseAct, done),
        is_officer=actor.has(OFFICERS),
        texts=texts_about(db.session(), About("case", found.number)) if found.has_contact else (),
        text_kind=notices.kind_text,
        text_states=notices.STATES,
        text_troubles=notices.TROUBLES,
        merged=queries.merged_into(db.session(), found.id) if found.supporters else (),
        people=inspectors(db.session(), station=found.restaurant.station.code)
        if _A.ASSIGN in acts
        else (),
        parts=parts,
        part=dict(enumerate(parts, 1)).get(request.args.get("part", 0, type=int)),
        templates=_templates(found),
        codes=[(code, CODES[code]) for code in codes_for(found.category)],
        zones=ZONES,
        kinds=tuple(CaseKind),
        categories=tuple(Category),
        broken=first_broken(queries.chain_of(found.steps, is_public=False)),
    )


def _locale(found: Case) -> str:
    """The locale of who sent a Case."""
    return ENGLISH if found.language == "en" else CHINESE


def _templates(found: Case) -> dict[str, list[tuple[str, str]]]:
    """The replies that each act may begin with, filled in, in the sender's language."""
    place = found.restaurant
    name = (place.name_en or place.name) if found.language == "en" else place.name
    with force_locale(_locale(found)):
        due = day(words.last_day(found.due_at))
    filled: dict[str, list[tuple[str, str]]] = {}
    for each in words.TEMPLATES:
        text = words.template_text(each, language=found.language, restaurant=name, due=due)
        filled.setdefault(each.act.value, []).append((words.said(each.name), text))
    return filled
