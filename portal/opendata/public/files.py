"""The nightly files, the page that explains them, and the catalogue for those who harvest."""

import msgspec
from flask import Response, redirect, render_template, send_from_directory, url_for
from werkzeug.wrappers import Response as AnyResponse

from portal.opendata import editions
from portal.opendata.catalogue import catalogue
from portal.opendata.datasets import DATASETS
from portal.opendata.forms.fields import FIELDS
from portal.opendata.public.blueprint import both, bp, files_folder
from portal.shell.audience import anyone
from portal.shell.current import current_settings
from portal.shell.rules import NotFound

LONGEST_DAYS = 60  # that the page lists


@bp.get("/open-data")
@anyone
def open_data() -> str:
    """What there is, in which formats, what its columns mean, and under which licence."""
    root = files_folder()
    days = editions.days(root)
    return render_template(
        "opendata/open_data.html",
        datasets=DATASETS.values(),
        edition=editions.newest(root),
        days=days[:LONGEST_DAYS],
        fields=FIELDS,
        licence=current_settings().data_licence,
        explaining=(editions.DICTIONARY, editions.PACKAGE, editions.SUMS),
    )


@bp.get("/open-data/<day>/<name>")
@anyone
def file(day: str, name: str) -> AnyResponse:
    """A file of a day; of the newest one where the day is "latest"."""
    root = files_folder()
    found = editions.newest(root) if day == "latest" else editions.edition(root, day)
    facts = found.file(name) if found is not None else None
    if found is None or facts is None:
        raise NotFound("file", f"{day}/{name}")
    if day == "latest":
        return redirect(url_for(".file", day=found.day, name=name))
    response = send_from_directory(
        root / found.day, facts.name, mimetype=editions.TYPES[facts.format],
        etag=facts.sha256, max_age=31_536_000,
    )  # fmt: skip
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Content-Disposition"] = (
        f"attachment; filename={facts.name.replace('.', f'-{found.day}.', 1)}"
    )
    return response


@bp.get("/data.json")
@anyone
def data_json() -> Response:
    """The catalogue, in the words of DCAT."""
    told = current_settings()
    about = {
        "title": f"{told.district} 明厨亮灶开放数据 {told.district_en} open data",
        "publisher": told.district,
        "license": told.data_licence,
        "phone": told.hotline,
    }
    found = catalogue(editions.newest(files_folder()), both, home=told.public_url, about=about)
    response = Response(msgspec.json.encode(found), mimetype="application/json")
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
