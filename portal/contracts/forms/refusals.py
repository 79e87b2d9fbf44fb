"""What this floor's errors tell people."""

from flask_babel import gettext as _

from portal.contracts.forms.words import FIELDS, LACKS
from portal.contracts.rules.clauses import ClauseVague
from portal.contracts.rules.contracts import ContractUnfit, DaysFixed
from portal.contracts.rules.statements import (
    ObjectionLate,
    ObjectionsOpen,
    ObjectionTimeRuns,
    ObjectionUnfit,
    StatementIssued,
    StatementRunning,
    StatementSettled,
)
from portal.shell import filters
from portal.shell.errors import says


def register_texts() -> None:
    """Say in the reader's language what this floor's errors mean."""
    says(ClauseVague, lambda error: _(
        "This clause cannot be computed. It lacks: %(lacks)s.",
        lacks=str(_("; ")).join(str(LACKS[each]) for each in error.lacks),
    ))  # fmt: skip
    says(ContractUnfit, lambda error: _(
        "Please check this: %(field)s. It is missing, not as expected, or there already.",
        field=FIELDS[error.field],
    ))  # fmt: skip
    says(DaysFixed, lambda error: _(
        "Statements are issued already. This can begin on %(day)s or later.",
        day=filters.day(error.until),
    ))  # fmt: skip
    says(StatementRunning, lambda error: _(
        "%(period)s is not over, or not in this contract. Its statement can be issued from "
        "%(day)s on.", period=filters.period(error.period), day=filters.day(error.until),
    ))  # fmt: skip
    says(StatementIssued, lambda error: _(
        "The statement of %(period)s is issued already.", period=filters.period(error.period),
    ))  # fmt: skip
    says(StatementSettled, lambda error: _(
        "The statement of %(period)s is settled; nothing of it changes any more.",
        period=filters.period(error.period),
    ))  # fmt: skip
    says(ObjectionUnfit, lambda _error: _(
        "Please name a row of a deduction that nobody has objected to or decided yet, and say why."
    ))  # fmt: skip
    says(ObjectionLate, lambda error: _(
        "Objections were possible up to and with %(day)s. Please write to the bureau.",
        day=filters.day(error.until),
    ))  # fmt: skip
    says(ObjectionTimeRuns, lambda error: _(
        "The vendor may still object, up to and with %(day)s. Please settle it afterwards.",
        day=filters.day(error.until),
    ))  # fmt: skip
    says(ObjectionsOpen, lambda error: _(
        "Objections that wait for a decision: %(number)s. Please decide each first.",
        number=error.number,
    ))  # fmt: skip
