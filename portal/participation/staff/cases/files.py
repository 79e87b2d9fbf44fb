"""Pictures and secured clips of a Case; every view of one is recorded."""

from flask import Response, request

from portal.accounts.access import current_actor, requires
from portal.extensions import db
from portal.participation.operations import masking
from portal.participation.operations.masking import Viewer
from portal.participation.rules.cases import OFFICERS, READERS
from portal.participation.staff.cases.blueprint import bp, files
from portal.shell import clock

TYPES = {"jpg": "image/jpeg", "mp4": "video/mp4", "m4s": "video/iso.segment",
         "m3u8": "application/vnd.apple.mpegurl"}  # fmt: skip


@bp.get("/desk/cases/<number>/pictures/<code>.jpg")
@requires(*READERS)
def picture(number: str, code: str) -> Response:
    """A picture with its black boxes; `?whole=1` shows officers what lies beneath."""
    actor = current_actor()
    content = masking.view_picture(
        db.session(), number, code,
        is_whole=request.args.get("whole") == "1" and actor.has(OFFICERS),
        viewer=Viewer(actor, clock.now(), files()),
    )  # fmt: skip
    db.session.commit()
    return Response(content, mimetype="image/jpeg")


@bp.get("/desk/cases/<number>/clips/<int:clip>/<name>")
@requires(*OFFICERS)
def clip(number: str, clip: int, name: str) -> Response:
    """A file of a secured clip, to be saved or played."""
    content = masking.view_clip(
        db.session(), number, clip, name=name, viewer=Viewer(current_actor(), clock.now(), files())
    )
    db.session.commit()
    kind = TYPES.get(name.rpartition(".")[2], "application/octet-stream")
    return Response(content, mimetype=kind)
