"""The pages that everybody may read, without login and without script."""

from datetime import timedelta

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.extensions import db
from portal.findings.forms import words as finding_words
from portal.front import forms, queries
from portal.front.district import remembered
from portal.front.public.blueprint import bp, pictures
from portal.front.rules import (
    WATCHABLE,
    KitchenUnknown,
    Search,
    chosen_camera,
    counted_kind,
    plain_code,
    station_tile,
)
from portal.live.rules import LATE_SECONDS, LOST_SECONDS, PictureKind, PictureState
from portal.participation.forms import cases
from portal.participation.rules.codes import new_key
from portal.participation.rules.retention import KEEPING, REMARKS_AFTER
from portal.participation.scans import note_scan
from portal.registry import queries as registry
from portal.registry.forms import TYPES
from portal.registry.forms.words import hours_lines
from portal.rounds import forms as figure_forms
from portal.rounds.counted import counted
from portal.rounds.forms import faults as fault_forms
from portal.rounds.rules.online import TARGET
from portal.rounds.rules.outages import STALE_AFTER
from portal.rounds.rules.period import Period
from portal.shell import clock, cookies
from portal.shell.asked import page_number
from portal.shell.audience import anyone
from portal.shell.current import current_settings
from portal.shell.rules import is_own_path, local_day

ONE_YEAR = timedelta(days=365)
READING = {"text": ("normal", "large"), "colour": ("auto", "light", "dark")}


@bp.get("/")
@anyone
def home() -> str:
    """The front page: what can be seen of the district now, and where to look."""
    now = remembered(lambda: queries.district_now(db.session(), pictures=pictures()))
    quarter = Period.quarter_of(local_day(clock.now()))
    others = [(PictureState(kind), number) for kind, number in now.tally.others]
    return render_template(
        "front/home.html",
        now=now,
        others=others,
        kinds=forms.LEGEND,
        down=PictureState(PictureKind.OFFLINE),
        tiles=[station_tile(each) for each in now.stations],
        quarter=quarter,
        counted=counted(quarter),
        quarters=figure_forms,
        target=TARGET,
        verdict=forms.verdict,
        width=lambda share: round(float(100 * share), 2),
    )


@bp.get("/restaurants")
@anyone
def restaurants() -> str:
    """All restaurants, or those that a reader looks for."""
    args = request.args
    wanted = Search.asked(
        args.get("q", ""), station=args.get("station", ""), type=args.get("type", "")
    )
    page = page_number(args.get("page"))
    found = queries.found_restaurants(db.session(), wanted, page=page, pictures=pictures())
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
    found = queries.kitchen(db.session(), plain_code(code), pictures=pictures())
    if found is None:
        raise KitchenUnknown(code)
    if found.restaurant.code != code:  # typed off a sign, with an O for a 0
        return redirect(url_for(".kitchen", code=found.restaurant.code), code=301)
    note_scan(found.restaurant.id)
    shown = chosen_camera(found.view.cameras, request.args.get("camera"))
    state = shown.picture if shown else found.view.restaurant_state
    site = current_settings()
    return render_template(
        "front/kitchen.html",
        restaurant=found.restaurant,
        cameras=found.view.cameras,
        shown=shown,
        strip=found.looks.today(shown.code) if shown else None,
        strip_text=fault_forms.strip_text,
        state=state,
        is_failing=counted_kind(state) not in WATCHABLE,
        labels=forms.zone_labels(found.view.cameras),
        notes=forms.zone_notes(found.view.cameras),
        more=forms.more_about(state, reason=found.reason),
        hours=hours_lines(found.restaurant.hours),
        display=forms.display_text(found.restaurant.displays),
        status=forms.status_text(found.status),
        month=found.looks.month,
        record=found.record,
        visit=forms.visit_text(found.visit),
        findings=finding_words,
        required=site.required_cameras,
        page_address=site.public_url + url_for(".kitchen", code=found.restaurant.code),
        doubts=cases.DOUBTS,
        tap_key=new_key(),
        linked_data=forms.linked_data(found.restaurant, public_url=site.public_url),
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
        "front/privacy.html",
        keeping=KEEPING,
        fields=cases.FIELDS,
        until=cases.UNTIL,
        remark_days=REMARKS_AFTER.days,
    )


@bp.get("/reading")
@anyone
def reading() -> AnyResponse:
    """Keep the reader's text size or colours in a cookie, and go back to the page."""
    back = request.args.get("back", "")
    response = redirect(back if is_own_path(back) else url_for(".home"), code=303)
    for name, allowed in READING.items():
        value = request.args.get(name)
        if value == allowed[0]:  # the default needs no cookie
            cookies.forget(response, f"mingchu_{name}")
        elif value in allowed:
            cookies.keep(response, f"mingchu_{name}", value, holds=ONE_YEAR)
    return response


def _list_address(wanted: Search, page: int) -> str:
    address: str = url_for(
        ".restaurants",
        q=wanted.text or None,  # None leaves an argument out
        station=wanted.station,
        type=wanted.type,
        page=page if page > 1 else None,
    )
    return address
