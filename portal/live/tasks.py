"""What the live floor does by itself."""

from portal.extensions import db
from portal.live.files import forget_stills
from portal.live.operations import delete_viewings
from portal.live.rules import viewings_kept_from
from portal.registry.queries import active_cameras
from portal.shell import shared_clock
from portal.shell.current import current_settings
from portal.shell.rules import local_day


def tidy() -> int:
    """Delete viewings that are old enough, and stills of cameras that are not in use.

    Returns how many viewings.
    """
    settings, session, now = current_settings(), db.session(), shared_clock.now()
    before = viewings_kept_from(now, days=settings.viewing_days)
    count = delete_viewings(session, before=before)
    used = {camera.code for camera in active_cameras(session, day=local_day(now))}
    session.commit()
    forget_stills(settings.stills_directory, kept=used)
    return count
