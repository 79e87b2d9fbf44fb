"""The questions, one a page: each answer is kept as soon as it is given."""

import secrets as random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from flask import Response, jsonify, make_response, redirect, render_template, request, url_for
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.wrappers import Response as AnyResponse

from portal.accounts.rules.sign_ins import network_of
from portal.extensions import db, limiter
from portal.participation import operations
from portal.participation.kinds import Item, Occasion, Rating
from portal.participation.operations import Beginning, FormGone
from portal.participation.public.blueprint import bp, derived, restaurant, secrets
from portal.participation.queries import answering as queries
from portal.participation.queries.answering import OpenForm
from portal.participation.question_sets import question_set, set_for
from portal.participation.rules.limits import FORM_HOLDS, PANEL_RESTS, WorkRefused, work_cost
from portal.participation.rules.presence import CodeUnknown
from portal.participation.rules.questions import LONGEST_REMARK, Question, QuestionSet, is_answer
from portal.participation.rules.satisfaction import BLAME
from portal.participation.scans import note_scan
from portal.participation.work import TRIES, Workshop
from portal.registry.queries import Restaurant
from portal.shell import clock, cookies, shared_clock
from portal.shell.acting import Attempt
from portal.shell.asked import member
from portal.shell.audience import anyone
from portal.shell.errors import text_of
from portal.shell.languages import is_english
from portal.shell.rules import MingchuError, local_day

DEVICE, SURVEYED = "mingchu_device", "mingchu_surveyed"
DEVICE_HOLDS = timedelta(days=2)
KEY_BYTES = 16
LONGEST_KEY = 40
LONGEST_CODE = 20
BY_ADDRESS = "60/minute"  # carriers let many phones share an address; the venue's limits are first


@dataclass(frozen=True, slots=True)
class First:
    """The first page as it stands in the browser: what is hidden in it, typed and chosen."""

    key: str
    shown: str
    occasion: Occasion = Occasion.ASKED
    place_code: str = ""
    chosen: str = ""
    slot_id: int | None = None

    @property
    def is_placed(self) -> bool:
        """Whether a code is there already, read off a QR code."""
        return bool(self.place_code)


@dataclass(frozen=True, slots=True)
class Shown:
    """When a page was shown, and the slot of a Survey to which it invited, if any."""

    at: datetime
    slot_id: int | None


@bp.get("/r/<code>/rate")
@anyone
def rate(code: str) -> Response:
    """The first question."""
    place, now = restaurant(code), clock.now()
    note_scan(place.id)
    place_code = request.args.get("c", "").strip()[:LONGEST_CODE]
    slot_id = _invited(place, place_code, now)
    first = First(
        key=random.token_urlsafe(KEY_BYTES),
        shown=_seal(place.code, now, slot_id),
        occasion=_occasion(request.args.get("after", "")),
        place_code=place_code,
        slot_id=slot_id,
    )
    return _first_page(place, first)


@bp.post("/r/<code>/rate")
@limiter.limit(BY_ADDRESS)
@anyone
def begin(code: str) -> AnyResponse:
    """Keep the first answer, then ask the next question."""
    place, form, now = restaurant(code), request.form, clock.now()
    if form.get("website"):  # people do not see this field
        return redirect(url_for(".thanks", code=code), code=303)
    first = First(
        key=form.get("key", "")[:LONGEST_KEY] or random.token_urlsafe(KEY_BYTES),
        shown=form.get("shown", ""),
        occasion=_occasion(form.get("after", "")),
        place_code=form.get("code", "").strip()[:LONGEST_CODE],
        chosen=form.get("answer", ""),
    )
    shown = _unsealed(place.code, first.shown, now)
    if shown is None:
        return _first_page(place, _renewed(place, first, now), error=WorkRefused())
    shown_at, first = shown.at, replace(first, slot_id=shown.slot_id)
    if not is_answer(Item.SATISFACTION, first.chosen):
        return _first_page(place, first, is_unanswered=True)
    with Attempt() as attempt:
        operations.begin_answer(
            db.session(), place, _beginning(place, first, shown_at), secrets=secrets(), now=now
        )
        return redirect(url_for(".step", code=code, key=first.key, number=2), code=303)
    return _first_page(restaurant(code), _renewed(place, first, now), error=attempt.error)


@bp.route("/r/<code>/rate/<key>/<int:number>", methods=["GET", "POST"])
@anyone
def step(code: str, key: str, number: int) -> AnyResponse:
    """One of the further questions, each of which may be left out."""
    place = restaurant(code)
    form = queries.open_form(db.session(), key, now=clock.now())
    if form is None or form.restaurant_id != place.id:
        raise FormGone
    asked = question_set(form.question_set)
    question = asked.question(number)
    if question is None or number == 1:
        return redirect(url_for(".thanks", code=code), code=303)
    if request.method == "GET":
        return _step_page(place, asked, key=key, number=number)
    told = _told(question)
    if told is None:
        return _step_page(place, asked, key=key, number=number, is_wrong=True)
    operations.continue_answer(
        db.session(), key, question.item, told, is_last=asked.question(number + 1) is None,
        now=clock.now(),
    )  # fmt: skip
    db.session.commit()
    return _after(code, form, asked, key=key, number=number)


@bp.get("/r/<code>/rate/thanks")
@anyone
def thanks(code: str) -> Response:
    """That it was kept, and what somebody who is not satisfied can do."""
    page = render_template(
        "participation/thanks.html",
        restaurant=restaurant(code),
        is_low=request.args.get("low") == "1",
    )
    return _private(Response(page, mimetype="text/html"))


