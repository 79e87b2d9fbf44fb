"""The blueprint `opendata` and what its views share."""

from pathlib import Path

from flask import Blueprint
from flask_babel import force_locale
from flask_babel.speaklater import LazyString

from portal.front.queries import Pictures
from portal.live.files import Roots
from portal.opendata.editions import FOLDER
from portal.opendata.queries.restaurants import Shown
from portal.shell import clock
from portal.shell.current import current_settings
from portal.shell.languages import CHINESE, ENGLISH

bp = Blueprint("opendata", "portal.opendata", template_folder="templates")


def files_folder() -> Path:
    """Where the nightly files lie, a folder a day."""
    return current_settings().data / FOLDER


def shown() -> Shown:
    """What it takes to tell what kitchens show now."""
    told = current_settings()
    pictures = Pictures(clock.now(), Roots.of(told), bool(told.head_finder))
    return Shown(pictures, told.public_url)


def both(text: LazyString) -> tuple[str, str]:
    """A text in Chinese and in English, whatever the reader's language."""
    with force_locale(CHINESE):
        chinese = str(text)
    with force_locale(ENGLISH):
        return chinese, str(text)
