"""Reads what a form about a Finding sent, and drops its photographs where the act fails."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from secrets import token_hex

from flask import request

from portal.accounts.access import current_actor
from portal.findings.kinds import PictureMoment
from portal.findings.pictures import MOST_PHOTOS
from portal.findings.rules.clocks import DueUnlikely
from portal.findings.rules.opening import KeptPicture, Sent
from portal.findings.staff.blueprint import pictures
from portal.live.files import open_still
from portal.registry.rules.proofs import MOST_BYTES
from portal.shell import clock
from portal.shell.current import current_settings
from portal.shell.rules import DISTRICT_ZONE
from portal.shell.sent_files import sent_content

PHOTOS = {
    "before": PictureMoment.BEFORE,
    "after": PictureMoment.AFTER,
    "appeal": PictureMoment.APPEAL,
    "recheck": PictureMoment.RECHECK,
    "seen": PictureMoment.SEEN,
}
"""The fields of forms that take photographs."""


def new_token() -> str:
    """A mark for a form, so that sent twice it is done once."""
    return token_hex(16)


@contextmanager
def kept_photos(camera: str | None = None) -> Iterator[tuple[KeptPicture, ...]]:
    """The photographs that came along, kept; they are dropped again where what follows fails.

    With the newest still of the Camera of this code, if there is one.

    Raises FileRefused for a file that is no sound picture, and then keeps none.
    """
    store, kept = pictures(), []
    try:
        for field, moment in PHOTOS.items():
            for sent in request.files.getlist(field)[:MOST_PHOTOS]:
                if sent.filename:
                    content = sent_content(sent, most=MOST_BYTES)
                    kept.append(
                        store.keep(
                            content, taken_at=clock.now(), moment=moment,
                            source=current_actor().name,
                        )
                    )  # fmt: skip
        kept += [] if camera is None else still_of(camera)
        yield tuple(kept)
    except BaseException:
        for each in kept:
            store.drop(each)
        raise


def sent_with(photos: tuple[KeptPicture, ...]) -> Sent:
    """What the present form says. Raises DueUnlikely for a day that is none."""
    version = request.form.get("version", "")
    return Sent(
        version=int(version) if version.isdecimal() else 0,
        token=request.form.get("token", "")[:40] or None,
        text=request.form.get("text", ""),
        until=end_of_day(request.form.get("until", "")),
        pictures=photos,
    )


def end_of_day(text: str) -> datetime | None:
    """The last moment of the district's day that was typed; None for none."""
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise DueUnlikely from None
    return datetime.combine(day + timedelta(days=1), time(), DISTRICT_ZONE) - timedelta(minutes=1)


def has_still(camera: str) -> bool:
    """Whether the Camera of this code shows something now."""
    opened = open_still(current_settings().stills_directory, camera)
    if opened is None:
        return False
    opened.stream.close()
    return True


def still_of(camera: str) -> list[KeptPicture]:
    """What the Camera of this code shows now, protected as the public sees it, kept."""
    opened = open_still(current_settings().stills_directory, camera)
    if opened is None:
        return []
    with opened.stream as stream:
        content = stream.read()
    return [
        pictures().keep(
            content, taken_at=opened.written_at, moment=PictureMoment.RECHECK, source=camera
        )
    ]
