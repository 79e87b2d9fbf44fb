"""What the audit page calls the acts of this floor."""

from flask_babel import lazy_gettext

from portal.accounts.forms import name_acts


def register_acts() -> None:
    """Let the audit page say in words what is done about Findings."""
    name_acts({"finding.confirmed": lazy_gettext("Finding confirmed")})
