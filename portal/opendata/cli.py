"""`flask --app portal opendata …`: makes the nightly files, prints the interface's description."""

import click
import msgspec
from flask.cli import AppGroup
from flask_babel import gettext as _

from portal.opendata.document import description
from portal.opendata.publishing import publish
from portal.shell.commands import in_language

opendata_group = AppGroup("opendata", help="Files that everybody may have, and the interface.")


@opendata_group.command("publish")
@in_language
def publish_now() -> None:
    """Make today's files, unless they are there already: files are never written again."""
    made = publish()
    if made is None:
        click.echo(_("Today's files are there already; they are never written again."))
        return
    for each in made.files:
        rows = "" if each.rows is None else f"{each.rows:,}"
        click.echo(f"{each.name:24} {rows:>9} {each.size_bytes:>12,}  {each.sha256[:16]}…")


@opendata_group.command("openapi")
@in_language
def openapi() -> None:
    """Print the description of the interface (OpenAPI 3.1)."""
    document = description()
    click.echo(msgspec.json.format(msgspec.json.encode(document)).decode())
