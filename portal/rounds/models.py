"""Tables of the rounds: minute maps, and since when a Camera has shown anything."""

from datetime import date, datetime

from sqlalchemy import Enum, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Model
from portal.rounds.kinds import Refused
from portal.shell.models import UtcDateTime

MARK_LENGTH = 64  # HMAC-SHA-256 in hexadecimal


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


class Round(Model):
    """A minute whose looks somebody has set out; whoever adds the row does it, nobody else."""

    __tablename__ = "round"

    minute: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True, comment="UTC, whole")
    begun_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC, when it was claimed")
    cameras: Mapped[int] = mapped_column(default=0, comment="that were to be looked at")


class CameraRefusal(Model):
    """That a Camera refused to be opened; addresses are kept as marks, which tell nothing."""

    __tablename__ = "camera_refusal"

    camera_id: Mapped[int] = mapped_column(
        ForeignKey("camera.id"), primary_key=True, autoincrement=False
    )
    cause: Mapped[Refused] = mapped_column(
        Enum(
            Refused, name="cause_known", native_enum=False, create_constraint=True, length=20,
            values_callable=lambda members: [member.value for member in members],
        )
    )  # fmt: skip
    address_mark: Mapped[str] = mapped_column(
        String(MARK_LENGTH), comment="keyed digest of the refused address"
    )
    user_mark: Mapped[str] = mapped_column(
        String(MARK_LENGTH), index=True, comment="keyed digest of host and user"
    )
    password_mark: Mapped[str] = mapped_column(
        String(MARK_LENGTH), comment="keyed digest of host, user and password"
    )
    refused_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC, the last time")
    released_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="UTC, when a person last asked to try again"
    )
    is_bearing: Mapped[bool] = mapped_column(
        default=True, comment="counts against the user at this host, who was not accepted since"
    )


class ReferencePicture(Model):
    """What a Camera should show, reduced so that nobody can be recognised."""

    __tablename__ = "reference_picture"

    camera_id: Mapped[int] = mapped_column(
        ForeignKey("camera.id"), primary_key=True, autoincrement=False
    )
    packed: Mapped[bytes] = mapped_column(
        LargeBinary, comment="as the detector packs a reference, about 4 kB"
    )
    accepted_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC")
    accepted_by: Mapped[str] = mapped_column(String(200), comment="account, or part of the system")
    is_automatic: Mapped[bool] = mapped_column(
        comment="made of the first good looks, accepted by no person"
    )
