"""What the audit page calls the acts of this floor."""

from flask_babel import lazy_gettext

from portal.accounts.forms import name_acts


def register_acts() -> None:
    """Let the audit page say in words what is done about contracts."""
    name_acts(
        {
            "contract.added": lazy_gettext("Contract written down"),
            "contract.fee_set": lazy_gettext("Fee of a contract set"),
            "contract.clause_set": lazy_gettext("Clause of a contract set"),
            "contract.report_owed": lazy_gettext("Report of the vendor asked for"),
            "contract.report_delivered": lazy_gettext("Report of the vendor delivered"),
            "contract.statement_issued": lazy_gettext("Statement issued"),
            "contract.statement_settled": lazy_gettext("Statement settled"),
            "contract.objected": lazy_gettext("Objection to a statement"),
            "contract.objection_granted": lazy_gettext("Objection to a statement granted"),
            "contract.objection_refused": lazy_gettext("Objection to a statement refused"),
        },
        subjects={"contract": lazy_gettext("contract")},
        facts={
            "clause": lazy_gettext("clause"),
            "threshold": lazy_gettext("threshold"),
            "fen": lazy_gettext("money in fen"),
            "period": lazy_gettext("period"),
            "row": lazy_gettext("row"),
        },
    )
