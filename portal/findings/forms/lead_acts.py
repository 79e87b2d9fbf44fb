"""What the audit page calls the acts about leads."""

from flask_babel import lazy_gettext

from portal.accounts.forms import name_acts
from portal.findings.forms.leads import PARTS, REASONS


def register_lead_acts() -> None:
    """Let the audit page say in words what is done about leads."""
    name_acts(
        {
            "lead.confirmed": lazy_gettext("Lead confirmed"),
            "lead.rejected": lazy_gettext("Lead rejected"),
            "lead.evidence_viewed": lazy_gettext("Unprotected evidence viewed"),
            "lead.evidence_removed": lazy_gettext("Evidence of unconfirmed leads deleted"),
            "lead.exported": lazy_gettext("Evidence of a lead exported"),
            "lead.escalated": lazy_gettext("Lead told to the head of station"),
            "lead.muted": lazy_gettext("Class muted at a camera"),
            "lead.mute_lifted": lazy_gettext("Mute of a class lifted"),
        },
        subjects={"lead": lazy_gettext("lead"), "leads": lazy_gettext("leads")},
        facts={
            "part": lazy_gettext("part of the evidence"),
            "lead_reason": lazy_gettext("reason"),
        },
        values={
            "part": PARTS,
            "lead_reason": REASONS,
        },
    )
