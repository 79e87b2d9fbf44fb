"""The doors and the form behind each: one thing a page, checked at the end, sent once."""

from dataclasses import replace
from datetime import datetime
from secrets import randbelow

from flask import Response, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from portal.extensions import db, limiter
from portal.live.public.blueprint import formless
from portal.participation.case_kinds import CaseKind, Category, Channel, Doubt
from portal.participation.operations.filing import count_report, file_case, recent
from portal.participation.public.blueprint import derived
from portal.participation.public.cases.blueprint import bp, place_of, restaurant, secrecy
from portal.participation.public.cases.draft import Draft, fresh_draft, sent_draft, take_photos
from portal.participation.queries.cases import place_id, same_lately
from portal.participation.rules.categories import CATEGORIES
from portal.participation.rules.codes import is_key, new_key
from portal.participation.rules.intake import (
    MOST_PICTURES,
    PICTURES_AN_HOUR,
    CaseWorkRefused,
    Door,
    IntakeRefused,
    NewCase,
    Page,
    check_pace,
    pages_of,
    work_cost,
)
from portal.participation.rules.limits import WorkRefused
from portal.participation.work import TRIES, Workshop
from portal.registry.queries import Restaurant
from portal.registry.rules import is_code
from portal.shell import clock, shared_clock
from portal.shell.asked import member
from portal.shell.audience import anyone
from portal.shell.current import current_settings
from portal.shell.languages import is_english
from portal.shell.rules import MingchuError, NotFound, local_day

TRAP = "website"  # a field that nobody sees, and that what fills in every field fills in
EXIT = "about:blank"  # what insiders leave to: it is there at once, and tells nothing


def _venue() -> str:
    return f"tell {(request.view_args or {}).get('code', '')}"


def _is_insider() -> bool:
    return (request.view_args or {}).get("door") == Door.INSIDER


def _files() -> int:
    return sum(1 for each in request.files.getlist("photo") if each.filename)


@bp.get("/tell")
@anyone
def start() -> str:
    """How to tell us something: which restaurant, or a case that is in already."""
    return render_template("cases/start.html")


@bp.get("/r/<code>/tell")
@anyone
def doors(code: str) -> str:
    """The doors, each with what it can achieve."""
    return render_template("cases/doors.html", restaurant=place_of(code))


@bp.route("/r/<code>/tell/<any(tip, complaint, insider):door>", methods=["GET", "POST"])
@anyone
@formless  # checked by the form itself, so that an old page does not cost what was typed
@limiter.limit("60/minute", methods=["POST"], exempt_when=_is_insider)
@limiter.limit(
    f"{PICTURES_AN_HOUR}/hour", key_func=_venue, methods=["POST"], cost=_files,
    exempt_when=lambda: not _files(),
)  # fmt: skip
def tell(code: str, door: str) -> AnyResponse:
    """The form: a page at a time, then all of it to check, then sent."""
    through = Door(door)
    if request.method == "GET":
        return _page(place_of(code), fresh_draft(through), Page.WHAT)
    draft = sent_draft(through)
    page = next((each for each in pages_of(through) if each == request.form.get("page")), Page.WHAT)
    wish = request.form.get("go", "next")
    if page is Page.PICTURES:
        take_photos(draft)
    if draft.problem:
        return _page(place_of(code), draft, page, status=422)
    if wish == "send":
        return _sent(code, draft)
    return _turned(place_of(code), draft, page, wish)


@bp.get("/r/<code>/tell/challenge.json")
@anyone
@limiter.limit("60/minute")
def challenge(code: str) -> Response:
    """A proof of work for the browser, harder where much comes in about a Restaurant."""
    place, now = place_of(code), clock.now()
    lately = recent(db.session(), place.id, Channel.PAGE, now=now)
    made = workshop(place.code).challenge(
        cost=work_cost(lately.in_hour),
        counter=randbelow(2 * TRIES) + 1,
        now=shared_clock.now(),
    )
    return jsonify(made)


@bp.post("/r/<code>/picture-wrong")
@anyone
@formless
@limiter.limit("60/minute", key_func=_venue)
def picture_wrong(code: str) -> AnyResponse:
    """One tap on "is this picture right?": a Tip, and an observation for who repairs."""
    place, session, now = restaurant(code), db.session(), clock.now()
    doubt = member(Doubt, request.form.get("doubt"))
    camera = next((each for each in place.cameras if each.code == request.form.get("camera")), None)
    if doubt is None or camera is None:
        raise NotFound("camera", request.form.get("camera", "")[:20])
    key = request.form.get("key", "")
    new = NewCase(
        key=key if is_key(key) else new_key(),
        kind=CaseKind.TIP,
        channel=Channel.PICTURE,
        category=Category.PICTURE,
        text="",
        language="en" if is_english() else "zh",
        camera=camera.code,
        doubt=doubt,
        seen_on=local_day(now),
    )
    filed = file_case(session, new, restaurant=place, secrecy=secrecy(), now=now)
    if filed.is_new:
        count_report(session, new, camera_id=camera.id, now=now)
    session.commit()
    return redirect(url_for(".kept", opener=filed.link), code=303)


