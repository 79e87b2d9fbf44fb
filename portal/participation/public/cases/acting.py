"""What a sender does about a case of their own, one thing a page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from flask import Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.extensions import db, limiter
from portal.participation.case_kinds import Solved
from portal.participation.forms.case_refusals import fault_text
from portal.participation.kinds import Rating
from portal.participation.operations import following as operations
from portal.participation.public.cases.blueprint import (
    bp,
    footage,
    opened,
    pictures,
    secrecy,
)
from portal.participation.public.cases.draft import refused_text
from portal.participation.public.cases.following import ACTS, offers, shown
from portal.participation.queries import cases as queries
from portal.participation.queries.cases import Case
from portal.participation.rules.codes import is_key, new_key
from portal.participation.rules.intake import MOST_PICTURES, IntakeRefused, KeptPhoto
from portal.registry.rules import is_code
from portal.registry.rules.proofs import MOST_BYTES
from portal.shell import clock
from portal.shell.asked import member
from portal.shell.audience import anyone
from portal.shell.errors import text_of
from portal.shell.rules import DISTRICT_ZONE, FileRefused, MingchuError, NotFound, local
from portal.shell.sent_files import sent_content

LONGEST = 5000  # characters that a page shows again


@dataclass(slots=True)
class DeedForm:
    """One thing that a sender does: what was typed, what is wrong where."""

    typed: Mapping[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    problem: str = ""

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What is wrong as (id of a field or nothing, words)."""
        found = [("", self.problem)] if self.problem else []
        return found + list(self.errors.items())


@bp.route("/cases/<opener>/<any(edit, add, clip, rate, reopen, withdraw):deed>",
          methods=["GET", "POST"])  # fmt: skip
@anyone
@limiter.limit("30/hour", key_func=lambda: f"case {(request.view_args or {})['opener'][:60]}",
               methods=["POST"])  # fmt: skip
def act(opener: str, deed: str) -> AnyResponse:
    """The page of one act, and the act."""
    case = queries.senders_case(db.session(), opened(opener))
    if request.method == "GET":
        if not offers(case, ACTS[deed]):
            return redirect(url_for(".follow", opener=opener), code=303)
        return _page(case, opener, deed, DeedForm(typed=_before(case, deed)))
    form = DeedForm(typed=_typed())
    if deed == "clip" and (home := _home_of_stream(opener, form.typed.get("camera", ""))):
        return redirect(home, code=307)
    status = 422
    try:
        _DO[deed](case, form)
        if not form.problems:
            db.session.commit()
            return redirect(url_for(".follow", opener=opener, done=deed), code=303)
    except IntakeRefused as error:
        form.errors |= {name: fault_text(name, fault) if name != "marked_at" else _moment_text()
                        for name, fault in error.faults.items()}  # fmt: skip
    except FileRefused as error:
        form.errors["photo"] = refused_text(error)
    except MingchuError as error:
        form.problem, status = text_of(error), error.status
    db.session.rollback()
    case = queries.senders_case(db.session(), case.id)
    return _page(case, opener, deed, form, status=status)


def _typed() -> dict[str, str]:
    return {name: text[:LONGEST] for name, text in request.form.items()}


def _edit(case: Case, form: DeedForm) -> None:
    operations.edit_case(
        db.session(), case.id, text=form.typed.get("text", ""), secrecy=secrecy(), now=clock.now()
    )


def _add(case: Case, form: DeedForm) -> None:
    kept: list[KeptPhoto] = []
    key = form.typed.get("key", "")
    try:
        for sent in request.files.getlist("photo")[:MOST_PICTURES]:
            if sent.filename:
                kept.append(pictures().keep(sent_content(sent, most=MOST_BYTES)))
        operations.add_evidence(
            db.session(), case.id, text=form.typed.get("text", ""), pictures=tuple(kept),
            token=key if is_key(key) else "", now=clock.now(),
        )  # fmt: skip
    except MingchuError:
        for each in kept:
            pictures().drop(each.code)
        raise


def _clip(case: Case, form: DeedForm) -> None:
    marked = _moment(form.typed.get("marked_at", ""))
    if marked is None:
        form.errors["marked_at"] = _moment_text()
        return
    operations.secure_clip(
        db.session(), case.id, camera=form.typed.get("camera", ""), marked_at=marked,
        footage=footage(), now=clock.now(),
    )  # fmt: skip


def _home_of_stream(opener: str, camera: str) -> str | None:
    """Where to send the same again, so that it comes to the node on which a Camera's stream runs.

    An edge in front of several nodes chooses by the Camera that an address names. None where the
    stream runs here, or was sent here for it.
    """
    is_sent_here = "camera" in request.args
    if is_sent_here or not is_code(camera) or footage().runs_here(camera, now=clock.now()):
        return None
    return url_for(".act", opener=opener, deed="clip", camera=camera)


def _rate(case: Case, form: DeedForm) -> None:
    solved = member(Solved, form.typed.get("solved"))
    handling = member(Rating, form.typed.get("handling"))
    if solved is None and handling is None:
        form.errors["solved"] = str(_("Please choose one answer at least."))
        return
    operations.rate_handling(
        db.session(), case.id, solved=solved, handling=handling, now=clock.now()
    )


def _reopen(case: Case, form: DeedForm) -> None:
    text = form.typed.get("text", "")
    if not text.strip():
        form.errors["text"] = str(_("Please write what is not solved."))
        return
    operations.reopen_case(db.session(), case.id, text=text, now=clock.now())


def _withdraw(case: Case, form: DeedForm) -> None:
    operations.withdraw_case(
        db.session(), case.id, text=form.typed.get("text", ""), now=clock.now()
    )


_DO: Mapping[str, Callable[[Case, DeedForm], None]] = {
    "edit": _edit,
    "add": _add,
    "clip": _clip,
    "rate": _rate,
    "reopen": _reopen,
    "withdraw": _withdraw,
}


def _before(case: Case, act: str) -> dict[str, str]:
    """What stands in the fields when the page opens."""
    if act == "edit":
        return {"text": secrecy().unseal(case.sealed).get("text", "")}
    return {"marked_at": f"{local(clock.now() - timedelta(minutes=1)):%Y-%m-%dT%H:%M}"}


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text.strip()[:19]).replace(tzinfo=DISTRICT_ZONE)
    except ValueError:
        return None


def _moment_text() -> str:
    return str(_("Please give a moment of the last 24 hours, like 2026-03-01T12:30."))


def _page(case: Case, opener: str, act: str, form: DeedForm, *, status: int = 200) -> Response:
    if act not in ACTS:
        raise NotFound("form", act)
    body = render_template(
        "cases/act.html",
        opener=opener,
        act=act,
        form=form,
        key=new_key(),
        cameras=case.restaurant.cameras,
        most=MOST_PICTURES,
        **shown(case),
    )
    return Response(body, status=status, mimetype="text/html")


@bp.post("/cases/<opener>/texts")
@anyone
@limiter.limit("30/hour")
def choose_texts(opener: str) -> AnyResponse:
    """Let texts go to the number that was left, or none."""
    wanted = request.form.get("texts") == "yes"
    operations.choose_texts(db.session(), opened(opener), wanted=wanted)
    db.session.commit()
    return redirect(url_for(".follow", opener=opener), code=303)
