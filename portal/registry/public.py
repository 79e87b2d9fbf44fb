"""The register's public pages: its file template."""

from flask import Blueprint, Response
from flask_babel import gettext as _

from portal.registry.forms import explanation
from portal.registry.rules import COLUMNS
from portal.registry.template_file import csv_template, xlsx_template
from portal.shell.audience import anyone
from portal.shell.languages import is_english

bp = Blueprint("registry", __name__)

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_TYPE = "text/csv; charset=utf-8"


@bp.get("/register/template.<any(csv, xlsx):kind>")
@anyone
def template(kind: str) -> Response:
    """Download an empty register file, with headers in the reader's language."""
    response = Response(
        template_content(kind), content_type=XLSX_TYPE if kind == "xlsx" else CSV_TYPE
    )
    response.headers["Content-Disposition"] = f"attachment; filename=mingchu-register.{kind}"
    return response


def template_content(kind: str) -> bytes:
    """The template as "csv" or "xlsx" in the reader's language."""
    if kind == "csv":
        return csv_template(english=is_english())
    return xlsx_template(
        english=is_english(),
        explanations={column.key: explanation(column.key) for column in COLUMNS},
        titles=(_("Register"), _("Columns"), _("Column"), _("Required"), _("Example"),
                _("Explanation")),
    )  # fmt: skip
