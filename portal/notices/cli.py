"""`flask --app portal notices …`: encrypt addresses and keys anew."""

import click
from flask.cli import AppGroup

from portal.extensions import db
from portal.notices.operations.keys import rotate_secrets
from portal.shell.cipher import Cipher
from portal.shell.current import current_settings

notices_group = AppGroup("notices", help="What people are told.")


@notices_group.command("rotate-keys")
def rotate_keys() -> None:
    """Encrypt all addresses and signing keys with the first key of MINGCHU_NOTICE_KEYS.

    Afterwards the former keys can be taken out of that setting.
    """
    settings = current_settings()
    report = rotate_secrets(db.session(), cipher=Cipher(settings.notice_encryption_keys()))
    db.session.commit()
    click.echo(f"rotated: {report.rotated}")
    if report.unreadable:
        click.echo(f"unreadable, key missing: {report.unreadable}", err=True)
        raise SystemExit(1)
