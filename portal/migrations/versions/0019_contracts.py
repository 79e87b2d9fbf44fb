"""Contracts as data: fees, clauses, reports owed, statements, objections; units of figures."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

KINDS = ("online", "repair", "connection", "cameras", "displays", "reports")
STATES = ("open", "granted", "refused")
UNITS = ("percent", "count", "mean", "minutes", "yuan", "wan_yuan")
MORE_UNITS = (*UNITS, "points", "seconds", "hours", "days", "per_hundred")
TABLES = (
    "statement_objection", "service_statement", "contract_delivery", "contract_clause",
    "contract_fee", "service_contract",
)  # fmt: skip


def upgrade():
    create_contract()
    create_fee()
    create_clause()
    create_delivery()
    create_statement()
    create_objection()
    know_units(MORE_UNITS)


def downgrade():
    lost = "', '".join(set(MORE_UNITS) - set(UNITS))
    op.execute(f"DELETE FROM plan_goal WHERE unit IN ('{lost}')")  # noqa: S608 - words from above
    know_units(UNITS)
    for table in TABLES:
        op.drop_table(table)


def know_units(words):
    allowed = ", ".join(f"'{word}'" for word in words)
    with op.batch_alter_table("plan_goal") as goal:
        goal.drop_constraint("unit_known", type_="check")
        goal.create_check_constraint("unit_known", f"unit IN ({allowed})")


def word(column, name, words):
    kind = sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=20)
    return sa.Column(column, kind, nullable=False)


def number(name, comment=None, *, kind=sa.Integer, nullable=False):
    return sa.Column(name, kind(), nullable=nullable, comment=comment)


def day(name, comment=None, *, nullable=False):
    return sa.Column(name, sa.Date(), nullable=nullable, comment=comment)


def moment(name, comment=None, *, nullable=False):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable, comment=comment)


def text(name, length, comment=None):
    return sa.Column(name, sa.String(length=length), nullable=False, comment=comment)


def belongs(table, column, to):
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def holds(table, name, what):
    return sa.CheckConstraint(what, name=op.f(f"ck_{table}_{name}"))


def once(table, *columns):
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def create_contract():
    table = "service_contract"
    op.create_table(
        table,
        number("id"),
        text("code", 40, "as it is filed"),
        text("name", 200),
        text("vendor", 200),
        day("starts_on", "first district day"),
        day("until", "first district day after it"),
        text("source", 200, "where it is written"),
        holds(table, "days_in_order", "until > starts_on"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        once(table, "code"),
    )


def create_fee():
    table = "contract_fee"
    op.create_table(
        table,
        number("id"),
        number("contract_id"),
        number("year"),
        number("fen", "fen", kind=sa.BigInteger),
        holds(table, "fen_positive", "fen > 0"),
        belongs(table, "contract_id", "service_contract"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        once(table, "contract_id", "year"),
    )


def create_clause():
    table = "contract_clause"
    op.create_table(
        table,
        number("id"),
        number("contract_id"),
        text("key", 40, "the same for all its versions"),
        number("version", "from 1"),
        word("kind", "kind_known", KINDS),
        day("starts_on", "first district day"),
        day("until", "first district day after it; null: open", nullable=True),
        text("wording", 1000, "as the contract says it"),
        text("threshold", 20, "decimal text: per cent, hours or a count, by kind"),
        sa.Column("codes", sa.JSON(), nullable=False,
                  comment="classes of faults meant; empty: all"),
        number("fen_each", "fen off for each unit short", kind=sa.BigInteger),
        number("most_fen", "fen at most in one statement; null: no end", kind=sa.BigInteger,
               nullable=True),
        text("source", 200, "where it is written"),
        holds(table, "days_in_order", "until > starts_on"),
        holds(table, "fen_known", "fen_each >= 0 AND most_fen >= 0"),
        belongs(table, "contract_id", "service_contract"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        once(table, "contract_id", "key", "version"),
    )  # fmt: skip


def create_delivery():
    table = "contract_delivery"
    op.create_table(
        table,
        number("id"),
        number("contract_id"),
        text("name", 200),
        day("due_on", "last district day on which it is in time"),
        day("delivered_on", "district day; null: not yet", nullable=True),
        text("proof", 200, "file number"),
        belongs(table, "contract_id", "service_contract"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_contract_id"), table, ["contract_id"])


def create_statement():
    table = "service_statement"
    op.create_table(
        table,
        number("id"),
        number("contract_id"),
        text("period", 10, "such as 2021Q1"),
        moment("issued_at"),
        text("issued_by", 200, "account"),
        number("fee_fen", "of the Period, fen", kind=sa.BigInteger),
        number("off_fen", "deducted when issued, fen", kind=sa.BigInteger),
        text("digest", 64, "SHA-256 that the document names"),
        sa.Column("document", sa.Text(), nullable=False, comment="canonical JSON"),
        moment("settled_at", "null: not yet", nullable=True),
        text("settled_by", 200, "account"),
        holds(table, "settling_told", "(settled_at IS NULL) = (settled_by = '')"),
        belongs(table, "contract_id", "service_contract"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        once(table, "contract_id", "period"),
    )


def create_objection():
    table = "statement_objection"
    op.create_table(
        table,
        number("id"),
        number("statement_id"),
        text("line", 60, "clause and version, such as online/1"),
        text("row", 80, "id of the row"),
        text("reason", 1000),
        text("author", 200, "account"),
        moment("written_at"),
        word("state", "state_known", STATES),
        text("why", 1000, "of the decision"),
        text("decided_by", 200, "account"),
        moment("decided_at", "null: not yet", nullable=True),
        holds(table, "reason_given", "reason <> ''"),
        holds(table, "decision_told", "(state = 'open') = (decided_at IS NULL)"),
        belongs(table, "statement_id", "service_statement"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        once(table, "statement_id", "line", "row"),
    )
