"""Whether a Case came with a proof of work.

Revision ID: 0022
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade():
    comment = "its sender's browser proved work; without, few an hour are taken"
    op.add_column(
        "citizen_case",
        sa.Column(
            "has_work", sa.Boolean(), nullable=False, server_default=sa.false(), comment=comment
        ),
    )


def downgrade():
    op.drop_column("citizen_case", "has_work")
