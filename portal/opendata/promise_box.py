"""The promises of the newest closed year in short, for the front page."""

from collections.abc import Sequence

from flask import current_app, render_template
from markupsafe import Markup

from portal.evaluation.forms import words
from portal.extensions import db
from portal.opendata import queries
from portal.opendata.forms.charts import promise_chart, promise_text, spot_text, verdict
from portal.opendata.rules.promises import Promise
from portal.opendata.shapes import ClosedYear

KEY = "mingchu_promises"  # a digest and the promises of the closed year that has it
MOST_CHARTS = 2


def kept_promises() -> Markup:
    """What was promised for the newest closed year and what came of it, as a part of a page.

    A year that was adopted from another district is not told here: nobody would see whose it is.
    """
    years = queries.closed_years(db.session())
    year = next((each for each in years if each.district is None), None)
    promises = () if year is None else _promises(year)
    return Markup(  # noqa: S704 - a template's own text, in which all values are escaped
        render_template(
            "opendata/promise_box.html",
            year=year,
            promises=promises,
            charts=[(each, promise_chart(each)) for each in promises if len(each.spots) > 1][
                :MOST_CHARTS
            ],
            words=words,
            promise_text=promise_text,
            spot_text=spot_text,
            verdict=verdict,
        )
    )


def _promises(year: ClosedYear) -> Sequence[Promise]:
    """The promises of a closed year, which never change: its document is large and read once."""
    kept = current_app.extensions.get(KEY)
    if kept is None or kept[0] != year.digest:
        found = queries.promises(db.session(), year.year).promises
        kept = current_app.extensions[KEY] = (year.digest, found)
    promises: Sequence[Promise] = kept[1]
    return promises
