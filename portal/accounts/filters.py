"""Lists whose filters people keep: a view says how it is asked, a page shows what is kept of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, current_app, render_template, request, url_for
from markupsafe import Markup

from portal.accounts.access import current_actor, may_open
from portal.accounts.queries import kept_filters
from portal.accounts.rules import NotAllowed
from portal.accounts.rules.filters import LONGEST_NAME, MOST_KEPT
from portal.extensions import db
from portal.shell.rules import NotFound

ATTRIBUTE = "understands"

View = TypeVar("View", bound=Callable[..., Any])
Asked = dict[str, Any]  # what goes into an address, all of it text
Understands = Callable[[Mapping[str, str]], Asked]


@dataclass(frozen=True, slots=True)
class FilterLine:
    """A filter that somebody keeps, the address that asks for it, and whether it is open now."""

    id: int
    name: str
    address: str
    is_open: bool


def keeps_filters(understands: Understands) -> Callable[[View], View]:
    """Let people keep filters of the list that a view without arguments shows.

    `understands` leaves of an address' arguments what the list can be asked for again, the page
    aside; nothing else is kept.
    """

    def mark(view: View) -> View:
        setattr(view, ATTRIBUTE, understands)
        return view

    return mark


def understood(view: str, told: Mapping[str, str]) -> Asked:
    """What of `told` the list at the endpoint `view` understands.

    Raises NotFound where that is no such list, NotAllowed where the reader may not open it.
    """
    shown = current_app.view_functions.get(view)
    understands: Understands | None = getattr(shown, ATTRIBUTE, None)
    if understands is None:
        raise NotFound("list", view)
    if not may_open(view):
        raise NotAllowed("open this list")
    return understands(told)


def filter_lines(view: str, asked: Asked) -> list[FilterLine]:
    """What the reader keeps of the list at `view`, on which they ask for `asked` now."""
    person_id, lines = current_actor().person_id, []
    for row in kept_filters(db.session(), person_id, view) if person_id is not None else ():
        again = understood(view, row.asked)  # a word may mean nothing any more
        lines.append(FilterLine(row.id, row.name, url_for(view, **again), again == asked))
    return lines


def filters_of_list() -> Markup:
    """What the reader keeps of the list on the present page, and a form that keeps one more."""
    view = request.endpoint or ""
    asked = understood(view, request.args)
    return Markup(  # noqa: S704 - a template of ours, which escapes
        render_template("accounts/filters.html", view=view, asked=asked, **told_of(view, asked))
    )


def told_of(view: str, asked: Asked) -> dict[str, Any]:
    """What the templates tell of a list's filters."""
    return {"kept": filter_lines(view, asked), "longest": LONGEST_NAME, "most": MOST_KEPT}


def init_app(app: Flask) -> None:
    """Give pages with lists what is kept of them."""
    app.jinja_env.globals["filters_of_list"] = filters_of_list
