"""`flask --app portal live …`: the transcoder process, preview addresses, embed origins."""

import signal
import threading
from types import FrameType

import click
from flask import current_app
from flask.cli import AppGroup

from portal.extensions import db
from portal.live import operations, tasks
from portal.live.engine import run_transcoder
from portal.live.public.previews import new_preview
from portal.live.rules import OriginInvalid
from portal.registry.queries import restaurant_by_code
from portal.shell import shared_clock
from portal.shell.current import current_settings
from portal.shell.rules import NotFound
from transcoder.errors import RootTaken

live_group = AppGroup("live", help="Moving pictures: the transcoder, previews and embeds.")


@live_group.command("transcode")
def transcode() -> None:
    """Turn the register's cameras into pictures until told to stop."""
    stop = threading.Event()

    def end(number: int, frame: FrameType | None) -> None:
        stop.set()

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, end)
    try:
        run_transcoder(current_app._get_current_object(), stop)  # type: ignore[attr-defined]
    except RootTaken as error:
        raise click.ClickException(str(error)) from None


@live_group.command("grant")
@click.argument("camera")
def grant(camera: str) -> None:
    """Print a preview address of CAMERA; it must be opened within five minutes."""
    settings = current_settings()
    try:
        click.echo(f"{settings.public_url}{new_preview(camera, now=shared_clock.now())}")
    except NotFound:
        raise click.ClickException(f"there is no camera {camera!r}") from None


@live_group.command("tidy")
def tidy() -> None:
    """Delete viewings older than MINGCHU_VIEWING_DAYS, as the worker does every night."""
    click.echo(f"viewings deleted: {tasks.tidy()}")


@live_group.command("embed-origin")
@click.argument("restaurant")
@click.argument("origin")
@click.option("--remove", is_flag=True, help="Take the permission back.")
def embed_origin(restaurant: str, origin: str, *, remove: bool) -> None:
    """Let pages of ORIGIN (https://www.example.org) frame the player of RESTAURANT."""
    session = db.session()
    found = restaurant_by_code(session, restaurant)
    if found is None:
        raise click.ClickException(f"there is no restaurant {restaurant!r}")
    try:
        if remove:
            if not operations.forbid_origin(session, found.id, origin=origin):
                raise click.ClickException(f"{origin} was not allowed")
        else:
            origin = operations.allow_origin(session, found.id, origin=origin)
    except OriginInvalid as error:
        raise click.ClickException(str(error)) from None
    session.commit()
    click.echo(f"{'forbidden' if remove else 'allowed'}: {origin}")
