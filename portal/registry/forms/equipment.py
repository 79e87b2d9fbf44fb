"""The forms about Cameras and Displays: each field with its words."""

import re

from flask_babel import lazy_gettext
from wtforms.validators import ValidationError

from portal.registry.forms.fields import Choice, Day, Given, Line, reason
from portal.registry.forms.words import PRIVACIES, STRENGTHS
from portal.registry.kinds import Privacy, Strength, Transport
from portal.shell.forms import Form

_DEVICE = re.compile(r"[0-9]{20}")


class ReplaceForm(Form):
    """Puts another device in a Camera's place; its address is never shown again."""

    url = Line(
        lazy_gettext("Address of the new device"),
        [Given(lazy_gettext("A new camera needs its address."))],
        longest=1000,
        description=lazy_gettext(
            "Begins with rtsp://, with user and password. It is stored encrypted and never shown "
            "again."
        ),
    )
    transport = Choice(
        lazy_gettext("Transport"),
        {each: each.value.upper() for each in Transport},
        coerce=Transport,
    )
    device_id = Line(lazy_gettext("National device number (optional)"), longest=20)
    day = Day(lazy_gettext("Installed on"), [Given(lazy_gettext("Please give a day."))])

    def validate_device_id(self, field: Line) -> None:
        """A device number has 20 digits."""
        if field.data and not _DEVICE.fullmatch(field.data):
            raise ValidationError(lazy_gettext("A device number has 20 digits."))


class ProtectForm(Form):
    """Says how people are protected in a Camera's picture."""

    privacy = Choice(
        lazy_gettext("Protection"),
        PRIVACIES,
        coerce=Privacy,
        description=lazy_gettext("Fixed areas come with the register file."),
    )
    strength = Choice(
        lazy_gettext("What is hidden of people"),
        STRENGTHS,
        coerce=Strength,
        description=lazy_gettext(
            "Where the machine does not find a head it hides what moves; if it fails, everything."
        ),
    )
    basis = Line(lazy_gettext("Legal basis, if the picture is open"), longest=500)
    decided_by = Line(lazy_gettext("Who decided, if the picture is open"), longest=100)


class RetireForm(Form):
    """Takes a Camera out of use."""

    day = Day(lazy_gettext("Out of use from"), [Given(lazy_gettext("Please give a day."))])
    reason = reason(lazy_gettext("Kept with the camera, in the audit chain."))


class SeenForm(Form):
    """Notes that a Display was seen working."""

    name = Line(
        lazy_gettext("Where it hangs"),
        [Given(lazy_gettext("Please say where it hangs."))],
        longest=100,
    )
    day = Day(lazy_gettext("Seen working on"), [Given(lazy_gettext("Please give a day."))])
