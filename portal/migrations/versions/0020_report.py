"""Evaluation of any period: stock-takings, edits of reports, reasons, weights of the template."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

RULES = ("ratio_capped", "step_deduct", "band3", "evidence")
KINDS = ("problem", "advice")


def upgrade():
    with op.batch_alter_table("closed_period") as table:
        table.add_column(sa.Column("period", sa.String(8), comment="such as 2021H1"))
    op.execute("UPDATE closed_period SET period = CAST(year AS VARCHAR(8))")
    with op.batch_alter_table("closed_period") as table:
        table.alter_column("period", existing_type=sa.String(8), nullable=False)
        table.drop_constraint("uq_closed_period_year_number", type_="unique")
        table.drop_column("year")
        table.create_unique_constraint("uq_closed_period_period_number", ["period", "number"])
    create_weight()
    create_note()
    create_edit()
    create_stock()


def downgrade():
    """Closed halves and quarters, which the former tables cannot hold, are lost."""
    for table in ("stock_taking", "report_edit", "line_note", "plan_weight"):
        op.drop_table(table)
    op.execute(
        "DELETE FROM closed_figure WHERE closed_id IN "
        "(SELECT id FROM closed_period WHERE length(period) > 4)"
    )
    op.execute("DELETE FROM closed_period WHERE length(period) > 4")
    with op.batch_alter_table("closed_period") as table:
        table.add_column(sa.Column("year", sa.Integer()))
    op.execute("UPDATE closed_period SET year = CAST(period AS INTEGER)")
    with op.batch_alter_table("closed_period") as table:
        table.alter_column("year", existing_type=sa.Integer(), nullable=False)
        table.drop_constraint("uq_closed_period_period_number", type_="unique")
        table.drop_column("period")
        table.create_unique_constraint("uq_closed_period_year_number", ["year", "number"])


def word(column, name, words):
    kind = sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=20)
    return sa.Column(column, kind, nullable=False)


def number(name, comment=None, *, nullable=False):
    return sa.Column(name, sa.Integer(), nullable=nullable, comment=comment)


def text(name, length, comment=None):
    return sa.Column(name, sa.String(length=length), nullable=False, comment=comment)


def moment(name):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False, comment="UTC")


def create_weight():
    op.create_table(
        "plan_weight",
        number("id"),
        number("plan_id"),
        text("line", 40, "key of the template's line"),
        text("weight", 10, "points of 100, decimal text"),
        word("rule", "rule_known", RULES),
        text("step", 10, "points of per cent that cost one point where steps deduct"),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["evaluation_plan.id"], name=op.f("fk_plan_weight_plan_id_evaluation_plan")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_weight")),
        sa.UniqueConstraint("plan_id", "line", name=op.f("uq_plan_weight_plan_id_line")),
    )


def create_note():
    op.create_table(
        "line_note",
        number("id"),
        text("period", 8, "such as 2021H1"),
        text("line", 40, "key of the template's line"),
        number("version", "from 1"),
        text("reason", 1000),
        text("measure", 1000, "with whom and until when"),
        text("author", 200, "account"),
        moment("written_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_note")),
        sa.UniqueConstraint(
            "period", "line", "version", name=op.f("uq_line_note_period_line_version")
        ),
    )


def create_edit():
    op.create_table(
        "report_edit",
        number("id"),
        text("period", 8, "such as 2021H1"),
        text("key", 100, "of the point, as documents name it"),
        word("kind", "kind_known", KINDS),
        number("version", "from 1"),
        text("text", 1000, "empty: as the figures say it"),
        text("figure", 60, "that shows it"),
        number("place", "null: as derived", nullable=True),
        text("dropped", 1000, "why it is not told; empty: it is"),
        text("author", 200, "account"),
        moment("written_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_edit")),
        sa.UniqueConstraint(
            "period", "key", "version", name=op.f("uq_report_edit_period_key_version")
        ),
    )


def create_stock():
    op.create_table(
        "stock_taking",
        number("id"),
        text("period", 8, "such as 2021"),
        moment("taken_at"),
        text("taken_by", 200, "account, or part of the system"),
        text("digest", 64, "SHA-256 that the document names"),
        sa.Column("document", sa.Text(), nullable=False, comment="canonical JSON"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_taking")),
    )
    op.create_index(op.f("ix_stock_taking_period"), "stock_taking", ["period"])
