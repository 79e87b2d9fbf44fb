"""Pictures that a citizen added, as they see them again."""

from flask import Response

from portal.extensions import db
from portal.participation.public.cases.blueprint import bp, opened, pictures
from portal.participation.public.cases.draft import photo_of
from portal.participation.queries.cases import senders_picture
from portal.shell.audience import anyone
from portal.shell.rules import NotFound


@bp.get("/tell/pictures/<ticket>.jpg")
@anyone
def draft_picture(ticket: str) -> Response:
    """A picture of a form that is not sent yet, by the ticket that the page holds."""
    photo = photo_of(ticket)
    return _jpeg(photo.code if photo is not None else "", ticket[:20])


@bp.get("/cases/<opener>/pictures/<code>.jpg")
@anyone
def picture(opener: str, code: str) -> Response:
    """A picture of one's own case, with the black boxes that were drawn since."""
    row = senders_picture(db.session(), opened(opener), code)
    return _jpeg(row.redacted_code or row.code, code)


def _jpeg(code: str, name: str) -> Response:
    content = pictures().read(code)
    if content is None:
        raise NotFound("picture", name)
    return Response(content, mimetype="image/jpeg")
