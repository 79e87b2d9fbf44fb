"""The blueprint `front` and what its views share."""

from flask import Blueprint, Response

from portal.front import forms, queries
from portal.live import forms as live_forms
from portal.live.files import Roots
from portal.participation.scans import write_after
from portal.registry.forms import TYPES
from portal.shell import clock
from portal.shell.current import current_settings
from portal.shell.languages import is_english

bp = Blueprint("front", "portal.front", template_folder="templates")


@bp.context_processor
def _words() -> dict[str, object]:
    """What the templates of this floor may ask for: words for states and types."""
    return {
        "named": _named,
        "type_text": TYPES.__getitem__,
        "word": live_forms.picture_word,
        "age": live_forms.picture_age,
        "tone": live_forms.picture_tone,
    }


@bp.after_request
def _always_fresh(response: Response) -> Response:
    """A page tells of this moment and of the reader's text size: no one else may keep it."""
    response.headers.setdefault("Cache-Control", "private, no-cache")
    return write_after(response)


def pictures() -> queries.Pictures:
    """What it takes to tell what kitchens show now."""
    site = current_settings()
    return queries.Pictures(
        now=clock.now(), roots=Roots.of(site), has_head_finder=bool(site.head_finder)
    )


def _named(row: forms.Named) -> str:
    """The name of a Restaurant or Station in the reader's language, Chinese where there is none."""
    return (row.name_en if is_english() else None) or row.name
