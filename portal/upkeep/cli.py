"""`flask --app portal doctor|check|backup|restore|rotate-keys`: for whoever runs the machine."""

from collections.abc import Sequence
from pathlib import Path

import click
from flask.cli import with_appcontext

from portal.extensions import db
from portal.shell import clock
from portal.shell.current import current_settings
from portal.upkeep.archive import BackupUnusable
from portal.upkeep.backups import ASIDE, make_backup, restore_backup
from portal.upkeep.checking import check_all
from portal.upkeep.diagnosing import Weight, diagnose
from portal.upkeep.rotation import locks, rotate

MOST_TOLD = 20  # of one check; the count says how many more


@click.command("doctor")
@with_appcontext
def doctor() -> None:
    """Tell what is wrong with this set-up, and what to do about it.

    Ends with 1 when something does not work; what should only be known is marked as a note.
    """
    found = list(diagnose(db.engine, current_settings(), now=clock.now()))
    for each in found:
        mark = "✗" if each.weight is Weight.WRONG else "·"
        click.echo(f"{mark} {each.part}: {each.text}\n    → {each.remedy}")
    wrong = sum(each.weight is Weight.WRONG for each in found)
    if wrong:
        raise click.ClickException(f"{wrong} to be put right")
    click.echo("All works.")


@click.command("check")
@with_appcontext
def check() -> None:
    """Read everything that is kept, and see whether it holds.

    Minutes of each camera, SHA-256 of each file, the audit chain, the file of each message,
    closed periods, the database itself. Reads much; changes nothing. Ends with 1 when something
    does not hold.
    """
    broken = 0
    for each in check_all(db.session(), current_settings().data):
        broken += len(each.troubles)
        _tell(f"{each.what}: {each.count} read", each.troubles)
    if broken:
        raise click.ClickException(f"{broken} do not hold; compare with a backup")


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def back_up(file: Path) -> None:
    """Write database, pictures and models into FILE, and the keys into FILE.keys.

    The portal may run meanwhile. Keep the two apart: with both, all that is encrypted can be read;
    without the keys, it never can.
    """
    try:
        made = make_backup(db.engine, current_settings(), file.resolve(), now=clock.now())
    except BackupUnusable as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{made.file}: {len(made.manifest.files)} files, {made.file.stat().st_size} bytes")
    click.echo(f"{made.keys}: the keys; keep them elsewhere")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--keys", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="FILE.keys of the backup; without, the keys that are here.",
)  # fmt: skip
@click.option("--replace", is_flag=True, help="Put it in place of the portal that is here.")
@with_appcontext
def restore(file: Path, keys: Path | None, *, replace: bool) -> None:
    """Bring the portal back from FILE, once all of its processes are stopped.

    The whole backup is checked first; files that are here are moved aside, not deleted.
    """
    settings = current_settings()
    try:
        manifest = restore_backup(db.engine, settings, file.resolve(), keys=keys, replace=replace)
    except BackupUnusable as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"as it was at {manifest.made_at}; tables of version {manifest.revision}")
    if (settings.data / ASIDE).exists():
        click.echo(f"former files: {settings.data / ASIDE}")
    click.echo("now: flask --app portal db upgrade, then flask --app portal check")


@click.command("rotate-keys")
@with_appcontext
def rotate_keys() -> None:
    """Encrypt all that is stored with the first key of each setting.

    Afterwards the former keys can be taken out of MINGCHU_CAMERA_KEYS, MINGCHU_ACCOUNT_KEYS,
    MINGCHU_CASE_KEYS and MINGCHU_NOTICE_KEYS. The portal may run meanwhile. Ends with 1 when
    something can be read by no key; it stays as it is.
    """
    unreadable = 0
    for lock in locks(current_settings()):
        done = rotate(db.session(), lock)
        unreadable += len(done.unreadable)
        lost = [f"{place}: no key reads it" for place in done.unreadable]
        _tell(f"{done.setting}: {done.rotated} rotated", lost)
    if unreadable:
        raise click.ClickException(f"{unreadable} need a key that is not in the settings")


def _tell(what: str, troubles: Sequence[str]) -> None:
    """A line on what was done, and the first of what is wrong with it."""
    click.echo(f"{'✗' if troubles else '✓'} {what}")
    for text in troubles[:MOST_TOLD]:
        click.echo(f"    {text}")
    if len(troubles) > MOST_TOLD:
        click.echo(f"    and {len(troubles) - MOST_TOLD} more")
