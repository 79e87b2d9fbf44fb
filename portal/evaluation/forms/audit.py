"""What the audit page calls the acts of this floor."""

from flask_babel import lazy_gettext

from portal.accounts.forms import name_acts
from portal.evaluation.forms.words import LINES, OPERATORS


def register_acts() -> None:
    """Let the audit page say in words what is done about evaluations."""
    name_acts(
        {
            "evaluation.closed": lazy_gettext("Year closed"),
            "evaluation.amended": lazy_gettext("Closed year amended"),
            "evaluation.target_set": lazy_gettext("Target of a year set"),
        },
        subjects={"evaluation": lazy_gettext("evaluation")},
        facts={
            "digest": lazy_gettext("SHA-256 of the evaluation"),
            "line": lazy_gettext("line of the template"),
            "operator": lazy_gettext("how it is compared"),
        },
        values={
            "line": dict(LINES),
            "operator": {each.value: text for each, text in OPERATORS.items()},
        },
    )
