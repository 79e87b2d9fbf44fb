"""Stations, Restaurants with dated Status and hours, Cameras, Displays."""

import secrets
from datetime import date, datetime
from typing import Final

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.extensions import Model
from portal.registry.kinds import (
    Privacy,
    RestaurantType,
    Status,
    Strength,
    Transport,
    Zone,
)
from portal.shell.models import UtcDateTime, word_of

CODE_LENGTH = 10  # of 32 characters each: 50 bits, not to be guessed one by one
CODE_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32, which omits i, l, o, u

# A query says what it loads; a row never asks the database by itself.
LAZY: Final = "raise_on_sql"


def new_code() -> str:
    """A fresh public name of a Restaurant or Camera, not to be guessed."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


class Station(Model):
    """Grassroots office under the Bureau; every Restaurant belongs to one."""

    __tablename__ = "station"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(
        String(20), unique=True, comment="short name in addresses, a-z, 0-9 and hyphens"
    )
    name: Mapped[str] = mapped_column(String(100), unique=True, comment="in Chinese")
    name_en: Mapped[str] = mapped_column(
        String(200), comment="in English; the Chinese name where none is known"
    )
    position: Mapped[int] = mapped_column(default=0, comment="place in lists, smallest first")


class Restaurant(Model):
    """Supervised catering business; a move makes a new row linked to the old one."""

    __tablename__ = "restaurant"
    __table_args__ = (
        CheckConstraint("licence_no <> ''", name="licence_given"),
        CheckConstraint("name <> ''", name="name_given"),
        CheckConstraint("moved_from_id <> id", name="not_moved_from_itself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(
        String(CODE_LENGTH), unique=True, default=new_code, comment="public name, as in /r/<code>"
    )
    licence_no: Mapped[str] = mapped_column(
        String(50), unique=True, comment="number of the food business licence"
    )
    name: Mapped[str] = mapped_column(String(200), comment="in Chinese")
    name_en: Mapped[str | None] = mapped_column(String(200), comment="in English; null: not known")
    pinyin: Mapped[str] = mapped_column(
        String(1200), default="", comment="readings of the name without tones, for search"
    )
    initials: Mapped[str] = mapped_column(
        String(450), default="", comment="first letters of each reading, for search"
    )
    type: Mapped[RestaurantType] = mapped_column(word_of(RestaurantType, "type_known"), index=True)
    street: Mapped[str] = mapped_column(String(100), default="", comment="sub-district, 街道")
    address: Mapped[str] = mapped_column(String(300), default="", comment="within the district")
    is_key: Mapped[bool] = mapped_column(default=False, comment="key Restaurant, 重点餐饮单位")
    built_on: Mapped[date | None] = mapped_column(
        comment="district day on which the bright kitchen was built; null: not known"
    )
    licence_until: Mapped[date | None] = mapped_column(
        comment="last district day on which the licence holds; null: not known"
    )
    hours: Mapped[str] = mapped_column(
        String(500), comment="weekly business hours, grammar in rules/hours.py"
    )
    station_id: Mapped[int] = mapped_column(ForeignKey("station.id"), index=True)
    moved_from_id: Mapped[int | None] = mapped_column(
        ForeignKey("restaurant.id"), index=True, comment="the row of its former place"
    )

    station: Mapped[Station] = relationship(lazy=LAZY)
    moved_from: Mapped["Restaurant | None"] = relationship(remote_side=[id], lazy=LAZY)
    status_spans: Mapped[list["StatusSpan"]] = relationship(
        back_populates="restaurant", order_by="StatusSpan.starts_at", lazy=LAZY
    )
    hours_spans: Mapped[list["HoursSpan"]] = relationship(
        back_populates="restaurant", order_by="HoursSpan.until", lazy=LAZY
    )
    cameras: Mapped[list["Camera"]] = relationship(
        back_populates="restaurant", order_by="Camera.number", lazy=LAZY
    )
    displays: Mapped[list["Display"]] = relationship(
        back_populates="restaurant", order_by="Display.id", lazy=LAZY
    )
    embed_origins: Mapped[list["EmbedOrigin"]] = relationship(
        back_populates="restaurant", order_by="EmbedOrigin.origin", lazy=LAZY
    )


class StatusSpan(Model):
    """A Status of a Restaurant from one moment up to, not including, another."""

    __tablename__ = "status_span"
    __table_args__ = (
        UniqueConstraint("restaurant_id", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        Index(
            "uq_status_span_present",  # a Restaurant has one present Status at most
            "restaurant_id",
            unique=True,
            sqlite_where=text("ends_at IS NULL"),
            postgresql_where=text("ends_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    restaurant_id: Mapped[int] = mapped_column(ForeignKey("restaurant.id"))
    status: Mapped[Status] = mapped_column(word_of(Status, "status_known"))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC, included")
    ends_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, comment="UTC, excluded; null: no end known"
    )
    reason: Mapped[str] = mapped_column(String(500), default="")
    proof: Mapped[str] = mapped_column(
        String(500), default="", comment="number or name of the document that proves it"
    )
    approved_by: Mapped[str] = mapped_column(String(100), default="")
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC, when it was entered")

    restaurant: Mapped[Restaurant] = relationship(back_populates="status_spans", lazy=LAZY)


class HoursSpan(Model):
    """Former business hours of a Restaurant, from the end of those before them."""

    __tablename__ = "hours_span"
    __table_args__ = (UniqueConstraint("restaurant_id", "until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    restaurant_id: Mapped[int] = mapped_column(ForeignKey("restaurant.id"))
    until: Mapped[date] = mapped_column(comment="first district day on which they do not hold")
    hours: Mapped[str] = mapped_column(
        String(500), comment="weekly business hours, grammar in rules/hours.py"
    )
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC, when they ended here")

    restaurant: Mapped[Restaurant] = relationship(back_populates="hours_spans", lazy=LAZY)


class Camera(Model):
    """Device that shows one Zone of a kitchen; its address is stored encrypted only."""

    __tablename__ = "camera"
    __table_args__ = (
        UniqueConstraint("restaurant_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("privacy <> 'open' OR privacy_basis <> ''", name="open_has_basis"),
        CheckConstraint("privacy <> 'open' OR privacy_decided_by <> ''", name="open_is_decided"),
        CheckConstraint("active_until > active_from", name="active_until_later"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(
        String(CODE_LENGTH),
        unique=True,
        default=new_code,
        comment="public name, as in /live/<code>",
    )
    restaurant_id: Mapped[int] = mapped_column(ForeignKey("restaurant.id"))
    number: Mapped[int] = mapped_column(comment="within the Restaurant, from 1")
    zone: Mapped[Zone] = mapped_column(word_of(Zone, "zone_known"))
    name: Mapped[str] = mapped_column(
        String(100), default="", comment="what it shows; empty: the Zone says it"
    )
    url_encrypted: Mapped[str] = mapped_column(
        String(4000), comment="RTSP address with password, a Fernet token"
    )
    privacy: Mapped[Privacy] = mapped_column(
        word_of(Privacy, "privacy_known"), default=Privacy.BLUR
    )
    privacy_basis: Mapped[str] = mapped_column(
        String(500), default="", comment="legal basis of an open picture"
    )
    privacy_decided_by: Mapped[str] = mapped_column(
        String(100), default="", comment="who decided that the picture is open"
    )
    strength: Mapped[Strength] = mapped_column(
        word_of(Strength, "strength_known"),
        default=Strength.HEADS,
        comment="how much a blurred picture hides",
    )
    polygons: Mapped[list[list[list[float]]]] = mapped_column(
        JSON, default=list, comment="areas burnt in: corners [x, y] from 0 to 1, top left first"
    )
    transport: Mapped[Transport] = mapped_column(
        word_of(Transport, "transport_known"), default=Transport.TCP
    )
    device_id: Mapped[str | None] = mapped_column(
        String(20), comment="national device number of 20 digits; null: not known"
    )
    active_from: Mapped[date] = mapped_column(comment="district day, included")
    active_until: Mapped[date | None] = mapped_column(
        comment="district day, excluded; null: no end known"
    )

    restaurant: Mapped[Restaurant] = relationship(back_populates="cameras", lazy=LAZY)


class Display(Model):
    """Screen that shows the kitchen to diners in the Restaurant."""

    __tablename__ = "display"
    __table_args__ = (UniqueConstraint("restaurant_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    restaurant_id: Mapped[int] = mapped_column(ForeignKey("restaurant.id"))
    name: Mapped[str] = mapped_column(String(100), comment="where it hangs")
    verified_on: Mapped[date | None] = mapped_column(
        comment="district day on which it was last seen working; null: never"
    )
    first_verified_on: Mapped[date | None] = mapped_column(
        comment="district day on which it was first seen working; null: as verified_on"
    )

    restaurant: Mapped[Restaurant] = relationship(back_populates="displays", lazy=LAZY)


class DisplayBeat(Model):
    """That a Display's page runs, as it tells by itself each minute; the newest day only."""

    __tablename__ = "display_beat"

    display_id: Mapped[int] = mapped_column(ForeignKey("display.id"), primary_key=True)
    day: Mapped[date] = mapped_column(comment="district day of the newest sign")
    beats: Mapped[int] = mapped_column(comment="signs of that day, one a minute")
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, comment="UTC")


class EmbedOrigin(Model):
    """Web origin that may frame a Restaurant's player."""

    __tablename__ = "embed_origin"
    __table_args__ = (UniqueConstraint("restaurant_id", "origin"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    restaurant_id: Mapped[int] = mapped_column(ForeignKey("restaurant.id"))
    origin: Mapped[str] = mapped_column(String(255), comment="scheme://host[:port]")

    restaurant: Mapped[Restaurant] = relationship(back_populates="embed_origins", lazy=LAZY)
