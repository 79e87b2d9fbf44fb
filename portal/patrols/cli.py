"""`flask --app portal patrols …`: draws plans again, drops what cannot be visited any more."""

import json
from pathlib import Path
from typing import Any

import click
from flask.cli import AppGroup

from portal.extensions import db
from portal.patrols import queries
from portal.patrols.forms.words import DRAW_FAULTS
from portal.patrols.operations import drop_gone
from portal.patrols.rules.document import DrawFault, faults_of
from portal.shell import clock
from portal.shell.commands import in_language
from portal.shell.rules import NotFound

patrols_group = AppGroup("patrols", help="Patrol plans and visits.")


@patrols_group.command("verify")
@click.argument("plan")
@in_language
def verify(plan: str) -> None:
    """Draw PLAN again and compare: its number here, or a file saved from its page.

    A file needs nothing of this portal's database. Fails with what is wrong.
    """
    document = _document(plan)
    faults = faults_of(document)
    for fault in faults:
        click.echo(str(DRAW_FAULTS[fault]))
    if faults:
        raise SystemExit(1)
    drawn = document["drawn"]
    visits = sum(len(each["restaurants"]) for each in drawn["patrols"])
    click.echo(f"{plan}: {len(drawn['patrols'])} patrols, {visits} visits: ok")


@patrols_group.command("tidy")
def tidy() -> None:
    """Drop planned visits of restaurants that have closed or moved; the worker does so daily."""
    dropped = drop_gone(db.session(), now=clock.now())
    db.session.commit()
    click.echo(f"visits dropped: {dropped}")


def _document(plan: str) -> dict[str, Any]:
    path = Path(plan)
    if path.is_file():
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict):
            return found
        raise click.ClickException(f"{plan}: {DrawFault.UNREADABLE.value}")
    try:
        row = queries.plan_by_number(db.session(), plan)
    except NotFound as error:
        raise click.ClickException(str(error)) from None
    # Who runs this command reads the database anyway; the seed stays secret for everybody else.
    return {**queries.published_draw(row), "seed": row.seed, "inputs": row.inputs,
            "drawn": row.drawn}  # fmt: skip
