"""What the audit page calls the acts of this floor."""

from flask_babel import lazy_gettext

from portal.accounts.forms import name_acts
from portal.evaluation.forms.entering import BANDS
from portal.evaluation.forms.words import LINES, OPERATORS


def register_acts() -> None:
    """Let the audit page say in words what is done about evaluations."""
    name_acts(
        {
            "evaluation.closed": lazy_gettext("Period closed"),
            "evaluation.amended": lazy_gettext("Closed period amended"),
            "evaluation.adopted": lazy_gettext("Period of another district adopted"),
            "evaluation.stock_taken": lazy_gettext("Stock taken of a period"),
            "evaluation.point_edited": lazy_gettext("Point of a report changed"),
            "evaluation.line_explained": lazy_gettext("Reason and measure written"),
            "evaluation.template_set": lazy_gettext("Weights of a year set"),
            "evaluation.target_set": lazy_gettext("Target of a year set"),
            "evaluation.budget_set": lazy_gettext("Line of the budget entered"),
            "evaluation.payment_entered": lazy_gettext("Payment entered"),
            "evaluation.payment_removed": lazy_gettext("Payment taken back"),
            "evaluation.judged": lazy_gettext("Line judged by evidence"),
        },
        subjects={"evaluation": lazy_gettext("evaluation")},
        facts={
            "digest": lazy_gettext("SHA-256 of the evaluation"),
            "district": lazy_gettext("district"),
            "line": lazy_gettext("line of the template"),
            "operator": lazy_gettext("how it is compared"),
            "point": lazy_gettext("point of the report"),
            "dropped": lazy_gettext("why it is left out"),
            "weights": lazy_gettext("weights"),
            "fen": lazy_gettext("money in fen"),
            "band": lazy_gettext("how far it is fulfilled"),
            "share": lazy_gettext("per cent of the points"),
        },
        values={
            "line": dict(LINES),
            "band": BANDS,
            "operator": OPERATORS,
        },
    )
