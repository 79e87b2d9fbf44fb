"""What the audit page calls the acts of this floor."""

from flask_babel import lazy_gettext, lazy_pgettext

from portal.accounts.forms import name_acts
from portal.patrols.forms.words import DROP_REASONS, WAYS


def register_acts() -> None:
    """Let the audit page say in words what is done about patrols."""
    name_acts(
        {
            "patrol_plan.promised": lazy_gettext("Patrol plan's seed promised"),
            "patrol_plan.drawn": lazy_gettext("Patrol plan drawn"),
            "patrol_plan.revealed": lazy_gettext("Patrol plan's seed shown"),
            "patrol.launched": lazy_gettext("Patrol launched"),
            "visit.begun": lazy_gettext("Visit begun"),
            "visit.done": lazy_gettext("Visit done"),
            "visit.dropped": lazy_gettext("Visit dropped"),
            "snapshot.kept": lazy_gettext("Snapshot taken"),
            "snapshot.nothing": lazy_gettext("Snapshot shows nothing"),
            "snapshot.finding": lazy_gettext("Snapshot became a finding"),
            "snapshot.viewed": lazy_gettext("Unprotected snapshot viewed"),
            "snapshot.pictures_removed": lazy_gettext("Old snapshots deleted"),
        },
        subjects={
            "patrol_plan": lazy_gettext("patrol plan"),
            "patrol": lazy_gettext("patrol"),
            "visit": lazy_gettext("visit"),
            "snapshots": lazy_pgettext("subject", "snapshots"),
        },
        facts={
            "patrol": lazy_gettext("patrol"),
            "restaurant": lazy_gettext("restaurant"),
            "snapshot": lazy_gettext("snapshot"),
            "snapshots": lazy_gettext("snapshots"),
            "finding": lazy_gettext("finding"),
            "findings": lazy_gettext("findings"),
            "visits": lazy_gettext("visits"),
            "way": lazy_gettext("how"),
            "until": lazy_gettext("until"),
            "zone": lazy_gettext("zone"),
            "short_by": lazy_gettext("visits that do not fit"),
            "dropped": lazy_gettext("visits of older plans dropped"),
            "seed_sha256": lazy_gettext("promise of the seed"),
            "inputs_sha256": lazy_gettext("SHA-256 of the list"),
            "drawn_sha256": lazy_gettext("SHA-256 of the plan"),
        },
        values={
            "way": WAYS,
            "reason": DROP_REASONS,
        },
    )
