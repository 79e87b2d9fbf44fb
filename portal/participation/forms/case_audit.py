"""What the audit page calls what is done about Cases."""

from flask_babel import lazy_gettext

from portal.accounts.forms import name_acts
from portal.participation.case_kinds import CaseAct
from portal.participation.forms.cases import ACTS, OUTSIDES, QUEUES, REFUSALS, STATES
from portal.participation.rules.cases import ACTORS


def register_case_acts() -> None:
    """Let the audit page say in words what is done about Cases."""
    name_acts(
        {f"case.{act}": ACTS[act] for act in ACTORS}
        | {
            "case.respond": ACTS[CaseAct.RESPOND],
            "case.revealed": lazy_gettext("Masked words and contact revealed"),
            "case.picture_viewed": lazy_gettext("Picture of a message viewed"),
            "case.clip_viewed": lazy_gettext("Secured clip viewed"),
            "case.exported": lazy_gettext("List of messages saved"),
            "case.erased": lazy_gettext("Personal data erased"),
            "unlisted.attached": lazy_gettext("Message attached to a restaurant"),
            "unlisted.handed_over": lazy_gettext("Message about an unlisted business handed over"),
            "case.printed": lazy_gettext("Letter about a message printed"),
        },
        subjects={
            "case": lazy_gettext("message"),
            "case list": lazy_gettext("list of messages"),
        },
        facts={
            "step": lazy_gettext("step"),
            "lines": lazy_gettext("lines"),
            "queue": lazy_gettext("queue"),
            "refusal": lazy_gettext("ground"),
            "outside": lazy_gettext("other office"),
            "outside_number": lazy_gettext("number there"),
            "into": lazy_gettext("merged into"),
            "why": lazy_gettext("reason"),
            "fields": lazy_gettext("fields"),
            "whole": lazy_gettext("without black boxes"),
            "pictures": lazy_gettext("pictures"),
        },
        values={
            "refusal": REFUSALS,
            "outside": OUTSIDES,
            "case_queue": QUEUES,
            "case_state": STATES,
        },
    )
