"""Somebody's inbox."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from portal.accounts.access import everybody_signed_in
from portal.extensions import db
from portal.notices import operations, queries
from portal.notices.staff.blueprint import bp, own_number
from portal.shell import clock
from portal.shell.asked import page_number
from portal.shell.rules import NotFound


@bp.get("/notices")
@everybody_signed_in
def inbox() -> str:
    """What one was told, the newest first; by wish only what one has not read."""
    is_unread_only = request.args.get("show") == "unread"
    found = queries.inbox_page(
        db.session(),
        own_number(),
        is_unread_only=is_unread_only,
        page=page_number(request.args.get("page")),
    )
    show = "unread" if is_unread_only else None
    return render_template(
        "notices/inbox.html",
        found=found,
        show=show or "",
        unread=queries.unread_count(db.session(), own_number()),
        newest=max((row.id for row in found.rows), default=0),
        address=lambda page: url_for(".inbox", show=show, page=page),
    )


@bp.get("/notices/<int:entry_id>")
@everybody_signed_in
def entry(entry_id: int) -> Response:
    """Lead to what a notice is about, which counts as reading it; a browser's guess does not."""
    row = queries.entry_of(db.session(), entry_id, person_id=own_number())
    if row is None:
        raise NotFound("notice", str(entry_id))
    onwards = request.root_path + row.notice.link
    if not request.headers.get("Sec-Purpose", "").startswith("prefetch"):
        operations.mark_read(db.session(), row, now=clock.now())
        db.session.commit()
    return redirect(onwards, code=303)


@bp.post("/notices/read")
@everybody_signed_in
def read_all() -> Response:
    """Tick off all that stood in one's inbox when the page was drawn."""
    newest = request.form.get("newest", "")
    if newest.isdecimal() and len(newest) <= 15:
        operations.mark_all_read(db.session(), own_number(), up_to=int(newest), now=clock.now())
        db.session.commit()
    return redirect(url_for(".inbox"), code=303)
