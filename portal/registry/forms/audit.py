"""What the audit page calls the acts of this floor."""

from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from portal.accounts.forms import name_acts
from portal.registry.forms.words import (
    ASKS,
    CAUSES,
    GAPS,
    OWNERS,
    PRIVACIES,
    STATUSES,
    STRENGTHS,
)

FACTS: dict[str, LazyString] = {
    "request": lazy_gettext("request"),
    "ask": lazy_gettext("asks for"),
    "status": lazy_gettext("status"),
    "from": lazy_gettext("from"),
    "to": lazy_gettext("until"),
    "reason": lazy_gettext("reason"),
    "proof": lazy_gettext("proof"),
    "why": lazy_gettext("ground of the decision"),
    "day": lazy_gettext("day"),
    "camera": lazy_gettext("camera"),
    "former": lazy_gettext("former camera"),
    "number": lazy_gettext("number"),
    "display": lazy_gettext("display"),
    "gap": lazy_gettext("gap"),
    "cause": lazy_gettext("cause"),
    "owner": lazy_gettext("to be done by"),
    "due_on": lazy_gettext("due"),
    "note": lazy_gettext("note"),
    "name": lazy_gettext("name"),
    "restaurants": lazy_gettext("restaurants"),
    "restaurants_created": lazy_gettext("new restaurants"),
    "restaurants_changed": lazy_gettext("changed restaurants"),
    "cameras_created": lazy_gettext("new cameras"),
    "cameras_changed": lazy_gettext("changed cameras"),
    "statuses_recorded": lazy_gettext("changes of status"),
    "statuses": lazy_gettext("their list"),
    "hours": lazy_gettext("business hours"),
    "overwritten": lazy_gettext("former hours given up, by their end"),
    "minute_maps": lazy_gettext("minute maps"),
    "years": lazy_gettext("years"),
    "days": lazy_gettext("days"),
    "source": lazy_gettext("source"),
    "privacy": lazy_gettext("protection"),
    "privacy_before": lazy_gettext("protection before"),
    "strength": lazy_gettext("what is hidden"),
    "strength_before": lazy_gettext("what was hidden"),
    "basis": lazy_gettext("legal basis"),
    "decided_by": lazy_gettext("decided by"),
}
"""What the facts of an audit entry are called."""


def register_acts() -> None:
    """Let the audit page say in words what is done to the register."""
    name_acts(
        {
            "restaurant.registered": lazy_gettext("Restaurant registered"),
            "restaurant.corrected": lazy_gettext("Restaurant's entry corrected"),
            "restaurant.hours_changed": lazy_gettext("Business hours changed"),
            "restaurant.hours_corrected": lazy_gettext("Past business hours corrected"),
            "register.imported": lazy_gettext("Register imported"),
            "register.seeded": lazy_gettext("Example district made"),
            "camera.replaced": lazy_gettext("Camera replaced"),
            "camera.retired": lazy_gettext("Camera taken out"),
            "camera.protected": lazy_gettext("Protection of a camera's picture changed"),
            "display.verified": lazy_gettext("Display verified"),
            "display.reported": lazy_gettext("Display reported by itself"),
            "coverage_gap.noted": lazy_gettext("Coverage gap noted"),
            "calendar.entered": lazy_gettext("Holidays entered"),
            "status_request.asked": lazy_gettext("Change of status asked for"),
            "status_request.approved": lazy_gettext("Change of status approved"),
            "status_request.refused": lazy_gettext("Change of status refused"),
            "status_request.withdrawn": lazy_gettext("Change of status withdrawn"),
        },
        subjects={
            "calendar": lazy_gettext("calendar"),
            "register": lazy_gettext("register"),
            "restaurant": lazy_gettext("restaurant"),
            "camera": lazy_gettext("camera"),
        },
        facts=FACTS,
        values={
            "ask": ASKS,
            "status": STATUSES,
            "gap": GAPS,
            "cause": CAUSES,
            "owner": OWNERS,
            **{name: dict(PRIVACIES) for name in ("privacy", "privacy_before")},
            **{name: dict(STRENGTHS) for name in ("strength", "strength_before")},
        },
    )
