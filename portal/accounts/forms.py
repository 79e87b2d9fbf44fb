"""The words of this floor: roles, and why something is refused."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from portal.accounts.kinds import Role
from portal.accounts.rules import NotAllowed
from portal.accounts.rules.sign_ins import SignInNeeded
from portal.shell.errors import says

ROLES: dict[Role, LazyString] = {
    Role.RESTAURANT_STAFF: lazy_gettext("Restaurant staff"),
    Role.RESTAURANT_OWNER: lazy_gettext("Restaurant owner"),
    Role.INSPECTOR: lazy_gettext("Inspector"),
    Role.STATION_HEAD: lazy_gettext("Head of a station"),
    Role.BUREAU_OFFICER: lazy_gettext("Bureau officer"),
    Role.MODERATOR: lazy_gettext("Moderator"),
    Role.AUDITOR: lazy_gettext("Auditor"),
    Role.VENDOR: lazy_gettext("Vendor"),
    Role.SYSADMIN: lazy_gettext("System administrator"),
}


def register_texts() -> None:
    """Say in the reader's language what this floor's errors mean."""
    says(NotAllowed, lambda _error: _(
        "Your account may not do this. If your work needs it, please ask who manages accounts."
    ))  # fmt: skip
    says(SignInNeeded, lambda _error: _("Please sign in, then try again."))
