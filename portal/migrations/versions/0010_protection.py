"""How much a blurred picture hides, and who decided that a picture is open.

Who had decided for pictures that were open before is not known: it says so until somebody writes
it down.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

NOT_KNOWN = "未记录"


def upgrade():
    with op.batch_alter_table("camera") as camera:
        camera.add_column(
            sa.Column("privacy_decided_by", sa.String(length=100), nullable=False,
                      server_default="", comment="who decided that the picture is open")
        )  # fmt: skip
        camera.add_column(
            sa.Column("strength", sa.Enum("heads", "persons", "whole",
                      name="strength_known", native_enum=False, create_constraint=True, length=20),
                      nullable=False, server_default="heads",
                      comment="how much a blurred picture hides")
        )  # fmt: skip
    op.execute(
        sa.text("UPDATE camera SET privacy_decided_by = :who WHERE privacy = 'open'").bindparams(
            who=NOT_KNOWN
        )
    )
    with op.batch_alter_table("camera") as camera:
        camera.alter_column("privacy_decided_by", server_default=None)
        camera.alter_column("strength", server_default=None)
        camera.create_check_constraint(
            "open_is_decided", "privacy <> 'open' OR privacy_decided_by <> ''"
        )


def downgrade():
    with op.batch_alter_table("camera") as camera:
        camera.drop_constraint("open_is_decided", type_="check")
        camera.drop_constraint("strength_known", type_="check")
        camera.drop_column("strength")
        camera.drop_column("privacy_decided_by")
