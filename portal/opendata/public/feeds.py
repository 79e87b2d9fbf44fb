"""Atom feeds: published Findings, and years that were closed or amended."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as ET

from flask import Response, request, url_for
from flask_babel import gettext as _
from msgspec import UNSET

from portal.evaluation.forms.following import district_text
from portal.evaluation.forms.words import closing_text
from portal.extensions import db
from portal.findings.forms.codes import CODES
from portal.opendata import queries
from portal.opendata.public.blueprint import bp
from portal.opendata.shapes import FindingsAsked
from portal.registry.rules import is_code, kitchen_path
from portal.shell import clock, filters
from portal.shell.audience import anyone
from portal.shell.current import current_settings
from portal.shell.languages import PREFIX, html_language, is_english
from portal.shell.rules import day_bounds, local_day

ATOM = "http://www.w3.org/2005/Atom"
ENTRIES = 100
ET.register_namespace("", ATOM)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed tells of one thing; `path` leads to it, `anchor` tells it from others there."""

    path: str
    anchor: str
    title: str
    text: str
    at: datetime


@bp.get("/open-data/findings.atom")
@anyone
def findings_feed() -> Response:
    """The newest published Findings, of the district or of one Restaurant."""
    code = request.args.get("restaurant", "")
    asked = FindingsAsked(limit=ENTRIES, restaurant=code if is_code(code) else UNSET)
    page = queries.public_findings(db.session(), asked, today=local_day(clock.now()))
    entries = (
        Entry(
            path=kitchen_path(each.restaurant),
            anchor=each.number,
            title=str(_("%(restaurant)s: %(violation)s", restaurant=each.restaurant_name,
                        violation=CODES[each.violation])),
            text=each.decision,
            at=day_bounds(each.decided_on)[0],
        )
        for each in page.items
    )  # fmt: skip
    return _feed(str(_("Findings on record")), entries)


@bp.get("/open-data/reports.atom")
@anyone
def reports_feed() -> Response:
    """The years that were closed, each with its newest amendment."""
    entries = (
        Entry(
            path=url_for(".figures", year=each.year).removeprefix(request.root_path),
            anchor=f"amendment-{each.amendment}",
            title=str(_("Figures %(year)s", year=each.year)),
            text=" · ".join(
                (
                    *(
                        [district_text((each.district, each.district_en or each.district))]
                        if each.district
                        else []
                    ),
                    closing_text(each.amendment, each.closed_at),
                    f"SHA-256 {each.digest}",
                )
            ),
            at=each.closed_at,
        )
        for each in queries.closed_years(db.session())
    )
    return _feed(str(_("Promises and figures")), entries)


def _feed(title: str, entries: Iterable[Entry]) -> Response:
    """The feed of `entries`; without any it was changed at the beginning of today."""
    told = current_settings()
    home = told.public_url + (PREFIX if is_english() else "")
    own = home + request.path
    found = list(entries)
    root = _element(None, "feed", **{"xml:lang": html_language()})
    newest = max((each.at for each in found), default=day_bounds(local_day(clock.now()))[0])
    _element(root, "id", own)
    _element(root, "title", f"{title} · {told.district_en if is_english() else told.district}")
    _element(root, "updated", filters.machine_time(newest))
    _element(root, "link", rel="self", href=own)
    _element(_element(root, "author"), "name", told.district)
    for each in found:
        entry = _element(root, "entry")
        _element(entry, "id", f"{home}{each.path}#{each.anchor}")
        _element(entry, "title", each.title)
        _element(entry, "updated", filters.machine_time(each.at))
        _element(entry, "link", href=home + each.path)
        _element(entry, "summary", each.text)
    response = Response(
        ET.tostring(root, encoding="utf-8", xml_declaration=True), mimetype="application/atom+xml"
    )
    response.add_etag()
    response.headers["Cache-Control"] = "public, max-age=600"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response.make_conditional(request)  # type: ignore[return-value]  # it is the same one


def _element(
    parent: ET.Element | None, name: str, text: str = "", **attributes: str
) -> ET.Element:  # fmt: skip
    qualified = f"{{{ATOM}}}{name}"
    found = (
        ET.Element(qualified, attributes)
        if parent is None
        else ET.SubElement(parent, qualified, attributes)
    )
    found.text = "".join(letter for letter in text if letter.isprintable()) or None
    return found
