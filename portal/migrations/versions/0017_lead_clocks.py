"""When the portal looks whether somebody reviewed an urgent lead.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

from portal.shell.models import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

INDEX = "ix_detection_next_at"


def upgrade():
    comment = "UTC, when the portal asks who reviewed it; null: never"
    op.add_column("detection", sa.Column("next_at", UtcDateTime(), nullable=True, comment=comment))
    op.create_index(op.f(INDEX), "detection", ["next_at"])


def downgrade():
    op.drop_index(op.f(INDEX), "detection")
    op.drop_column("detection", "next_at")
