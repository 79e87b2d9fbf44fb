"""The words for the interface, its errors, the files and the labels."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from portal.opendata.api import QuestionUnreadable
from portal.opendata.calls import TooManyCalls
from portal.opendata.rules.labels import Bright
from portal.participation.rules.questions import Words
from portal.shell.errors import says

LABELS: Mapping[Bright, Words] = {
    Bright.YES: Words("有明厨亮灶", "Bright kitchen"),
    Bright.NO: Words("无明厨亮灶", "No bright kitchen"),
    Bright.UNKNOWN: Words("暂无法确认", "Not known at the moment"),
}
"""In both languages at once, as platforms print them."""

ERRORS: Mapping[int, LazyString] = {
    400: lazy_gettext("What is asked cannot be read; the answer says what is wrong"),
    404: lazy_gettext("What is asked for does not exist"),
    406: lazy_gettext("Only other formats than those that are given are accepted"),
    429: lazy_gettext("Too many calls in a minute; Retry-After says when to go on"),
    500: lazy_gettext("Something went wrong on our side"),
}
HEADERS: Mapping[str, tuple[str, LazyString]] = {
    "ETag": ("string", lazy_gettext("Tag of this answer; send it back as If-None-Match")),
    "Cache-Control": ("string", lazy_gettext("For how many seconds the answer may be kept")),
    "Link": ("string", lazy_gettext("Address of the next page, where there is one")),
    "RateLimit-Limit": ("integer", lazy_gettext("Calls that one address has in a minute")),
    "RateLimit-Remaining": ("integer", lazy_gettext("How many of them are left")),
    "RateLimit-Reset": ("integer", lazy_gettext("Seconds until all are there again")),
}


def register_texts() -> None:
    """Say what this floor's errors tell people."""
    says(TooManyCalls, lambda _error: str(ERRORS[TooManyCalls.status]))
    says(
        QuestionUnreadable,
        lambda error: _(
            "We could not read what you ask for: %(what)s. The description of the interface names "
            "what may be asked.",
            what=error.what,
        ),
    )
