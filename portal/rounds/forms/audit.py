"""What the audit page calls the acts of this floor."""

from flask_babel import lazy_gettext

from portal.accounts.forms import name_acts
from portal.rounds.forms.faults import CODES, FOUND, MOMENTS


def register_acts() -> None:
    """Let the audit page say in words what is done about faults and looks."""
    name_acts(
        {
            "fault.opened": lazy_gettext("Fault opened"),
            "fault.repaired": lazy_gettext("Fault repaired"),
            "fault.withdrawn": lazy_gettext("Fault withdrawn"),
            "fault.acknowledged": lazy_gettext("Fault acknowledged"),
            "fault.cause_told": lazy_gettext("Cause of a fault told"),
            "fault.noted": lazy_gettext("Note on a fault"),
            "fault.picture_viewed": lazy_gettext("Unprotected picture viewed"),
            "fault.pictures_removed": lazy_gettext("Old fault pictures deleted"),
            "camera.tried_again": lazy_gettext("Camera to be tried again"),
            "reference.to_be_learnt": lazy_gettext("Reference picture to be learnt anew"),
            "model.added": lazy_gettext("Model plugged in"),
            "model.removed": lazy_gettext("Model removed"),
        },
        subjects={
            "fault": lazy_gettext("fault"),
            "fault pictures": lazy_gettext("pictures of faults"),
            "model": lazy_gettext("model"),
        },
        facts={
            "code": lazy_gettext("fault class"),
            "moment": lazy_gettext("picture"),
            "sha256": lazy_gettext("fingerprint of the file"),
            "version": lazy_gettext("version"),
            "finds": lazy_gettext("finds"),
        },
        values={
            "code": CODES,
            "cause": FOUND,
            "moment": MOMENTS,
        },
    )
