"""What this floor's errors tell people."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from portal.patrols.forms.words import VISIT_STATES, obstacle_text
from portal.patrols.rules.launching import MOST_VISITS, LaunchUnfit
from portal.patrols.rules.promising import PlanUnfit
from portal.patrols.rules.visits import (
    ClassMissing,
    DropUnexplained,
    NoPictureNow,
    PhotoMissing,
    RestaurantGone,
    SnapshotDecided,
    VisitChanged,
    VisitOver,
    VisitUnfinished,
)
from portal.registry.forms.words import status_word
from portal.shell import filters
from portal.shell.errors import says

LAUNCHES: dict[str, LazyString] = {
    "days": lazy_gettext("The days must begin today or later and end within three months."),
    "empty": lazy_gettext("Please choose at least one restaurant."),
    "station": lazy_gettext("A station visits its own restaurants only."),
}
PLANS: dict[str, LazyString] = {
    "year": lazy_gettext("Please plan this year or the next."),
    "days": lazy_gettext("A plan begins tomorrow at the earliest, and within its year."),
    "size": lazy_gettext("Please choose numbers within the bounds that stand beside them."),
    "drawn": lazy_gettext("This plan is drawn already. Make a new one to plan anew."),
    "beacon": lazy_gettext("Please enter the public number that was announced."),
    "not_drawn": lazy_gettext("This plan is not drawn yet."),
    "shown": lazy_gettext("The seed is shown already."),
    "not_over": lazy_gettext(
        "Visits of this plan are still to come. Whoever sees the seed knows them, so it is shown "
        "when the last one is over, or in the next year."
    ),
}


def register_texts() -> None:
    """Say in the reader's language what this floor's errors mean."""
    says(VisitOver, lambda error: _(
        "This visit is closed to changes: %(state)s.", state=VISIT_STATES[error.state],
    ))  # fmt: skip
    says(VisitChanged, lambda error: _(
        "Somebody else has changed this visit since you opened it (begun by %(name)s). What you "
        "entered stands below and is not saved yet; look at it and save again.", name=error.by,
    ))  # fmt: skip
    says(VisitUnfinished, lambda error: filters.sentences(
        *dict.fromkeys(obstacle_text(*each) for each in error.obstacles)
    ))  # fmt: skip
    says(RestaurantGone, lambda error: _(
        "This restaurant is not in business (%(status)s). Please have the visit dropped.",
        status=status_word(error.why),
    ))  # fmt: skip
    says(NoPictureNow, lambda _error: _(
        "This camera gives no picture now, so nothing was taken. Wait for the picture, or answer "
        "“Not seen”."
    ))  # fmt: skip
    says(SnapshotDecided, lambda _error: _(
        "This snapshot is a finding already. Withdraw the finding on its own page."
    ))  # fmt: skip
    says(PhotoMissing, lambda _error: _("Please choose a photograph first."))
    says(ClassMissing, lambda _error: _("Please choose what kind of violation it is."))
    says(DropUnexplained, lambda _error: _("Please say why the visit is not made."))
    says(LaunchUnfit, lambda error: str(LAUNCHES[error.why]) if error.why in LAUNCHES else _(
        "One patrol has %(most)s visits at most.", most=MOST_VISITS,
    ))  # fmt: skip
    says(PlanUnfit, lambda error: str(PLANS[error.why]))
