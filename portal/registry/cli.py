"""`flask --app portal registry …`: bring restaurants and cameras into the register."""

from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from portal.accounts.rules import Actor
from portal.extensions import db
from portal.registry import forms
from portal.registry.addresses import AddressGate
from portal.registry.cipher import AddressCipher
from portal.registry.clock_files import read_days
from portal.registry.operations import enter_holidays, import_register
from portal.registry.public import template_content
from portal.registry.queries import active_cameras, calendar
from portal.registry.register_file import read_register
from portal.registry.rules import RegisterBusy, RegisterRefused
from portal.registry.rules.working_days import CalendarRefused
from portal.shell import clock
from portal.shell.commands import in_language
from portal.shell.current import current_settings
from portal.shell.progress import shown
from portal.shell.rules import local_day

ACTOR = Actor.system("command line")

registry_group = AppGroup("registry", help="Stations, restaurants, cameras and displays.")


@registry_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check everything, write nothing.")
@in_language
def import_file(file: Path, *, dry_run: bool) -> None:
    """Bring FILE, CSV or XLSX, into the register: all of it or nothing.

    May be run again with the same file, which then changes nothing.
    """
    settings = current_settings()
    try:
        with shown(_("Writing the register")):
            report = import_register(
                db.session(),
                read_register(file.read_bytes()),
                actor=ACTOR,
                now=clock.now(),
                cipher=AddressCipher(settings.encryption_keys()),
                gate=AddressGate(settings.camera_networks),
            )
    except RegisterRefused as refused:
        db.session.rollback()
        for problem in refused.problems:
            click.echo(forms.problem_line(problem), err=True)
        click.echo(
            _("Nothing was imported. Problems: %(count)s", count=len(refused.problems)),
            err=True,
        )
        raise SystemExit(1) from None
    except RegisterBusy:
        db.session.rollback()
        raise click.ClickException(
            _("Another import is running. Please try again when it has ended.")
        ) from None
    if dry_run:
        db.session.rollback()
        click.echo(_("This was a trial: nothing was written."))
    else:
        db.session.commit()
    for line in forms.report_lines(report):
        click.echo(line)


@registry_group.command("template")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@in_language
def template(file: Path) -> None:
    """Write an empty register file to FILE, whose name ends in .csv or .xlsx."""
    kind = file.suffix.lower().removeprefix(".")
    if kind not in {"csv", "xlsx"}:
        raise click.BadParameter("the name must end in .csv or .xlsx", param_hint="FILE")
    file.write_bytes(template_content(kind))


@registry_group.command("cameras")
@in_language
def cameras() -> None:
    """List today's cameras: code, licence number, restaurant, number, zone, name."""
    for camera in active_cameras(db.session(), day=local_day(clock.now())):
        restaurant = camera.restaurant
        click.echo(
            "\t".join([
                camera.code, restaurant.licence_no, restaurant.name, str(camera.number),
                f"{camera.zone.value} {forms.ZONES[camera.zone]}", camera.name,
            ])
        )  # fmt: skip


@registry_group.command("holidays")
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@in_language
def holidays(file: Path | None) -> None:
    """Take public holidays and make-up days from FILE, a CSV; without one, say which are known.

    Its first line is first,last,kind,source,verified; a kind is holiday or make_up. A year that
    reaches October replaces what was known of it.
    """
    if file is not None:
        nothing = _("Nothing was entered.")
        not_utf8 = _("The file is not in UTF-8.")
        try:
            days = read_days(file.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            raise click.ClickException(f"{not_utf8} {nothing}") from None
        except CalendarRefused as refused:
            text = forms.calendar_refused_text(refused)
            raise click.ClickException(f"{text} {nothing}") from None
        enter_holidays(db.session(), days, actor=ACTOR, now=clock.now())
        db.session.commit()
    known = forms.years_text(calendar(db.session()).years)
    click.echo(_("Holidays are known of these years: %(years)s", years=known))
