"""The forms of the patrols' desk: each field with its words; rules check what they mean."""

from flask_babel import lazy_gettext
from wtforms import BooleanField

from portal.patrols.forms.words import WAYS
from portal.patrols.kinds import Way
from portal.patrols.rules.promising import MOST_A_DAY, MOST_VISITS, MOST_WEEKS
from portal.registry.forms.fields import Choice, Day, Given, Line
from portal.shell.forms import Form

_DAY = lazy_gettext("Please enter a day.")


class Number(Line):
    """A whole number of few digits; its bounds are a rule's."""

    keyboard = "numeric"

    @property
    def value(self) -> int:
        """The number; 0, which no rule lets pass, for anything else."""
        text = self.text.strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


class LaunchForm(Form):
    """A Patrol beside the plan; Restaurants and people are chosen beside it."""

    station = Choice(lazy_gettext("Whose patrol"))
    way = Choice(lazy_gettext("How"), WAYS, coerce=Way)
    first = Day(lazy_gettext("First day"), [Given(_DAY)])
    last = Day(lazy_gettext("Last day"), [Given(_DAY)])


class PromiseForm(Form):
    """What a year is planned on."""

    year = Number(lazy_gettext("Year"), longest=4)
    first = Day(lazy_gettext("First day planned"), [Given(_DAY)])
    weeks = Number(
        lazy_gettext("Weeks a patrol has"),
        longest=2,
        description=lazy_gettext("1 to %(most)s", most=MOST_WEEKS),
    )
    visits_a_day = Number(
        lazy_gettext("Visits a team makes on a day of work"),
        longest=2,
        description=lazy_gettext("1 to %(most)s, beside its other work", most=MOST_A_DAY),
    )
    most_visits = Number(
        lazy_gettext("Visits a patrol has at most"),
        longest=2,
        description=lazy_gettext("1 to %(most)s", most=MOST_VISITS),
    )
    is_paired = BooleanField(lazy_gettext("Draw teams of two (double random)"))
    beacon_source = Line(
        lazy_gettext("Public number to be mixed in"), longest=200,
        description=lazy_gettext(
            "Name a number that nobody knows yet, such as a lottery draw with its date. Nobody can "
            "then say that the seed was chosen for its result. Leave empty for none."
        ),
    )  # fmt: skip
