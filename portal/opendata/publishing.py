"""Makes the files of a night."""

from portal.extensions import db
from portal.opendata.catalogue import explanations
from portal.opendata.datasets import Night
from portal.opendata.editions import Edition, write_edition
from portal.opendata.public.blueprint import both, files_folder, shown
from portal.opendata.public.interface import figure_titles
from portal.shell import clock
from portal.shell.current import current_settings


def publish() -> Edition | None:
    """Make the files of today; None when they are there already, which are left as they are."""
    night = Night(db.session(), clock.now(), shown(), figure_titles())
    return write_edition(
        files_folder(),
        night,
        described=lambda: explanations(both, licence=current_settings().data_licence),
    )
