"""What the acts of this floor are called on the audit page."""

from flask_babel import lazy_gettext

from portal.accounts.forms import name_acts
from portal.registry.forms.words import ASKS, CAUSES, GAPS, OWNERS, STATUSES


def name_acts_of_register() -> None:
    """Give the audit page the words of this floor."""
    name_acts(
        {
            "register.imported": lazy_gettext("Register file imported"),
            "register.seeded": lazy_gettext("Demo district written"),
            "restaurant.registered": lazy_gettext("Restaurant registered"),
            "restaurant.corrected": lazy_gettext("Record corrected"),
            "restaurant.status_set": lazy_gettext("Status recorded"),
            "status_request.asked": lazy_gettext("Change of status asked for"),
            "status_request.approved": lazy_gettext("Change of status approved"),
            "status_request.refused": lazy_gettext("Change of status refused"),
            "status_request.withdrawn": lazy_gettext("Request withdrawn"),
            "camera.replaced": lazy_gettext("Camera replaced"),
            "camera.retired": lazy_gettext("Camera retired"),
            "display.verified": lazy_gettext("Display seen working"),
            "coverage_gap.noted": lazy_gettext("Gap in coverage explained"),
        },
        subjects={
            "restaurant": lazy_gettext("Restaurant"),
            "register": lazy_gettext("Register"),
        },
        facts={
            "ask": lazy_gettext("Request"),
            "from": lazy_gettext("From"),
            "to": lazy_gettext("To"),
            "reason": lazy_gettext("Reason"),
            "proof": lazy_gettext("Document"),
            "why": lazy_gettext("Answer"),
            "status": lazy_gettext("Status"),
            "gap": lazy_gettext("Gap"),
            "cause": lazy_gettext("Cause"),
            "owner": lazy_gettext("Whose turn it is"),
            "due_on": lazy_gettext("To be closed by"),
            "note": lazy_gettext("Note"),
            "display": lazy_gettext("Display"),
            "day": lazy_gettext("Day"),
        },
        values={
            "ask": {each.value: text for each, text in ASKS.items()},
            "status": {each.value: text for each, text in STATUSES.items()},
            "gap": {each.value: text for each, text in GAPS.items()},
            "cause": {each.value: text for each, text in CAUSES.items()},
            "owner": {each.value: text for each, text in OWNERS.items()},
        },
    )
