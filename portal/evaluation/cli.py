"""`flask --app portal evaluation …`: closes years, writes reports, verifies published ones."""

import json
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from portal.accounts.rules import Actor
from portal.evaluation import queries
from portal.evaluation.forms.words import part_text
from portal.evaluation.operations import adopt, amend, close_period, take_stock
from portal.evaluation.papers import annex_file, report_file
from portal.evaluation.rules.document import (
    Document,
    DocumentUnreadable,
    differences,
    evaluation_in,
)
from portal.extensions import db
from portal.shell import clock
from portal.shell.commands import in_language
from portal.shell.current import current_settings
from portal.shell.progress import shown

ACTOR = Actor.system("command line")

evaluation_group = AppGroup("evaluation", help="Closed periods, their reports, and their proof.")
_file = click.Path(dir_okay=False, path_type=Path)


@evaluation_group.command("close")
@click.argument("period", type=click.STRING)
@in_language
def close(period: str) -> None:
    """Freeze PERIOD, such as 2021, 2021H1 or 2021Q1: rows, figures, points and their digest."""
    settings = current_settings()
    with shown(_("Reading all minutes")):
        closed = close_period(
            db.session(),
            period.upper(),
            required_cameras=settings.required_cameras,
            district=(settings.district, settings.district_en),
            actor=ACTOR,
            now=clock.now(),
        )
    db.session.commit()
    click.echo(f"{period}: {closed.digest}")


@evaluation_group.command("adopt")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--district", default="", help="Whose it is, in Chinese, if the file names nobody.")
@click.option("--district-en", default="", help="The same in English.")
@click.option("--note", default="", help="What readers are to know of it, as 'Chinese / English'.")
@in_language
def adopt_file(file: Path, *, district: str, district_en: str, note: str) -> None:
    """Keep FILE, which another district published of a closed period, among the closed periods.

    It is recomputed from its rows first, and refused by name where it differs. Pages and files
    say whose figures it holds, and it is not compared with this district's own.
    """
    closed = adopt(
        db.session(), _read(file), district=(district, district_en), note=note,
        actor=ACTOR, now=clock.now(),
    )  # fmt: skip
    db.session.commit()
    click.echo(f"{closed.period}, {closed.district}: {closed.digest}")


@evaluation_group.command("amend")
@click.argument("period", type=click.STRING)
@click.option("--reason", required=True, help="Why the closed period is judged anew.")
@in_language
def amend_year(period: str, *, reason: str) -> None:
    """Judge the closed PERIOD anew, as a numbered amendment beside what was closed."""
    with shown(_("Reading all minutes")):
        closed = amend(db.session(), period.upper(), reason=reason, actor=ACTOR, now=clock.now())
    db.session.commit()
    click.echo(f"{period}, {closed.number}: {closed.digest}")


@evaluation_group.command("stock")
@click.argument("period", type=click.STRING)
@in_language
def stock(period: str) -> None:
    """Keep how PERIOD stands today, with its forecast and a draft of its report."""
    settings = current_settings()
    with shown(_("Reading all minutes")):
        taken = take_stock(
            db.session(), period.upper(), required_cameras=settings.required_cameras,
            actor=ACTOR, now=clock.now(),
        )  # fmt: skip
    db.session.commit()
    click.echo(f"{period}: {taken.digest}")


@evaluation_group.command("report")
@click.argument("period", type=click.STRING)
@click.option("--docx", type=_file, help="Write the report for Word.")
@click.option("--xlsx", type=_file, help="Write the annex with all rows.")
@click.option("--json", "json_file", type=_file, help="Write what `evaluation verify` reads.")
@in_language
def report(period: str, *, docx: Path | None, xlsx: Path | None, json_file: Path | None) -> None:
    """Write the report of the closed PERIOD into the files that are named."""
    session = db.session()
    closed, document = queries.closed_document(session, period.upper())
    evaluation = evaluation_in(document)
    if docx:
        edition = queries.edition_of(closed)
        basis = "" if edition.district else queries.plan_basis(session, int(period[:4]))
        with shown(_("Writing the report")):
            docx.write_bytes(report_file(evaluation, edition, basis=basis))
    if xlsx:
        with shown(_("Writing the annex")):
            xlsx.write_bytes(annex_file(evaluation))
    if json_file:
        json_file.write_text(closed.document, encoding="utf-8")
    for path in filter(None, (docx, xlsx, json_file)):
        click.echo(str(path))


@evaluation_group.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@in_language
def verify(file: Path) -> None:
    """Recompute the published FILE from the rows in it, and compare.

    Needs nothing of this portal's database. Fails with the name of every figure that differs.
    """
    document = _read(file)
    found = list(differences(document))
    for name in found:
        click.echo(part_text(name))
    if found:
        raise SystemExit(1)
    click.echo(f"{file}: {len(document['figures'])} figures, {document['digest']}: ok")


def _read(file: Path) -> Document:
    """What a file holds; nothing where it is no object of JSON. Raises DocumentUnreadable."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        raise DocumentUnreadable from None
    return document if isinstance(document, dict) else {}
