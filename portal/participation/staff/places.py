"""Restaurants with what proves Presence there: Display, sign, slips."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, request, url_for

from portal.accounts.access import requires
from portal.accounts.filters import keeps_filters
from portal.extensions import db
from portal.participation.rules.permissions import MAY, Act
from portal.participation.staff.blueprint import bp
from portal.registry.queries import search_restaurants, stations
from portal.shell.asked import arguments_of, page_number, typed
from portal.shell.lists import PER_PAGE


def _asked(told: Mapping[str, str]) -> dict[str, Any]:
    return arguments_of(q=typed(told, "q"))


@bp.get("/desk/surveys/displays")
@keeps_filters(_asked)
@requires(*MAY[Act.READ])
def places() -> str:
    """Restaurants by name, each with its Display's code and its sign; sign sheets by Station."""
    asked = _asked(request.args)
    text = asked.get("q", "")
    page = page_number(request.args.get("page"))
    return render_template(
        "participation/desk_places.html",
        text=text,
        found=search_restaurants(db.session(), text=text, page=page, per_page=PER_PAGE),
        stations=stations(db.session()),
        address=lambda number: url_for(".places", **asked, page=number),
    )
