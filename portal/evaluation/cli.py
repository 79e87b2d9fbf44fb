"""`flask --app portal evaluation …`: closes years, writes reports, verifies published ones."""

import json
from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import force_locale
from flask_babel import gettext as _

from portal.accounts.rules import Actor
from portal.evaluation import queries
from portal.evaluation.forms.words import INDICATORS, LINES, name_of
from portal.evaluation.operations import amend, close_period, take_stock
from portal.evaluation.papers import annex_file, report_file
from portal.evaluation.rules.document import DocumentUnreadable, differences, evaluation_in
from portal.extensions import db
from portal.registry.cli import in_language
from portal.shell import clock
from portal.shell.current import current_settings
from portal.shell.errors import text_of
from portal.shell.rules import MingchuError

ACTOR = Actor.system("command line")

evaluation_group = AppGroup("evaluation", help="Closed periods, their reports, and their proof.")
_file = click.Path(dir_okay=False, path_type=Path)


@evaluation_group.command("close")
@click.argument("period", type=click.STRING)
@in_language
def close(period: str, locale: str) -> None:
    """Freeze PERIOD, such as 2021, 2021H1 or 2021Q1: rows, figures, points and their digest."""
    settings = current_settings()
    with force_locale(locale):
        try:
            closed = close_period(
                db.session(),
                period.upper(),
                required_cameras=settings.required_cameras,
                actor=ACTOR,
                now=clock.now(),
            )
        except MingchuError as error:
            raise click.ClickException(text_of(error)) from None
    db.session.commit()
    click.echo(f"{period}: {closed.digest}")


@evaluation_group.command("amend")
@click.argument("period", type=click.STRING)
@click.option("--reason", required=True, help="Why the closed period is judged anew.")
@in_language
def amend_year(period: str, *, reason: str, locale: str) -> None:
    """Judge the closed PERIOD anew, as a numbered amendment beside what was closed."""
    with force_locale(locale):
        try:
            closed = amend(
                db.session(), period.upper(), reason=reason, actor=ACTOR, now=clock.now()
            )
        except MingchuError as error:
            raise click.ClickException(text_of(error)) from None
    db.session.commit()
    click.echo(f"{period}, {closed.number}: {closed.digest}")


@evaluation_group.command("stock")
@click.argument("period", type=click.STRING)
@in_language
def stock(period: str, locale: str) -> None:
    """Keep how PERIOD stands today, with its forecast and a draft of its report."""
    settings = current_settings()
    with force_locale(locale):
        try:
            taken = take_stock(
                db.session(), period.upper(), required_cameras=settings.required_cameras,
                actor=ACTOR, now=clock.now(),
            )  # fmt: skip
        except MingchuError as error:
            raise click.ClickException(text_of(error)) from None
    db.session.commit()
    click.echo(f"{period}: {taken.digest}")


@evaluation_group.command("report")
@click.argument("period", type=click.STRING)
@click.option("--docx", type=_file, help="Write the report for Word.")
@click.option("--xlsx", type=_file, help="Write the annex with all rows.")
@click.option("--json", "json_file", type=_file, help="Write what `evaluation verify` reads.")
@in_language
def report(
    period: str, *, docx: Path | None, xlsx: Path | None, json_file: Path | None, locale: str
) -> None:
    """Write the report of the closed PERIOD into the files that are named."""
    session = db.session()
    with force_locale(locale):
        try:
            closed, document = queries.closed_document(session, period.upper())
        except MingchuError as error:
            raise click.ClickException(text_of(error)) from None
        evaluation = evaluation_in(document)
        if docx:
            basis = queries.plan_basis(session, int(period[:4]))
            docx.write_bytes(report_file(evaluation, queries.edition_of(closed), basis=basis))
        if xlsx:
            xlsx.write_bytes(annex_file(evaluation))
    if json_file:
        json_file.write_text(closed.document, encoding="utf-8")
    for path in filter(None, (docx, xlsx, json_file)):
        click.echo(str(path))


@evaluation_group.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@in_language
def verify(file: Path, locale: str) -> None:
    """Recompute the published FILE from the rows in it, and compare.

    Needs nothing of this portal's database. Fails with the name of every figure that differs.
    """
    with force_locale(locale):
        try:
            document = json.loads(file.read_text(encoding="utf-8"))
            found = list(differences(document if isinstance(document, dict) else {}))
        except (ValueError, DocumentUnreadable):
            raise click.ClickException(text_of(DocumentUnreadable())) from None
        for name in found:
            click.echo(_difference(name))
    if found:
        raise SystemExit(1)
    click.echo(f"{file}: {len(document['figures'])} figures, {document['digest']}: ok")


def _difference(name: str) -> str:
    """What differs, by the name that the report gives it."""
    code = name.partition(".")[0]
    if code in INDICATORS:
        return f"{name}: {name_of(name)}"
    return f"{name}: {LINES[name]}" if name in LINES else str(_("%(part)s: differs", part=name))