def _turned(place: Restaurant, draft: Draft, page: Page, wish: str) -> AnyResponse:
    """The page that is wished for; the same with what is wrong, where something is."""
    pages = pages_of(draft.door)
    if wish.startswith("to:"):
        asked = next((each for each in pages if each == wish[3:]), Page.WHAT)
        return _page(place, draft, asked)
    if wish.startswith("drop:"):
        place_of_it = wish[5:]
        if (
            place_of_it.isascii()
            and place_of_it.isdigit()
            and int(place_of_it[:2]) < len(draft.photos)
        ):
            del draft.photos[int(place_of_it[:2])]
        return _page(place, draft, Page.PICTURES)
    if wish == "more" and page is Page.PICTURES:
        return _page(place, draft, page, status=422 if draft.errors else 200)
    if not draft.check(page):
        return _page(place, draft, page, status=422)
    if page is Page.WHAT and _diverts(draft):
        draft.typed["warned"] = "1"
        return _answer("cases/ill.html", place, draft, Page.WHAT)
    return _page(place, draft, pages[min(pages.index(page) + 1, len(pages) - 1)])


def _sent(code: str, draft: Draft) -> AnyResponse:
    """The Case, filed; the page with what is wrong where it cannot be."""
    session, now = db.session(), clock.now()
    place = place_id(session, code) if is_code(code) else None
    if place is None:
        raise NotFound("restaurant", code)
    if not draft.check(*pages_of(draft.door)):
        return _page(place_of(code), draft, draft.first_wrong() or Page.CHECK, status=422)
    new = draft.new_case()
    same = None
    payload = request.form.get("altcha", "")
    if draft.typed.get("supports") == "1" and draft.door is not Door.INSIDER:
        same = same_lately(session, place.id, new.category, now=now)
    try:
        check_pace(draft.shown_at, trap=request.form.get(TRAP, ""), now=now)
        filed = file_case(
            session,
            replace(
                new, supports=same.id if same is not None else None,
                work=proved(code, payload) if payload else None,
            ),
            restaurant=place, secrecy=secrecy(), now=now,
        )  # fmt: skip
    except (IntakeRefused, MingchuError) as error:
        session.rollback()
        draft.refuse(error)
        return _page(place_of(code), draft, Page.CHECK, status=error.status)
    session.commit()
    return redirect(url_for(".kept", opener=filed.link), code=303)


def workshop(code: str) -> Workshop:
    """What makes and checks proofs of work for messages about this Restaurant."""
    return Workshop(derived("work of cases"), code)


def proved(code: str, payload: str) -> tuple[str, datetime]:
    """What a good proof of work leaves. Raises CaseWorkRefused."""
    try:
        return workshop(code).proved(payload, now=shared_clock.now())
    except WorkRefused:
        raise CaseWorkRefused from None


def _diverts(draft: Draft) -> bool:
    category = draft.category
    is_warned = draft.typed.get("warned") == "1"
    return category is not None and CATEGORIES[category].diverts and not is_warned


def _page(place: Restaurant, draft: Draft, page: Page, *, status: int = 200) -> Response:
    return _answer("cases/tell.html", place, draft, page, status=status)


def _answer(
    template: str, place: Restaurant, draft: Draft, page: Page, *, status: int = 200
) -> Response:
    pages = pages_of(draft.door)
    same = None
    if page is Page.WORDS and draft.category is not None and draft.door is not Door.INSIDER:
        same = same_lately(db.session(), place.id, draft.category, now=clock.now())
    body = render_template(
        template,
        restaurant=place,
        draft=draft,
        page=page,
        pages=pages,
        number=pages.index(page) + 1,
        back=pages[pages.index(page) - 1] if page is not Page.WHAT else None,
        categories=tuple(CATEGORIES),
        same=same,
        most=MOST_PICTURES,
        today=local_day(clock.now()),
        trap=TRAP,
        leave=EXIT,
        titles=_titles(),
        site=current_settings(),
    )
    return Response(body, status=status, mimetype="text/html")


def _titles() -> dict[Page, str]:
    return {
        Page.WHAT: str(_("What is it about?")),
        Page.WORDS: str(_("What did you see there?")),
        Page.PICTURES: str(_("Do you have photographs?")),
        Page.YOU: str(_("How can we reach you?")),
        Page.CHECK: str(_("Check what you wrote, then send it")),
    }
