"""An act of a page's reader: committed, or told on the page why it was not."""

from types import TracebackType
from typing import Self

from werkzeug.wrappers import Response

from portal.extensions import db
from portal.shell.errors import field_of, text_of
from portal.shell.forms import Form
from portal.shell.rules import MingchuError, OutOfReach

Page = str | tuple[str, int] | Response


class Attempt:
    """A block that does one act: it ends with a commit, or with nothing kept and the reason known.

    ::

        with Attempt() as attempt:
            draw_plan(session, number, actor=actor, now=now)
            return redirect(url_for(".plan", number=number))
        return _page(number, wrong=attempt.words), attempt.status

    Behind the block stands what happens where a rule refused the act. What is OutOfReach, and
    what is no refusal at all, leaves the block as it would leave any other.
    """

    error: MingchuError | None = None

    def __init__(self, form: Form | None = None) -> None:
        """Tell a refusal in `form`, at the field that it is about, where one is given."""
        self._form = form

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if error is None:
            db.session.commit()
            return False
        if isinstance(error, OutOfReach) or not isinstance(error, MingchuError):
            return False
        db.session.rollback()
        self.error = error
        if self._form is not None:
            self._form.refuse(field_of(error), text_of(error))
        return True

    @property
    def words(self) -> str:
        """What stood against the act, in the reader's language; nothing where nothing did."""
        return "" if self.error is None else text_of(self.error)

    @property
    def errors(self) -> dict[str, str]:
        """The same by the field that it is about, for forms that are written by hand."""
        return {} if self.error is None else {field_of(self.error): text_of(self.error)}

    @property
    def status(self) -> int:
        """The HTTP status of the page that tells it."""
        return 200 if self.error is None else self.error.status
