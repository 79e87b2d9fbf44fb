"""Channels: chat groups' robots and webhooks, which those who run the portal look after."""

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.accounts.access import current_actor, requires
from portal.accounts.places import all_stations
from portal.extensions import db
from portal.notices import forms, operations, queries
from portal.notices.rules.channels import KEEPERS
from portal.notices.staff.blueprint import bp, cipher
from portal.shell import clock
from portal.shell.acting import Attempt
from portal.shell.rules import NotFound

if TYPE_CHECKING:
    from portal.notices.models import NoticeChannel


@bp.get("/desk/channels")
@requires(*KEEPERS)
def channels() -> str:
    """All channels, and the form of a new one."""
    return _page({}, {}, done=forms.done_text(request.args.get("done", "")))


@bp.post("/desk/channels")
@requires(*KEEPERS)
def open_channel() -> str | tuple[str, int] | Response:
    """Add a channel; a webhook's key is shown once."""
    told = {name: request.form.get(name, "").strip() for name in forms.CHANNEL_FIELDS}
    with Attempt() as attempt:
        wanted = forms.asked_channel(told, stations=all_stations())
        row = operations.open_channel(
            db.session(), wanted, cipher=cipher(), actor=current_actor(), now=clock.now()
        )
        key = operations.keys_of(row, cipher())[0] if forms.is_signed(row) else ""
        return _key_page(row, key) if key else _back("opened")
    return _page(told, attempt.errors), attempt.status


@bp.post("/desk/channels/<int:channel_id>/test")
@requires(*KEEPERS)
def test_channel(channel_id: int) -> Response:
    """Send a test message there; how far it comes stands in the list of deliveries."""
    operations.send_test(db.session(), _row(channel_id), actor=current_actor(), now=clock.now())
    db.session.commit()
    return redirect(url_for(".deliveries", done="tested"), code=303)


@bp.post("/desk/channels/<int:channel_id>/key")
@requires(*KEEPERS)
def renew_key(channel_id: int) -> str:
    """Give a webhook a fresh key beside the present one, and show it once."""
    row = _row(channel_id)
    operations.renew_key(db.session(), row, cipher=cipher(), actor=current_actor(), now=clock.now())
    key = operations.keys_of(row, cipher())[0]
    db.session.commit()
    return _key_page(row, key)


@bp.post("/desk/channels/<int:channel_id>/close")
@requires(*KEEPERS)
def close_channel(channel_id: int) -> Response:
    """Send nothing there any more."""
    row = _row(channel_id)
    operations.close_channel(db.session(), row, why=None, actor=current_actor(), now=clock.now())
    db.session.commit()
    return _back("closed")


@bp.post("/desk/channels/<int:channel_id>/reopen")
@requires(*KEEPERS)
def reopen_channel(channel_id: int) -> Response:
    """Send there again."""
    row = _row(channel_id)
    operations.reopen_channel(db.session(), row, actor=current_actor(), now=clock.now())
    db.session.commit()
    return _back("reopened")


def _row(channel_id: int) -> "NoticeChannel":
    row = queries.channel_by_id(db.session(), channel_id)
    if row is None:
        raise NotFound("channel", str(channel_id))
    return row


def _back(done: str) -> Response:
    return redirect(url_for(".channels", done=done), code=303)


def _key_page(row: "NoticeChannel", key: str) -> str:
    return render_template("notices/key.html", channel=row, key=key)


def _page(told: dict[str, str], errors: dict[str, str], *, done: str = "") -> str:
    stations = all_stations()
    return render_template(
        "notices/channels.html",
        rows=queries.channels(db.session()),
        told=told,
        errors=errors,
        done=done,
        stations=stations,
        means=forms.channel_choices(),
        severities=forms.severity_choices(),
        languages=forms.language_choices(),
    )
