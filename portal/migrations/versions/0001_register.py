"""Tables of the register: stations, restaurants, status spans, cameras, displays."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# fmt: off


def upgrade():
    create_station()
    create_restaurant()
    create_camera()
    create_display()
    create_embed_origin()
    create_status_span()


def create_station():
    op.create_table(
        "station",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20),
                  nullable=False, comment="short name in addresses, a-z, 0-9 and hyphens"),
        sa.Column("name", sa.String(length=100), nullable=False, comment="in Chinese"),
        sa.Column("name_en", sa.String(length=200),
                  nullable=False, comment="in English; the Chinese name where none is known"),
        sa.Column("position", sa.Integer(),
                  nullable=False, comment="place in lists, smallest first"),
        sa.PrimaryKeyConstraint("id", name="pk_station"),
        sa.UniqueConstraint("code", name="uq_station_code"),
        sa.UniqueConstraint("name", name="uq_station_name"),
    )


def create_restaurant():
    op.create_table(
        "restaurant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=10),
                  nullable=False, comment="public name, as in /r/<code>"),
        sa.Column("licence_no", sa.String(length=50),
                  nullable=False, comment="number of the food business licence"),
        sa.Column("name", sa.String(length=200), nullable=False, comment="in Chinese"),
        sa.Column("name_en", sa.String(length=200),
                  nullable=True, comment="in English; null: not known"),
        sa.Column("pinyin", sa.String(length=1200),
                  nullable=False, comment="readings of the name without tones, for search"),
        sa.Column("initials", sa.String(length=450),
                  nullable=False, comment="first letters of each reading, for search"),
        sa.Column("type", sa.Enum("school_canteen", "canteen", "large", "medium", "small",
                  "chain", "central_kitchen", "meal_delivery",
                  name="type_known", native_enum=False, create_constraint=True, length=20),
                  nullable=False),
        sa.Column("street", sa.String(length=100), nullable=False, comment="sub-district, 街道"),
        sa.Column("address", sa.String(length=300), nullable=False, comment="within the district"),
        sa.Column("is_key", sa.Boolean(), nullable=False, comment="key Restaurant, 重点餐饮单位"),
        sa.Column("built_on", sa.Date(),
                  nullable=True,
                  comment="district day on which the bright kitchen was built; null: not known"),
        sa.Column("hours", sa.String(length=500),
                  nullable=False, comment="weekly business hours, grammar in rules/hours.py"),
        sa.Column("station_id", sa.Integer(), nullable=False),
        sa.Column("moved_from_id", sa.Integer(),
                  nullable=True, comment="the row of its former place"),
        sa.CheckConstraint("licence_no <> ''", name="licence_given"),
        sa.CheckConstraint("name <> ''", name="name_given"),
        sa.CheckConstraint("moved_from_id <> id", name="not_moved_from_itself"),
        sa.ForeignKeyConstraint(["moved_from_id"], ["restaurant.id"],
                  name="fk_restaurant_moved_from_id_restaurant"),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"],
                  name="fk_restaurant_station_id_station"),
        sa.PrimaryKeyConstraint("id", name="pk_restaurant"),
        sa.UniqueConstraint("code", name="uq_restaurant_code"),
        sa.UniqueConstraint("licence_no", name="uq_restaurant_licence_no"),
    )
    op.create_index("ix_restaurant_moved_from_id", "restaurant", ["moved_from_id"])
    op.create_index("ix_restaurant_station_id", "restaurant", ["station_id"])
    op.create_index("ix_restaurant_type", "restaurant", ["type"])


def create_camera():
    op.create_table(
        "camera",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=10),
                  nullable=False, comment="public name, as in /live/<code>"),
        sa.Column("restaurant_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="within the Restaurant, from 1"),
        sa.Column("zone", sa.Enum("ST", "RP", "CU", "CK", "SP", "DO", "WD", "PA", "SA", "WS", "EN",
                  name="zone_known", native_enum=False, create_constraint=True, length=20),
                  nullable=False),
        sa.Column("name", sa.String(length=100),
                  nullable=False, comment="what it shows; empty: the Zone says it"),
        sa.Column("url_encrypted", sa.String(length=4000),
                  nullable=False, comment="RTSP address with password, a Fernet token"),
        sa.Column("privacy", sa.Enum("blur", "mask", "open",
                  name="privacy_known", native_enum=False, create_constraint=True, length=20),
                  nullable=False),
        sa.Column("privacy_basis", sa.String(length=500),
                  nullable=False, comment="legal basis of an open picture"),
        sa.Column("polygons", sa.JSON(),
                  nullable=False,
                  comment="areas burnt in: corners [x, y] from 0 to 1, top left first"),
        sa.Column("transport", sa.Enum("tcp", "udp",
                  name="transport_known", native_enum=False, create_constraint=True, length=20),
                  nullable=False),
        sa.Column("device_id", sa.String(length=20),
                  nullable=True, comment="national device number of 20 digits; null: not known"),
        sa.Column("active_from", sa.Date(), nullable=False, comment="district day, included"),
        sa.Column("active_until", sa.Date(),
                  nullable=True, comment="district day, excluded; null: no end known"),
        sa.CheckConstraint("privacy <> 'open' OR privacy_basis <> ''", name="open_has_basis"),
        sa.CheckConstraint("active_until > active_from", name="active_until_later"),
        sa.CheckConstraint("number > 0", name="number_positive"),
        sa.ForeignKeyConstraint(["restaurant_id"], ["restaurant.id"],
                  name="fk_camera_restaurant_id_restaurant"),
        sa.PrimaryKeyConstraint("id", name="pk_camera"),
        sa.UniqueConstraint("code", name="uq_camera_code"),
        sa.UniqueConstraint("restaurant_id", "number", name="uq_camera_restaurant_id_number"),
    )


def create_display():
    op.create_table(
        "display",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("restaurant_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False, comment="where it hangs"),
        sa.Column("verified_on", sa.Date(),
                  nullable=True,
                  comment="district day on which it was last seen working; null: never"),
        sa.ForeignKeyConstraint(["restaurant_id"], ["restaurant.id"],
                  name="fk_display_restaurant_id_restaurant"),
        sa.PrimaryKeyConstraint("id", name="pk_display"),
        sa.UniqueConstraint("restaurant_id", "name", name="uq_display_restaurant_id_name"),
    )


def create_embed_origin():
    op.create_table(
        "embed_origin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("restaurant_id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=255), nullable=False, comment="scheme://host[:port]"),
        sa.ForeignKeyConstraint(["restaurant_id"], ["restaurant.id"],
                  name="fk_embed_origin_restaurant_id_restaurant"),
        sa.PrimaryKeyConstraint("id", name="pk_embed_origin"),
        sa.UniqueConstraint("restaurant_id", "origin", name="uq_embed_origin_restaurant_id_origin"),
    )


def create_status_span():
    op.create_table(
        "status_span",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("restaurant_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.Enum("planned", "open", "suspended", "closed", "moved",
                  name="status_known", native_enum=False, create_constraint=True, length=20),
                  nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False, comment="UTC, included"),
        sa.Column("ends_at", sa.DateTime(timezone=True),
                  nullable=True, comment="UTC, excluded; null: no end known"),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("proof", sa.String(length=500),
                  nullable=False, comment="number or name of the document that proves it"),
        sa.Column("approved_by", sa.String(length=100), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True),
                  nullable=False, comment="UTC, when it was entered"),
        sa.CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        sa.ForeignKeyConstraint(["restaurant_id"], ["restaurant.id"],
                  name="fk_status_span_restaurant_id_restaurant"),
        sa.PrimaryKeyConstraint("id", name="pk_status_span"),
        sa.UniqueConstraint("restaurant_id", "starts_at",
                  name="uq_status_span_restaurant_id_starts_at"),
    )
    op.create_index("uq_status_span_present", "status_span", ["restaurant_id"], unique=True,
                    sqlite_where=sa.text("ends_at IS NULL"),
                    postgresql_where=sa.text("ends_at IS NULL"))


def downgrade():
    op.drop_table("status_span")
    op.drop_table("embed_origin")
    op.drop_table("display")
    op.drop_table("camera")
    op.drop_table("restaurant")
    op.drop_table("station")
