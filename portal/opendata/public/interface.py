"""The interface, version 1: read-only, without a key."""

from datetime import timedelta
from functools import lru_cache

import msgspec
from flask import Response, render_template, url_for
from flask_babel import lazy_gettext
from msgspec import UNSET

from portal.evaluation.forms.words import INDICATORS
from portal.extensions import db, limiter
from portal.opendata import queries
from portal.opendata.api import (
    JSON,
    OPERATIONS,
    Operation,
    count_call,
    operation,
)
from portal.opendata.document import description, path_of, questions
from portal.opendata.forms.fields import FIELDS
from portal.opendata.forms.words import ERRORS, LABELS
from portal.opendata.public.blueprint import both, bp, shown
from portal.opendata.shapes import (
    Asked,
    CameraDay,
    CameraDaysAsked,
    ClosedYear,
    FindingsAsked,
    KitchenStatus,
    Page,
    PublicFinding,
    Restaurant,
    RestaurantsAsked,
    SatisfactionAsked,
    SatisfactionCell,
    Station,
    YearFigure,
)
from portal.rounds.rules.period import Period
from portal.shell import clock
from portal.shell.audience import anyone
from portal.shell.current import current_settings
from portal.shell.languages import is_english
from portal.shell.rules import NotFound, local_day

V1 = "/api/v1"
ONE_DAY = timedelta(days=1)
STATUS_SECONDS, HOUR_SECONDS = 15, 3600
_BOTH_LABELS = {label: (words.zh, words.en) for label, words in LABELS.items()}


@operation(
    bp,
    Operation("stations", f"{V1}/stations", lazy_gettext("All stations"), Page[Station],
              keep_seconds=HOUR_SECONDS)
)  # fmt: skip
def stations(asked: Asked) -> Page[Station]:
    """All Stations."""
    return Page(queries.station_rows(db.session()))


@operation(
    bp,
    Operation("restaurants", f"{V1}/restaurants",
              lazy_gettext("Restaurants of the register with what their kitchens show now"),
              Page[Restaurant], RestaurantsAsked)
)  # fmt: skip
def restaurants(asked: RestaurantsAsked) -> Page[Restaurant]:
    """A page of Restaurants."""
    return queries.restaurants(db.session(), asked, shown=shown())


@operation(
    bp,
    Operation("restaurant", f"{V1}/restaurants/<code>", lazy_gettext("One restaurant"), Restaurant)
)  # fmt: skip
def restaurant(asked: Asked, code: str) -> Restaurant:
    """One Restaurant."""
    return queries.restaurant(db.session(), code, shown=shown())


@operation(
    bp,
    Operation("kitchen_status", f"{V1}/restaurants/<code>/status",
              lazy_gettext("Whether a restaurant may be listed with a bright kitchen now"),
              KitchenStatus, keep_seconds=STATUS_SECONDS)
)  # fmt: skip
def kitchen_status(asked: Asked, code: str) -> KitchenStatus:
    """Whether a Restaurant may be listed with a bright kitchen."""
    return queries.kitchen_status(db.session(), code, shown=shown(), labels=_BOTH_LABELS)


@operation(
    bp,
    Operation("camera_days", f"{V1}/camera-days",
              lazy_gettext("Online figures of each camera on a day; yesterday unless one is named"),
              Page[CameraDay], CameraDaysAsked, keep_seconds=HOUR_SECONDS)
)  # fmt: skip
def camera_days(asked: CameraDaysAsked) -> Page[CameraDay]:
    """A page of Cameras with what was seen of them on a day."""
    today = local_day(clock.now())
    day = today - ONE_DAY if asked.day is UNSET else asked.day
    return queries.camera_days(db.session(), asked, day=day, today=today)


@operation(
    bp,
    Operation("findings", f"{V1}/findings",
              lazy_gettext("Findings that the bureau decided to publish and that have not expired"),
              Page[PublicFinding], FindingsAsked, keep_seconds=300)
)  # fmt: skip
def findings(asked: FindingsAsked) -> Page[PublicFinding]:
    """A page of published Findings."""
    return queries.public_findings(db.session(), asked, today=local_day(clock.now()))


@operation(
    bp,
    Operation("years", f"{V1}/years", lazy_gettext("Years that are closed"), Page[ClosedYear],
              keep_seconds=HOUR_SECONDS)
)  # fmt: skip
def years(asked: Asked) -> Page[ClosedYear]:
    """The closed years."""
    return Page(queries.closed_years(db.session()))


@operation(
    bp,
    Operation("year_figures", f"{V1}/years/<int(min=1992, max=9998):year>/figures",
              lazy_gettext("All figures of a closed year"), Page[YearFigure],
              keep_seconds=HOUR_SECONDS)
)  # fmt: skip
def year_figures(asked: Asked, year: int) -> Page[YearFigure]:
    """The figures of a closed year."""
    return Page(queries.year_figures(db.session(), year, titles=figure_titles()))


@operation(
    bp,
    Operation("satisfaction", f"{V1}/satisfaction",
              lazy_gettext("Answers by station and word in a quarter that is over, the last "
                           "one unless another is named. Numbers below ten are hidden"),
              Page[SatisfactionCell], SatisfactionAsked, keep_seconds=HOUR_SECONDS)
)  # fmt: skip
def satisfaction(asked: SatisfactionAsked) -> Page[SatisfactionCell]:
    """The cells of a quarter. Of one that runs there are none: two calls would tell a person."""
    running = Period.quarter_of(local_day(clock.now()))
    former = Period.quarter_of(running.first - ONE_DAY)
    period = former if asked.period is UNSET else Period.parse(asked.period)
    if period.until > running.first:
        raise NotFound("period", period.name)
    return Page(queries.satisfaction_cells(db.session(), period))


@bp.get(f"{V1}/openapi.json")
@limiter.exempt
@anyone
def openapi() -> Response:
    """The interface's description, in OpenAPI 3.1."""
    count_call()
    response = Response(_described(is_english()), mimetype=JSON)
    response.add_etag()
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@bp.get("/open-data/api")
@anyone
def api() -> str:
    """The same description for people."""
    return render_template(
        "opendata/api.html",
        operations=[
            (each, path_of(each), questions(each), _example(each)) for each in OPERATIONS
        ],
        errors=ERRORS,
        fields=FIELDS,
        calls=current_settings().api_calls,
    )  # fmt: skip


@lru_cache(maxsize=1)
def figure_titles() -> dict[str, tuple[str, str]]:
    """What figures are called by their code, in both languages."""
    return {code: both(text) for code, text in INDICATORS.items()}


@lru_cache(maxsize=2)
def _described(_english: bool) -> bytes:
    """The document as bytes; it changes with the code and the language alone."""
    return msgspec.json.encode(description())


def _example(described: Operation) -> str | None:
    """An address to try, None where it needs a code that a reader would have to look up."""
    if "<" in described.path:
        return None
    return url_for(f".{described.name}")
