"""Tables of the rounds: minute maps, and since when a Camera has shown anything."""

from datetime import date

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Model


class CameraDay(Model):
    """The minutes of a Camera's day: looked at, and with a good picture.

    The day comes first in the key, so that a round writes, and a Period reads, neighbouring
    pages.
    """

    __tablename__ = "camera_day"
    __table_args__ = ({"sqlite_with_rowid": False},)  # the key is the row's place, not kept twice

    day: Mapped[date] = mapped_column(primary_key=True, comment="of the district")
    camera_id: Mapped[int] = mapped_column(
        ForeignKey("camera.id"), primary_key=True, autoincrement=False
    )
    looked: Mapped[bytes] = mapped_column(
        LargeBinary, comment="minutes looked at, packed as in rules/minutes.py, 180 bytes or less"
    )
    good: Mapped[bytes] = mapped_column(
        LargeBinary, comment="those of them with a good picture, packed likewise"
    )


class FirstPicture(Model):
    """The first day on which a Camera showed a good picture: since then it is connected."""

    __tablename__ = "first_picture"

    camera_id: Mapped[int] = mapped_column(
        ForeignKey("camera.id"), primary_key=True, autoincrement=False
    )
    day: Mapped[date] = mapped_column(comment="of the district")
