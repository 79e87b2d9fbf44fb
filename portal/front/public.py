"""The pages that everybody may read, without login and without script."""

from datetime import timedelta

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.extensions import db
from portal.findings.forms import words as finding_words
from portal.front import forms, queries
from portal.front.district import remembered
from portal.front.rules import (
    WATCHABLE,
    KitchenUnknown,
    Search,
    chosen_camera,
    counted_kind,
    plain_code,
)
from portal.live import forms as live_forms
from portal.live.rules import LATE_SECONDS, LOST_SECONDS, PictureState
from portal.participation.forms import cases
from portal.participation.rules.codes import new_key
from portal.participation.rules.retention import KEEPING
from portal.participation.scans import note_scan, write_after
from portal.registry import queries as registry
from portal.registry.forms import TYPES, ZONES
from portal.rounds.rules.outages import STALE_AFTER
from portal.rounds.rules.strip import Run, Shade, Strip
from portal.shell import clock
from portal.shell.audience import anyone
from portal.shell.current import current_settings
from portal.shell.languages import is_english
from portal.shell.rules import NotFound, Ratio, is_own_path, page_number

ONE_YEAR = timedelta(days=365)
READING = {"text": ("normal", "large"), "colour": ("auto", "light", "dark")}

GALLERY_STRIP = Strip(tuple(
    Run(shade, 288 * place, 288 * (place + 1)) for place, shade in enumerate(Shade)
))  # fmt: skip

bp = Blueprint("front", __name__, template_folder="templates")


@bp.context_processor
def _words() -> dict[str, object]:
    """What the templates of this floor may ask for: words for states and types."""
    return {
        "named": _named,
        "type_text": TYPES.__getitem__,
        "word": live_forms.picture_word,
        "age": live_forms.picture_age,
        "tone": live_forms.picture_tone,
    }


@bp.after_request
def _always_fresh(response: Response) -> Response:
    """A page tells of this moment and of the reader's text size: no one else may keep it."""
    response.headers.setdefault("Cache-Control", "private, no-cache")
    return write_after(response)


@bp.get("/")
@anyone
def home() -> str:
    """The front page: what can be seen of the district now, and where to look."""
    now = remembered(lambda: queries.district_now(db.session(), pictures=_pictures()))
    others = [(PictureState(kind), number) for kind, number in now.tally.others]
    return render_template("front/home.html", now=now, others=others, kinds=forms.LEGEND)


@bp.get("/restaurants")
@anyone
def restaurants() -> str:
    """All restaurants, or those that a reader looks for."""
    args = request.args
    wanted = Search.asked(
        args.get("q", ""), station=args.get("station", ""), type=args.get("type", "")
    )
    page = page_number(args.get("page"))
    found = queries.found_restaurants(db.session(), wanted, page=page, pictures=_pictures())
    return render_template(
        "front/restaurants.html",
        found=found,
        wanted=wanted,
        stations=registry.stations(db.session()),
        types=TYPES,
        address=lambda page: _list_address(wanted, page),
    )


@bp.get("/r/<code>")
@anyone
def kitchen(code: str) -> str | AnyResponse:
    """One kitchen, for a glance: what it shows now, and the facts on record."""
    found = queries.kitchen(db.session(), plain_code(code), pictures=_pictures())
    if found is None:
        raise KitchenUnknown(code)
    if found.restaurant.code != code:  # typed off a sign, with an O for a 0
        return redirect(url_for(".kitchen", code=found.restaurant.code), code=301)
    note_scan(found.restaurant.id)
    shown = chosen_camera(found.view.cameras, request.args.get("camera"))
    state = shown.picture if shown else found.view.restaurant_state
    settings = current_settings()
    return render_template(
        "front/kitchen.html",
        restaurant=found.restaurant,
        cameras=found.view.cameras,
        shown=shown,
        state=state,
        is_failing=counted_kind(state) not in WATCHABLE,
        labels=forms.zone_labels(found.view.cameras),
        notes=forms.zone_notes(found.view.cameras),
        more=forms.more_about(state, reason=found.reason),
        hours=forms.hours_lines(found.restaurant.hours),
        display=forms.display_text(found.restaurant.displays),
        status=forms.status_text(found.status),
        month=found.month,
        record=found.record,
        visit=forms.visit_text(found.visit),
        findings=finding_words,
        required=settings.required_cameras,
        page_address=settings.public_url + url_for(".kitchen", code=found.restaurant.code),
        doubts=cases.DOUBTS,
        tap_key=new_key(),
        linked_data=forms.linked_data(found.restaurant, public_url=settings.public_url),
    )


@bp.get("/methods")
@anyone
def methods() -> str:
    """How each figure on the public pages is made."""
    return render_template(
        "front/methods.html",
        kinds=forms.LEGEND,
        late_seconds=LATE_SECONDS,
        lost_seconds=LOST_SECONDS,
        stale_minutes=STALE_AFTER // timedelta(minutes=1),
        required=current_settings().required_cameras,
    )


@bp.get("/privacy")
@anyone
def privacy() -> str:
    """What is filmed, how people are protected, and what is kept of readers."""
    return render_template(
        "front/privacy.html", keeping=KEEPING, fields=cases.FIELDS, until=cases.UNTIL
    )


@bp.get("/reading")
@anyone
def reading() -> AnyResponse:
    """Keep the reader's text size or colours in a cookie, and go back to the page."""
    back = request.args.get("back", "")
    response = redirect(back if is_own_path(back) else url_for(".home"), code=303)
    settings = current_settings()
    for name, allowed in READING.items():
        value = request.args.get(name)
        if value == allowed[0]:  # the default needs no cookie
            response.delete_cookie(f"mingchu_{name}", samesite="Lax")
        elif value in allowed:
            response.set_cookie(
                f"mingchu_{name}",
                value,
                max_age=ONE_YEAR,
                secure=settings.behind_tls,
                httponly=True,
                samesite="Lax",
            )
    return response


@bp.get("/gallery")
@anyone
def gallery() -> str:
    """Every component in every state, for who works on the portal; elsewhere it is not found."""
    if not (current_app.debug or current_app.testing):
        raise NotFound("page", "gallery")
    return render_template(
        "front/gallery.html",
        now=clock.now(),
        share=Ratio(2210, 2683),
        nothing=Ratio(0, 0),
        zones=ZONES.items(),
        strip=GALLERY_STRIP,
        address=lambda page: url_for(".gallery", page=page),
    )


def _pictures() -> queries.Pictures:
    settings = current_settings()
    return queries.Pictures(
        now=clock.now(),
        root=settings.live_directory,
        has_head_finder=bool(settings.head_finder),
    )


def _named(row: forms.Named) -> str:
    """The name of a Restaurant or Station in the reader's language, Chinese where there is none."""
    return (row.name_en if is_english() else None) or row.name


def _list_address(wanted: Search, page: int) -> str:
    address: str = url_for(
        ".restaurants",
        q=wanted.text or None,  # None leaves an argument out
        station=wanted.station,
        type=wanted.type,
        page=page if page > 1 else None,
    )
    return address
