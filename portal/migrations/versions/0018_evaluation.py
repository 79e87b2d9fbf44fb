"""Evaluation: a year's plan, goals, judgements, budget and payments, closed years."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

OPERATORS = ("at_least", "at_most")
UNITS = ("percent", "count", "mean", "minutes", "yuan", "wan_yuan")
BANDS = ("good", "fair", "poor")


def upgrade():
    create_plan()
    create_goal()
    create_judgement()
    create_money()
    create_closed()


def downgrade():
    for table in (
        "closed_figure", "closed_period", "payment", "budget_line", "line_judgement", "plan_goal",
        "evaluation_plan",
    ):  # fmt: skip
        op.drop_table(table)


def word(column, name, words, *, nullable=False, comment=None):
    kind = sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=20)
    return sa.Column(column, kind, nullable=nullable, comment=comment)


def number(name, comment=None, *, kind=sa.Integer, nullable=False):
    return sa.Column(name, kind(), nullable=nullable, comment=comment)


def text(name, length, comment=None, *, nullable=False):
    return sa.Column(name, sa.String(length=length), nullable=nullable, comment=comment)


def belongs(table, column, to):
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def create_plan():
    op.create_table(
        "evaluation_plan",
        number("id"),
        number("year"),
        text("basis", 1000, "what the plan rests on, as reports print it"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_plan")),
        sa.UniqueConstraint("year", name=op.f("uq_evaluation_plan_year")),
    )


def create_goal():
    op.create_table(
        "plan_goal",
        number("id"),
        number("plan_id"),
        text("line", 40, "key of the template's line"),
        text("text", 200, "as the plan words it"),
        word("operator", "operator_known", OPERATORS, nullable=True,
             comment="null: the plan names no number"),
        text("number", 20, "decimal text, so that no digit is lost; null likewise",
             nullable=True),
        word("unit", "unit_known", UNITS, nullable=True, comment="null likewise"),
        text("source", 200, "where the number is written"),
        text("population", 200, "who is asked, for satisfaction"),
        text("instrument", 200, "with which questions, likewise"),
        sa.CheckConstraint(
            "(number IS NULL) = (operator IS NULL) AND (number IS NULL) = (unit IS NULL)",
            name=op.f("ck_plan_goal_target_whole"),
        ),
        belongs("plan_goal", "plan_id", "evaluation_plan"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_goal")),
        sa.UniqueConstraint("plan_id", "line", name=op.f("uq_plan_goal_plan_id_line")),
    )  # fmt: skip


def create_judgement():
    op.create_table(
        "line_judgement",
        number("id"),
        number("plan_id"),
        text("line", 40, "key of the template's line"),
        word("band", "band_known", BANDS),
        number("share", "per cent of the line's points"),
        text("evidence", 1000, "what it rests on"),
        sa.CheckConstraint("share BETWEEN 0 AND 100", name=op.f("ck_line_judgement_share_percent")),
        sa.CheckConstraint("evidence <> ''", name=op.f("ck_line_judgement_evidence_named")),
        belongs("line_judgement", "plan_id", "evaluation_plan"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_judgement")),
        sa.UniqueConstraint("plan_id", "line", name=op.f("uq_line_judgement_plan_id_line")),
    )


def create_money():
    op.create_table(
        "budget_line",
        number("id"),
        number("year"),
        text("name", 200),
        number("fen", "fen", kind=sa.BigInteger),
        text("source", 200, "where it is written"),
        sa.CheckConstraint("fen > 0", name=op.f("ck_budget_line_fen_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_line")),
    )
    op.create_index(op.f("ix_budget_line_year"), "budget_line", ["year"])
    op.create_table(
        "payment",
        number("id"),
        number("line_id"),
        sa.Column("paid_on", sa.Date(), nullable=False, comment="district day"),
        text("name", 200, "what it was paid for"),
        number("fen", "fen", kind=sa.BigInteger),
        sa.CheckConstraint("fen > 0", name=op.f("ck_payment_fen_positive")),
        belongs("payment", "line_id", "budget_line"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
    )
    op.create_index(op.f("ix_payment_line_id"), "payment", ["line_id"])


def create_closed():
    op.create_table(
        "closed_period",
        number("id"),
        number("year"),
        number("number", "0: the closing; 1 and up: its amendments"),
        text("reason", 1000, "of an amendment"),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False, comment="UTC"),
        text("closed_by", 200, "account, or part of the system"),
        text("digest", 64, "SHA-256 that the document names"),
        sa.Column("document", sa.Text(), nullable=False,
                  comment="canonical JSON, as it is published"),
        sa.CheckConstraint(
            "number = 0 OR reason <> ''", name=op.f("ck_closed_period_amendment_explained")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_period")),
        sa.UniqueConstraint("year", "number", name=op.f("uq_closed_period_year_number")),
    )  # fmt: skip
    op.create_table(
        "closed_figure",
        number("id"),
        number("closed_id"),
        text("name", 60, "such as Q1-task.2021Q1"),
        text("formula", 40, "with its version"),
        number("part", kind=sa.BigInteger),
        number("whole", "null: there is none", kind=sa.BigInteger, nullable=True),
        text("value", 40, "decimal text; null: n/a", nullable=True),
        text("digest", 64, "SHA-256 of its rows"),
        belongs("closed_figure", "closed_id", "closed_period"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closed_figure")),
        sa.UniqueConstraint("closed_id", "name", name=op.f("uq_closed_figure_closed_id_name")),
    )
    op.create_index(op.f("ix_closed_figure_name"), "closed_figure", ["name"])
