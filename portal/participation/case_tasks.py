"""What is done about Cases by itself: clocks, escalation, and deletion in time."""

from portal.extensions import db
from portal.participation.case_files import CasePictures, ClipStore
from portal.participation.models import Case
from portal.participation.operations.case_clocks import look_at_clock
from portal.participation.operations.masking import CaseFiles, erase_case, remove_clip
from portal.participation.operations.tidying import forget_keys, forget_remarks, forget_reports
from portal.participation.operations.unlisted import erase_unlisted, forget_unlisted_keys
from portal.participation.queries.case_keeping import clips_over, due_for_erasing, kept_pictures
from portal.participation.rules.intake import DRAFT_HOLDS
from portal.shell import shared_clock
from portal.shell.current import current_settings
from portal.shell.rules import local_day
from portal.shell.sweeping import sweep


def look_at_clocks() -> int:
    """Tell of new Cases, and of those whose time is half over, nearly over or over."""
    session, now = db.session(), shared_clock.now()
    return sweep(
        session, Case.next_at, lambda number: look_at_clock(session, number, now=now), now=now
    )


def erase_in_time() -> int:
    """Erase what names people in Cases whose time is over, with pictures, clips and old forms.

    The remarks of old answers go with them. Returns how many Cases.
    """
    settings = current_settings()
    session, now = db.session(), shared_clock.now()
    files = CaseFiles(CasePictures.under(settings.data), ClipStore.under(settings.data))
    today = local_day(now)
    numbers = due_for_erasing(session, today=today)
    for number in numbers:
        erase_case(session, number, files=files, now=now)
        session.commit()
    for clip in clips_over(session, today=today):
        remove_clip(session, clip, clips=files.clips, now=now)
    erase_unlisted(session, today=today, now=now)
    forget_unlisted_keys(session, now=now)
    forget_keys(session, now=now)
    forget_reports(session, today=today)
    forget_remarks(session, today=today)
    session.commit()
    files.pictures.remove_strays(kept_pictures(session), before=now - DRAFT_HOLDS)
    return len(numbers)