@bp.post("/r/<code>/rate/declined")
@limiter.limit(BY_ADDRESS)
@anyone
def declined(code: str) -> AnyResponse:
    """Count somebody who would rather not answer, and go back to the kitchen."""
    place = restaurant(code)
    operations.decline(db.session(), place.id, day=local_day(clock.now()))
    db.session.commit()
    return redirect(url_for("front.kitchen", code=code), code=303)


@bp.get("/r/<code>/rate/challenge.json")
@limiter.limit(BY_ADDRESS)
@anyone
def challenge(code: str) -> Response:
    """A proof of work for the browser, harder where a venue has many answers."""
    place, now = restaurant(code), clock.now()
    cost = work_cost(queries.answers_in_window(db.session(), place.id, now=now))
    counter = random.randbelow(2 * TRIES) + 1
    response = jsonify(
        _workshop(place).challenge(cost=cost, counter=counter, now=shared_clock.now())
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def _beginning(place: Restaurant, first: First, shown_at: datetime) -> Beginning:
    payload = request.form.get("altcha", "")
    return Beginning(
        key=first.key,
        rating=Rating(first.chosen),
        question_set=set_for(place.type).name,
        language="en" if is_english() else "zh",
        shown_at=shown_at,
        occasion=first.occasion,
        place_code=first.place_code,
        device=(cookies.kept(DEVICE) or "")[:LONGEST_KEY],
        was_surveyed=cookies.kept(SURVEYED) is not None,
        network=network_of(request.remote_addr),
        slot_id=first.slot_id,
        work=_workshop(place).proved(payload, now=shared_clock.now()) if payload else None,
    )


def _first_page(
    place: Restaurant, first: First, *, error: MingchuError | None = None,
    is_unanswered: bool = False,
) -> Response:  # fmt: skip
    asked = set_for(place.type)
    text = text_of(error) if error else ""
    page = render_template(
        "participation/first.html",
        restaurant=place,
        first=first,
        question=asked.questions[0],
        number=1,
        last=len(asked.questions),
        is_unanswered=is_unanswered,
        code_error=text if isinstance(error, CodeUnknown) else "",
        error="" if isinstance(error, CodeUnknown) else text,
    )
    response = make_response(page, error.status if error else 422 if is_unanswered else 200)
    if cookies.kept(DEVICE) is None:
        cookies.keep(response, DEVICE, random.token_urlsafe(KEY_BYTES), holds=DEVICE_HOLDS)
    return _private(response)


def _step_page(
    place: Restaurant, asked: QuestionSet, *, key: str, number: int, is_wrong: bool = False
) -> Response:
    page = render_template(
        "participation/step.html",
        restaurant=place,
        question=asked.question(number),
        number=number,
        last=len(asked.questions),
        key=key,
        typed=request.form.get("answer", ""),
        longest=LONGEST_REMARK,
        is_wrong=is_wrong,
    )
    return _private(make_response(page, 422 if is_wrong else 200))


def _told(question: Question) -> str | None:
    """What was answered, "" for a question left out, None for what is no answer."""
    if "skip" in request.form:
        return ""
    text = request.form.get("answer", "").replace("\r\n", "\n").strip()
    if question.item is Item.REMARK:
        return text if len(text) <= LONGEST_REMARK else None
    return text if is_answer(question.item, text) else None


def _after(code: str, form: OpenForm, asked: QuestionSet, *, key: str, number: int) -> AnyResponse:
    """To the next question, or to the end."""
    if asked.question(number + 1) is not None:
        return redirect(url_for(".step", code=code, key=key, number=number + 1), code=303)
    low = "1" if form.rating in BLAME else None
    response = redirect(url_for(".thanks", code=code, low=low), code=303)
    if form.is_survey:
        cookies.keep(response, SURVEYED, "1", holds=PANEL_RESTS)
    return response


def _occasion(text: str) -> Occasion:
    return member(Occasion, text) or Occasion.ASKED


def _workshop(place: Restaurant) -> Workshop:
    return Workshop(derived("work"), place.code)


def _sealer() -> URLSafeSerializer:
    return URLSafeSerializer(derived("forms"), salt="shown")


def _invited(place: Restaurant, place_code: str, now: datetime) -> int | None:
    """The slot of a Survey to which this opening is invited, None for most."""
    if not place_code or cookies.kept(SURVEYED) is not None:
        return None
    slot_id = operations.invite(db.session(), place, place_code, now=now)
    db.session.commit()
    return slot_id


def _seal(code: str, moment: datetime, slot_id: int | None) -> str:
    """When a page was shown and who was invited by it, so that nobody can tell otherwise."""
    sealed: str = _sealer().dumps([code, int(moment.timestamp()), slot_id or 0])
    return sealed


def _unsealed(code: str, text: str, now: datetime) -> Shown | None:
    """What was sealed; None for none of ours, or a page shown too long ago."""
    try:
        venue, seconds, slot_id = _sealer().loads(text[:200])
    except (BadData, ValueError, TypeError):
        return None
    moment = datetime.fromtimestamp(seconds, UTC)
    is_good = venue == code and timedelta() <= now - moment + timedelta(seconds=1) <= FORM_HOLDS
    return Shown(moment, slot_id or None) if is_good else None


def _renewed(place: Restaurant, first: First, now: datetime) -> First:
    """The same page shown anew, so that it can be sent again."""
    return replace(first, shown=_seal(place.code, now, first.slot_id))


def _private(response: Response) -> Response:
    """A page whose address nobody else shall learn."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
