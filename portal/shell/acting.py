"""An act of a page's reader: done and committed, or the page again with what stood against it."""

from collections.abc import Callable

from flask import redirect
from werkzeug.wrappers import Response

from portal.extensions import db
from portal.shell.errors import text_of
from portal.shell.rules import MingchuError

Page = str | tuple[str, int] | Response
# Not the reader's to mend: such an error has a page of its own.
NOT_MENDABLE = frozenset({403, 404})


def acted(
    act: Callable[[], object], *, done: Callable[[], str], failed: Callable[[str], str]
) -> Page:
    """Do `act`, commit and go to the address that `done` gives.

    Where a rule refuses it nothing is kept, and the page that `failed` makes of the refusal's
    words is shown.
    """
    try:
        act()
    except MingchuError as error:
        db.session.rollback()
        if error.status in NOT_MENDABLE:
            raise
        return failed(text_of(error)), error.status
    db.session.commit()
    return redirect(done())
