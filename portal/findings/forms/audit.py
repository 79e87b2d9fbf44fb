"""What the audit page calls the acts of this floor."""

from flask_babel import lazy_gettext

from portal.accounts.forms import name_acts
from portal.findings.forms import words
from portal.findings.forms.codes import CODES
from portal.findings.forms.words import MOMENTS, ORIGINS, REASONS, SAID, STATES, ZONES

ACTS = {
    "finding.confirmed": lazy_gettext("Finding confirmed"),
    "finding.reply": lazy_gettext("Restaurant answered"),
    "finding.prove": lazy_gettext("Proof of rectification sent"),
    "finding.ask_extension": lazy_gettext("More time asked for"),
    "finding.grant_extension": lazy_gettext("More time granted"),
    "finding.refuse_extension": lazy_gettext("More time refused"),
    "finding.appeal": lazy_gettext("Appeal made"),
    "finding.allow_appeal": lazy_gettext("Appeal allowed, finding annulled"),
    "finding.reject_appeal": lazy_gettext("Appeal rejected"),
    "finding.recheck": lazy_gettext("Checked again"),
    "finding.verify": lazy_gettext("Rectification verified"),
    "finding.return": lazy_gettext("Proof sent back"),
    "finding.escalate": lazy_gettext("Finding escalated"),
    "finding.withdraw": lazy_gettext("Finding withdrawn"),
    "finding.assign": lazy_gettext("Finding assigned"),
    "finding.remind": lazy_gettext("Restaurant reminded"),
    "finding.publish": lazy_gettext("Finding made public"),
    "finding.keep_private": lazy_gettext("Finding kept private"),
    "finding.unpublish": lazy_gettext("Public record taken back"),
    "finding.exported": lazy_gettext("Evidence exported"),
    "finding.picture_viewed": lazy_gettext("Picture of a finding viewed"),
}


def register_acts() -> None:
    """Let the audit page say in words what is done about Findings."""
    name_acts(
        ACTS,
        subjects={"finding": lazy_gettext("finding")},
        facts={
            "violation": lazy_gettext("violation"),
            "severity": lazy_gettext("severity"),
            "zone": lazy_gettext("zone"),
            "origin": lazy_gettext("origin"),
            "restaurant": lazy_gettext("restaurant"),
            "due": lazy_gettext("due"),
            "state": lazy_gettext("state"),
            "text": lazy_gettext("text"),
            "decision": lazy_gettext("decision"),
            "withdrawal": lazy_gettext("ground of the withdrawal"),
            "person": lazy_gettext("person"),
            "kind": lazy_gettext("made public as"),
        },
        values={
            "violation": CODES,
            "origin": ORIGINS,
            "state": STATES,
            "moment": MOMENTS,
            "text": SAID,
            "zone": ZONES,
            "withdrawal": REASONS,
            "kind": words.KINDS,
        },
    )
