"""Surveys at the desk: plan, draw, note what came of each slot, close."""

from datetime import timedelta

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from portal.accounts.access import current_actor, requires
from portal.extensions import db
from portal.participation import operations
from portal.participation.forms.fields import SlotForm, WaveForm
from portal.participation.forms.words import named, said
from portal.participation.queries import waves as queries
from portal.participation.question_sets import QUESTION_SETS
from portal.participation.rules.permissions import MAY, Act
from portal.participation.rules.verdicts import response_rate
from portal.participation.staff.blueprint import bp, form_page
from portal.shell import clock, filters
from portal.shell.acting import Attempt
from portal.shell.rules import local_day

ONE_DAY = timedelta(days=1)
A_WEEK = timedelta(days=7)


@bp.get("/desk/surveys")
@requires(*MAY[Act.READ])
def waves() -> str:
    """The Surveys, and the ways to slips, the ledger and the questions."""
    return render_template(
        "participation/desk_waves.html", waves=queries.waves(db.session()), one_day=ONE_DAY
    )


@bp.route("/desk/surveys/new", methods=["GET", "POST"])
@requires(*MAY[Act.PLAN])
def new_wave() -> Response:
    """Plan a Survey: its seed is committed at once."""
    form = WaveForm()
    form.question_set.offer({each.name: said(each.title) for each in QUESTION_SETS.values()})
    if request.method == "GET":
        form.starts_on.data = local_day(clock.now()) + ONE_DAY
        form.last_day.data = form.starts_on.data + A_WEEK - ONE_DAY
        form.restaurants.data, form.every.data = 40, 3
    if form.validate_on_submit():
        plan = operations.Plan(
            starts_on=form.starts_on.data,
            until=form.last_day.data + ONE_DAY,
            restaurants=form.restaurants.data,
            every=form.every.data,
            question_set=form.question_set.data,
        )
        with Attempt(form):
            wave = operations.commit_wave(
                db.session(), plan, actor=current_actor(), now=clock.now()
            )
            return redirect(url_for(".wave", number=wave.id), code=303)
    return form_page(
        form,
        title=_("Plan a survey"),
        lead=_("A random seed is made now. Its fingerprint is published at once, the seed itself "
               "when the survey is closed: then everybody can check the draw."),
        button=_("Commit"),
        back=url_for(".waves"),
    )  # fmt: skip


@bp.get("/desk/surveys/<int:number>")
@requires(*MAY[Act.READ])
def wave(number: int) -> str:
    """One Survey: what was drawn, and how many were invited, began, finished and refused."""
    return _page(number)


@bp.post("/desk/surveys/<int:number>/draw")
@requires(*MAY[Act.PLAN])
def draw(number: int) -> Response | tuple[str, int]:
    """Draw Restaurants and meal times."""
    with Attempt() as attempt:
        operations.draw_wave(db.session(), number, actor=current_actor(), now=clock.now())
        return redirect(url_for(".wave", number=number), code=303)
    return _page(number, wrong=attempt.words), attempt.status


@bp.post("/desk/surveys/<int:number>/close")
@requires(*MAY[Act.PLAN])
def close(number: int) -> Response:
    """End a Survey and publish its seed."""
    operations.close_wave(db.session(), number, actor=current_actor(), now=clock.now())
    db.session.commit()
    return redirect(url_for(".wave", number=number), code=303)


@bp.route("/desk/surveys/slots/<int:number>", methods=["GET", "POST"])
@requires(*MAY[Act.PLAN])
def slot(number: int) -> Response:
    """Enter how many were invited in a slot and how many refused."""
    found = queries.slot_of(db.session(), number)
    form = SlotForm(invited=found.invited, refused=found.refused)
    back = url_for(".wave", number=found.wave_id)
    if form.validate_on_submit():
        with Attempt(form):
            operations.note_slot(
                db.session(), number, invited=form.invited.data, refused=form.refused.data,
                actor=current_actor(), now=clock.now(),
            )  # fmt: skip
            return redirect(back, code=303)
    return form_page(
        form,
        title=_("What came of the invitations"),
        lead=f"{named(found.restaurant)} · {filters.moment(found.starts_at)}",
        button=_("Save"),
        back=back,
    )


@bp.get("/desk/surveys/questions")
@requires(*MAY[Act.READ])
def questions() -> str:
    """The question sets as they are asked, in both languages."""
    return render_template("participation/desk_questions.html", sets=QUESTION_SETS.values())


def _page(number: int, *, wrong: str = "") -> str:
    found = queries.wave_file(db.session(), number)
    return render_template(
        "participation/desk_wave.html",
        found=found,
        wrong=wrong,
        one_day=ONE_DAY,
        rate=response_rate(answered=found.started, invited=found.invited),
    )
